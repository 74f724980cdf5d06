/** `pawpost ble trust`: whose stamps count on this machine, as six words to compare, and the way to start over. */
import { join, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { forgetTrust, type KeptTrust, readTrust } from "../../ble/bridge/kept-trust.ts";
import { JournalError } from "../../ble/journal/errors.ts";
import { trustWords } from "../../hub/contract/trust-words.ts";
import { CLONE_DATA } from "./clone-data.ts";
import { CliError } from "./errors.ts";

interface TrustOptions {
  readonly data: string;
  readonly reset?: boolean;
  readonly yes?: boolean;
}

export function registerTrustCommand(ble: Command): void {
  ble
    .command("trust")
    .description(
      "Shows six words for the family whose stamps count here, since a toy's paw was pressed. The page shows six words too: they are to be the same.",
    )
    .option(
      "--data <folder>",
      "the data folder of the Bluetooth side",
      process.env.PAWPOST_DATA ?? CLONE_DATA,
    )
    .option("--reset", "forget that family first: every toy takes a paw again (asks)")
    .option("--yes", "with --reset: do not ask")
    .action((_, command: Command) => trust(command.optsWithGlobals<TrustOptions>()));
}

async function trust(options: TrustOptions): Promise<void> {
  const path = join(resolve(options.data), "ble", "journal");
  const kept = await readTrust(path);
  if (kept === undefined) {
    console.log("No toy was claimed yet: the first paw that is pressed decides whose stamps count here.");
    return;
  }
  console.log(describe(kept));
  if (options.reset === true) await reset(path, options.yes === true);
}

function describe({ roster, toys }: KeptTrust): string {
  const devices = [...roster.devices.values()].filter((person) => roster.guardians.has(person)).length;
  return [
    "Whose stamps count here:",
    "",
    `  ${trustWords(roster.fingerprint).join(" ")}`,
    "",
    `  ${count(roster.guardians.size, "guardian")} with ${count(devices, "device")}, ${count(toys, "toy")}`,
    "",
    "The page shows six words too, under Toys. Where they differ, somebody has put another family, or another",
    "hub, in between: send nothing, and find out who started over.",
    "",
  ].join("\n");
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? "" : "s"}`;

async function reset(path: string, yes: boolean): Promise<void> {
  if (!yes) await confirm();
  try {
    await forgetTrust(path);
  } catch (error) {
    if (!(error instanceof JournalError && error.code === "journal.in-use")) throw error;
    throw new CliError(
      "trust.in-use",
      "The Bluetooth side is running.",
      "Nothing was forgotten. Stop it (Ctrl-C where it was started), then do this again.",
      { cause: error },
    );
  }
  console.log(
    "Forgotten. Start again, find each toy in the page and press its paw: the first one decides whose stamps count.",
  );
}

async function confirm(): Promise<void> {
  const refused = (message: string, advice: string) =>
    new CliError("trust.reset-not-confirmed", message, advice);
  if (!process.stdin.isTTY) {
    throw refused(
      "--reset asks before it forgets anything, and there is no terminal to ask on.",
      "Nothing was forgotten. In a script: --reset --yes",
    );
  }
  console.log("No message reaches a toy until its paw was pressed again. Whoever holds it then is believed.");
  const questions = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await questions.question('Type "reset" to go on: ');
  questions.close();
  if (answer.trim() !== "reset")
    throw refused("Nothing was forgotten.", "Leave --reset out to see the words.");
}
