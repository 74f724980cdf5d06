/** `pawpost backup restore`: what it asks and says. docs/backup.md */
import { resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import type { WayInSecret } from "../../hub/archive/backup-keys.ts";
import { BackupError } from "../../hub/backup/errors.ts";
import { listBackups, type PlaceOfBackups } from "../../hub/backup/list-backups.ts";
import type { Snapshot } from "../../hub/backup/snapshot.ts";
import type { Person } from "../../hub/ports/household.ts";
import { openDataFolder } from "../supervisor/data-folder.ts";
import { takeDataFolder } from "../supervisor/running-note.ts";
import { readSecret, restoreBackup } from "./backup-restore.ts";
import { describeBackup, describeRestored } from "./backup-words.ts";
import { becomeHubsUser } from "./become-hubs-user.ts";
import { CliError } from "./errors.ts";
import { readGuardsRoster } from "./guards-roster.ts";
import { openProgressLine } from "./progress-line.ts";
import { readHidden } from "./read-hidden.ts";

export interface RestoreOptions {
  readonly data: string;
  readonly json?: boolean;
  readonly backup?: number;
  readonly hub?: string;
  readonly out?: readonly string[];
  readonly nobodyOut?: boolean;
}

export async function restore(folder: string, options: RestoreOptions): Promise<void> {
  const data = resolve(options.data);
  const guards = await readGuardsRoster(data);
  const isInstalled = await becomeHubsUser(data);
  if (!isInstalled) await openDataFolder(data);
  await using _held = isInstalled ? undefined : await takeDataFolder(data);
  const { place, snapshot } = choose(await listBackups(folder), options);
  const say = (text: string) => options.json !== true && console.log(text);
  say(describeBackup(snapshot.head));
  const stopping = new AbortController();
  process.once("SIGINT", () => stopping.abort(new BackupError("backup.cancelled", "it was stopped")));
  const secret = await askForSecret();
  using line = openProgressLine(options.json !== true);
  const restored = await restoreBackup({
    data,
    place,
    snapshot,
    secret,
    guards,
    signal: stopping.signal,
    tell: line.show,
    askWhoIsOut: (others) => {
      line.clear();
      return whoIsOut(others, options);
    },
  });
  line.clear();
  console.log(options.json === true ? JSON.stringify(restored) : describeRestored(restored, isInstalled));
}

/** @throws BackupError `backup.none`; CliError `restore.several-hubs` */
function choose(
  places: readonly PlaceOfBackups[],
  { hub, backup }: RestoreOptions,
): { readonly place: PlaceOfBackups; readonly snapshot: Snapshot } {
  const wanted = hub === undefined ? places : places.filter(({ place }) => place.hub === hub);
  if (wanted.length > 1) {
    throw new CliError(
      "restore.several-hubs",
      `${wanted.length} hubs have backups there.`,
      `Say whose: ${wanted.map(({ place }) => `--hub ${place.hub}`).join(", or ")}`,
    );
  }
  for (const place of wanted) {
    const snapshot = place.snapshots.find(({ head }) => backup === undefined || head.counter === backup);
    if (snapshot !== undefined) return { place, snapshot };
  }
  throw new BackupError("backup.none", "there is no such backup, or none that holds");
}

async function askForSecret(): Promise<WayInSecret> {
  const typed = await readHidden("Passphrase or recovery sheet of a guardian: ");
  const secret = readSecret(typed);
  if (secret !== undefined) return secret;
  throw new CliError(
    "restore.not-a-sheet",
    "That is not what any recovery sheet says: a letter is wrong, missing or one too many.",
    "Type it again, group by group.",
  );
}

/** @throws CliError `restore.nobody-asked`, `restore.unknown-name` */
async function whoIsOut(
  others: readonly Person[],
  { out, nobodyOut }: RestoreOptions,
): Promise<readonly string[]> {
  if (nobodyOut === true || others.length === 0) return [];
  const names = out ?? (await askForNames(others));
  return names.map((name) => {
    const person = others.find((one) => one.name.toLowerCase() === name.trim().toLowerCase());
    if (person !== undefined) return person.id;
    throw new CliError(
      "restore.unknown-name",
      `Nobody else in that backup is called “${name.trim()}”.`,
      `It knows: ${others.map((one) => one.name).join(", ")}. Nothing was brought back.`,
    );
  });
}

async function askForNames(others: readonly Person[]): Promise<readonly string[]> {
  if (!process.stdin.isTTY) {
    throw new CliError(
      "restore.nobody-asked",
      "Somebody may have been removed from the family since that backup, and there is no terminal to ask on.",
      "Nothing was brought back. In a script: --out NAME, or --nobody-out",
    );
  }
  console.log("\nBeside you these belonged to the family then:");
  for (const { name, role } of others) console.log(`  ${name} (${role})`);
  const questions = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await questions.question(
    "Who of them was removed since? Names with commas between, or Enter for nobody: ",
  );
  questions.close();
  return answer.split(",").filter((name) => name.trim() !== "");
}
