/** `pawpost backup`: make one, see which there are, look through one. docs/backup.md */
import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { checkSnapshot } from "../../hub/backup/check-snapshot.ts";
import { BackupError } from "../../hub/backup/errors.ts";
import { listBackups, type PlaceOfBackups } from "../../hub/backup/list-backups.ts";
import { loadConfig } from "../../hub/config/load-config.ts";
import type { BackupProgress } from "../../hub/ports/backups.ts";
import { decodeIndex } from "../../hub/store/index-stream.ts";
import { askForBackup } from "./backup-asking.ts";
import { registerKeeperCommands } from "./backup-keeper.ts";
import { type RestoreOptions, restore } from "./backup-restore-command.ts";
import { backUpTo } from "./backup-to.ts";
import {
  describeBackups,
  describeMade,
  describePlaceChosen,
  describeVerified,
  type Verified,
  viewPlace,
} from "./backup-words.ts";
import { hubDataOption } from "./hub-data-option.ts";
import { openProgressLine } from "./progress-line.ts";

interface Options {
  readonly data: string;
  readonly json?: boolean;
}

export function registerBackupCommands(program: Command): void {
  const backup = program
    .command("backup")
    .description("Keeps the hub's recordings and all it knows in another place.");
  const command = (name: string, says: string) =>
    backup.command(name).description(says).addOption(hubDataOption()).option("--json", "say it in JSON");

  command(
    "create",
    "Makes a backup now, in the folder that backup_to names, and looks through it. Ctrl-C stops it.",
  )
    .option("--new-place", "also on a stick that is new to this hub")
    .action(async ({ data, json, newPlace }: Options & { readonly newPlace?: boolean }) => {
      using line = openProgressLine(json !== true);
      const made = await askForBackup(resolve(data), newPlace === true, line.show);
      line.clear();
      console.log(json === true ? JSON.stringify(made) : describeMade(made));
    });

  command("to", "Backs up there from now on, each night, into a folder of its own in it.")
    .argument("<folder>", "it must be there: on a stick, or of another machine")
    .action(async (folder: string, { data, json }: Options) => {
      const path = resolve(folder);
      const isStartedAnew = await backUpTo(path, resolve(data));
      if (json === true) console.log(JSON.stringify({ folder: path, isStartedAnew }));
      else console.log(describePlaceChosen(path, isStartedAnew));
    });

  command("list", "Says which backups a folder holds.")
    .argument("[folder]", "the folder that backup_to names, when left out")
    .action(async (folder: string | undefined, { data, json }: Options) => {
      const places = await listBackups(await folderOf(folder, data));
      console.log(json === true ? JSON.stringify(places.map(viewPlace)) : describeBackups(places));
    });

  command("verify", "Reads a backup as bringing it back would, every byte, and says whether it is whole.")
    .argument("[folder]", "the folder that backup_to names, when left out")
    .option("--backup <number>", "one of the list; the newest when left out", parseNumber)
    .action(async (folder: string | undefined, options: Options & { readonly backup?: number }) => {
      const places = await listBackups(await folderOf(folder, options.data));
      using line = openProgressLine(options.json !== true);
      const results = await verify(places, options.backup, line.show);
      line.clear();
      if (options.json === true) console.log(JSON.stringify(results));
      else for (const result of results) console.log(describeVerified(result));
      if (results.some(({ isWhole }) => !isWhole))
        throw new BackupError("backup.altered", "what is there is not what was put there");
    });

  registerKeeperCommands(command);

  command(
    "restore",
    "Brings a backup back on a new machine, which goes on as that hub. Pawpost must be stopped there.",
  )
    .argument("<folder>", "where the backup is: the stick, or a pawpost-backup-... folder on it")
    .option("--backup <number>", "one of the list; the newest when left out", parseNumber)
    .option("--hub <id>", "whose, where several hubs have backups there")
    .option("--out <name...>", "who was removed from the family since that backup, so that they stay out")
    .option("--nobody-out", "nobody was: do not ask")
    .action((folder: string, options: RestoreOptions) => restore(resolve(folder), options));
}

/** @throws BackupError `backup.none` */
async function verify(
  places: readonly PlaceOfBackups[],
  wanted: number | undefined,
  tell: (progress: BackupProgress) => void,
): Promise<readonly Verified[]> {
  const results: Verified[] = [];
  for (const { place, snapshots, altered } of places) {
    const [newest] = snapshots;
    const snapshot = wanted === undefined ? newest : snapshots.find(({ head }) => head.counter === wanted);
    if (snapshot === undefined || newest === undefined) continue;
    const signal = new AbortController().signal;
    const checked = await checkSnapshot({
      place,
      snapshot,
      newest: newest.list,
      checkIndex: readThrough,
      signal,
      tell,
    });
    const isWhole = checked.damaged.length === 0 && altered.length === 0;
    const { hub, counter, files } = snapshot.head;
    results.push({ hub, backup: counter, files, ...checked, altered, isWhole });
  }
  if (results.length > 0) return results;
  throw new BackupError("backup.none", "no such backup is there, or none that holds");
}

/** To its last entry; what the values say only the hub's own key opens. */
async function readThrough(pieces: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of decodeIndex(pieces));
}

/** @throws BackupError `backup.off` */
export async function folderOf(folder: string | undefined, data: string): Promise<string> {
  if (folder !== undefined) return resolve(folder);
  const config = await loadConfig({ ...process.env, PAWPOST_DATA: resolve(data), PAWPOST_RUN: "/" });
  if (config.backupTo !== undefined) return config.backupTo;
  throw new BackupError("backup.off", "no folder was named, and backup_to is not set");
}

function parseNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("It is a number of the list.");
  return Number(text);
}
