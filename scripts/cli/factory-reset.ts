/** `pawpost factory-reset`: before a machine is sold or given away. docs/erase.md */
import { readdir } from "node:fs/promises";
import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { type HciAddress, parseHciAddress } from "../../ble/radio/hci/hci-address.ts";
import { systemClock } from "../../hub/clock/system-clock.ts";
import { loadConfig } from "../../hub/config/load-config.ts";
import { seconds } from "../../hub/domain/duration.ts";
import { HubError } from "../../hub/domain/hub-error.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import { findAdapter } from "../supervisor/bluetooth-adapter.ts";
import { takeDataFolder } from "../supervisor/running-note.ts";
import { COPIES } from "../update/store-copy.ts";
import { CLONE_DATA } from "./clone-data.ts";
import { CliError } from "./errors.ts";
import { type EraseProgress, type EraseRequest, eraseHouse } from "./factory-reset/erase-house.ts";
import { type FoundHouse, lookAtHouse } from "./factory-reset/look-at-house.ts";
import { describeHouse, describeReceipt, type Receipt } from "./factory-reset/receipt-words.ts";

interface Options {
  readonly data: string;
  readonly confirm?: string;
  readonly backups: "keep" | "erase";
  readonly toys: number;
  readonly json?: boolean;
}

const QUIET: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const IN_USE = new Set(["store.in-use", "journal.in-use"]);

export function registerFactoryResetCommand(program: Command): void {
  program
    .command("factory-reset")
    .description(
      "Erases all that Pawpost keeps on this machine, its keys first, empties the toys that are in reach, and prints a receipt. Says first what there is; does it when the hub's name is given (docs/erase.md).",
    )
    .option("--confirm <name>", "the hub's name, as this command says it without this option")
    .option("--data <folder>", "where everything is kept", process.env.PAWPOST_DATA ?? CLONE_DATA)
    .addOption(
      new Option("--backups <what>", "what becomes of this hub's backups that are there now")
        .choices(["keep", "erase"])
        .default("keep"),
    )
    .option("--toys <seconds>", "how long toys are waited for; 0 leaves them as they are", readSeconds, 60)
    .option("--json", "print the receipt as JSON")
    .action(reset);
}

async function reset(options: Options): Promise<void> {
  const data = resolve(options.data);
  const { backupTo } = await loadConfig({ ...process.env, PAWPOST_DATA: data, PAWPOST_RUN: "/" });
  const found = await lookAtHouse(data, backupTo);
  if (found === undefined) {
    console.log(options.json === true ? "null" : `There is nothing to erase in ${data}.`);
    return;
  }
  assertConfirmed(data, found, options.confirm);
  await assertNoTrial(data);
  await using _held = await takeDataFolder(data);
  const isErased = options.backups === "erase" && found.backups !== undefined;
  const done = await eraseHouse({
    data,
    backups: isErased ? found.backups : undefined,
    radio: await findRadio(),
    patience: seconds(options.toys),
    log: QUIET,
    now: systemClock.now,
    tell: options.json === true ? () => undefined : makeTell(),
  } satisfies EraseRequest).catch(explain);
  const receipt: Receipt = {
    ...done,
    hub: found.name ?? null,
    backups: { folder: found.backups ?? null, erased: isErased },
    notEmptied: [...found.toys].flatMap(([id, name]) => (done.emptied.includes(id) ? [] : [name])),
  };
  console.log(options.json === true ? JSON.stringify(receipt) : describeReceipt(receipt));
}

/** @throws CliError `factory-reset.not-confirmed` */
function assertConfirmed(data: string, found: FoundHouse, said: string | undefined): void {
  const name = found.name ?? "this-machine";
  // What was begun cannot be taken back.
  if (found.name === undefined && found.isBegun) return;
  if (said === name) return;
  console.error(`${describeHouse(data, found)}\n`);
  throw new CliError(
    "factory-reset.not-confirmed",
    said === undefined ? "Nothing was erased." : `Nothing was erased: this hub is not called ${said}.`,
    `To erase it: pawpost factory-reset --confirm ${name}`,
  );
}

/** Beside what is kept lies a copy then, with the same keys, which may take its place. @throws CliError `factory-reset.updating` */
async function assertNoTrial(data: string): Promise<void> {
  const names = await readdir(data);
  if (!names.some((name) => COPIES.includes(name))) return;
  throw new CliError(
    "factory-reset.updating",
    "A newer version is on trial, and what is kept lies there twice.",
    "Nothing was erased. That takes some minutes; sudo systemctl restart pawpost-settle ends one that was broken off.",
  );
}

async function findRadio(): Promise<HciAddress | "none"> {
  const named = process.env.PAWPOST_HCI;
  if (named) return parseHciAddress(named) ?? "none";
  const finding = await findAdapter();
  return (finding.kind === "usable" ? parseHciAddress(finding.adapter) : undefined) ?? "none";
}

/** A line for a toy, and one for the files that is written over. */
function makeTell(): (progress: EraseProgress) => void {
  const isShown = process.stderr.isTTY === true;
  return (progress) => {
    if (!isShown) return;
    const text =
      progress.doing === "toys"
        ? `Emptying a toy: ${progress.percent} %`
        : `Overwriting: ${progress.files} files`;
    process.stderr.write(`\r\u001b[K  ${text}`);
  };
}

function explain(error: unknown): never {
  if (!(error instanceof HubError) || !IN_USE.has(error.code)) throw error;
  throw new CliError(
    "factory-reset.running",
    "Pawpost is running.",
    "Nothing was erased. Stop it first: Ctrl-C where it was started, or sudo systemctl stop pawpost.target",
    { cause: error },
  );
}

function readSeconds(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 600) throw new InvalidArgumentError("expected seconds, from 0 to 600");
  return value;
}
