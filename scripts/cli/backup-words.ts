/** What `pawpost backup` says. */
import type { PlaceOfBackups } from "../../hub/backup/list-backups.ts";
import type { Snapshot } from "../../hub/backup/snapshot.ts";
import type { BackupMade } from "../../hub/ports/backups.ts";
import type { Restored } from "../../hub/ports/restoring.ts";

/** What came of looking through one backup. */
export interface Verified {
  readonly hub: string;
  readonly backup: number;
  readonly files: number;
  readonly damaged: readonly string[];
  readonly erased: readonly string[];
  /** Numbers of others there that do not hold. */
  readonly altered: readonly number[];
  readonly isWhole: boolean;
}

export function describeMade(made: BackupMade): string {
  const { counter, files, bytes, added, kept } = made;
  const lines = [
    `Backup ${counter} is made and was read back: ${countOf(files, "file")}, ${sizeOf(bytes)}; ${countOf(added, "file")} copied just now. ${countOf(kept, "backup")} there.`,
  ];
  if (made.mended > 0)
    lines.push(
      `${countOf(made.mended, "file")} there had been damaged, and were copied anew. If it happens again, replace that disk.`,
    );
  if (made.rescued > 0)
    lines.push(
      `${countOf(made.rescued, "file")} the hub has lost; the backup has them still. Look at the hub's disk.`,
    );
  if (made.lost > 0)
    lines.push(`${countOf(made.lost, "file")} the hub has lost, and no backup there has them.`);
  if (made.isRolledBack)
    lines.push(
      "What was there was older than what the hub had left: somebody put an older copy there, or the disk lost what was written.",
    );
  return lines.join("\n");
}

export const describePlaceChosen = (folder: string, isStartedAnew: boolean): string =>
  `Backups go to ${folder}. ${isStartedAnew ? "The hub was started anew" : "Start Pawpost again"}; the first one is made at once. Which there are: pawpost backup list`;

export function describeBackups(places: readonly PlaceOfBackups[]): string {
  return places
    .map(({ place, snapshots, altered }) =>
      [
        `Hub ${place.hub}, in ${place.dir}`,
        ...snapshots.map(({ head }) =>
          [
            `  ${String(head.counter).padStart(9)}`,
            whenOf(head.at),
            countOf(head.files, "file"),
            sizeOf(head.bytes),
          ].join("  "),
        ),
        ...altered.map((counter) => `  ${String(counter).padStart(9)}  is not what was put there`),
        ...(snapshots.length + altered.length === 0 ? ["  none yet"] : []),
      ].join("\n"),
    )
    .join("\n\n");
}

export function describeVerified({
  hub,
  backup,
  files,
  damaged,
  erased,
  altered,
  isWhole,
}: Verified): string {
  const gone =
    erased.length === 0
      ? ""
      : ` ${countOf(erased.length, "file")} of it was erased since, as somebody wanted it.`;
  if (isWhole)
    return `Backup ${backup} of hub ${hub} is whole: ${countOf(files - erased.length, "file")} read.${gone}`;
  return [
    `Backup ${backup} of hub ${hub}: ${damaged.length} of ${countOf(files, "file")} are damaged or gone.${gone}`,
    ...damaged.slice(0, 10).map((path) => `  ${path}`),
    ...altered.map((counter) => `Backup ${counter} there is not what was put there.`),
  ].join("\n");
}

export const describeBackup = ({ hub, counter, at, files, bytes }: Snapshot["head"]): string =>
  `Backup ${counter} of hub ${hub}, made on ${whenOf(at)}: ${countOf(files, "file")}, ${sizeOf(bytes)}.`;

export function describeRestored(
  { messages, erased, guardians, out, words }: Restored,
  isInstalled: boolean,
): string {
  return [
    `Done: ${countOf(messages, "message")}, ${countOf(guardians, "guardian")}.`,
    ...(erased === 0 ? [] : [`${countOf(erased, "message")} of it had been erased since, and stayed so.`]),
    ...(out.length === 0
      ? []
      : [`No way in any more: ${out.join(", ")}. Remove them under Family on the page, too.`]),
    "",
    `  Six words of the family   ${words.join(" ")}`,
    "",
    isInstalled ? "  1. Open the page: it starts by itself." : "  1. Start it:  scripts/start",
    "  2. Everybody signs in again. A browser that says that the history or the list of people is older than it knows",
    "     remembers something that came after this backup: do that again, here.",
    "  3. If the old machine still runs, never start Pawpost on it again: give it up with scripts/start --reset there,",
    "     or, where the package is installed, with apt purge pawpost.",
    `  4. What waited for a toy is not sent by itself. If toys do not answer:  ${isInstalled ? "" : "scripts/"}pawpost ble trust`,
  ].join("\n");
}

/** As JSON has it. */
export const viewPlace = ({ place, snapshots, altered }: PlaceOfBackups) => ({
  hub: place.hub,
  folder: place.dir,
  backups: snapshots.map(({ head }) => ({
    backup: head.counter,
    at: head.at,
    program: head.program,
    files: head.files,
    bytes: head.bytes,
  })),
  altered,
});

const countOf = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;
const whenOf = (iso: string) => iso.slice(0, 16).replace("T", " ").concat(" UTC");

function sizeOf(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.ceil(bytes / 1_000)} kB`;
  return bytes < 1_000_000_000
    ? `${(bytes / 1_000_000).toFixed(1)} MB`
    : `${(bytes / 1_000_000_000).toFixed(2)} GB`;
}
