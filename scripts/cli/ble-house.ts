/** `pawpost ble house`: the key that the rooms of a house share, carried from one machine to the other by hand. docs/rooms.md */
import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { HouseLineError } from "../../ble/house-line/errors.ts";
import {
  type HouseKey,
  keepHouseKey,
  loadHouseKey,
  makeHouseKey,
  readHouseKey,
  writeHouseKey,
} from "../../ble/house-line/house-key.ts";
import { CLONE_DATA } from "./clone-data.ts";
import { CliError } from "./errors.ts";

const KEY_BYTES = 26;

interface Options {
  readonly data: string;
  readonly new?: boolean;
}

export function registerBleHouseCommand(ble: Command): void {
  ble
    .command("house")
    .description(
      "Shows, or takes, the key by which the rooms of a house believe each other: with it a toy goes from room to room by itself (docs/rooms.md).",
    )
    .argument("[key]", "as this command showed it on another machine of the house; left out, it is shown")
    .option(
      "--data <folder>",
      "where this machine's own state is kept",
      process.env.PAWPOST_DATA ?? CLONE_DATA,
    )
    .option("--new", "make another one: a machine that was lost, or taken off, knows it no more")
    .action((typed: string | undefined, _, command: Command) =>
      house(typed, command.optsWithGlobals<Options>()),
    );
}

async function house(typed: string | undefined, { data, new: isNew = false }: Options): Promise<void> {
  const stateDir = join(resolve(data), "ble");
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  if (typed !== undefined) return take(typed, stateDir);
  const known = isNew ? undefined : await readKnown(stateDir);
  const key = known ?? makeHouseKey(randomBytes(KEY_BYTES));
  if (known === undefined) await keepHouseKey(stateDir, key);
  console.log(describeHouseKey(key, known === undefined));
}

async function take(typed: string, stateDir: string): Promise<void> {
  const key = readHouseKey(typed);
  if (key === undefined)
    throw new CliError(
      "house.bad-key",
      "That is no key of a house: it has seven groups of four letters, the last of which check the others.",
      "Copy it whole, as pawpost ble house shows it on the other machine.",
    );
  await keepHouseKey(stateDir, key);
  console.log("Kept. It counts from the next start of the Bluetooth side on this machine.");
}

async function readKnown(stateDir: string): Promise<HouseKey | undefined> {
  try {
    return await loadHouseKey(stateDir);
  } catch (error) {
    if (!(error instanceof HouseLineError)) throw error;
    throw new CliError(
      error.code,
      `${error.message}.`,
      "Type the key of another room here, or make one for all: --new",
      { cause: error },
    );
  }
}

const describeHouseKey = (key: HouseKey, isMade: boolean): string =>
  [
    isMade ? "Made. On each other machine of the house, once:" : "On each other machine of the house, once:",
    "",
    `  pawpost ble house ${writeHouseKey(key)}`,
    "",
    "Then start the Bluetooth side anew on each. Machines with the same key believe each other about toys, and nobody else:",
    "type it by hand or over your own ssh, and keep no copy.",
  ].join("\n");
