/** What `pawpost factory-reset` says before and after. */
import type { Erased } from "./erase-house.ts";
import type { FoundHouse } from "./look-at-house.ts";

export interface Receipt extends Erased {
  readonly hub: string | null;
  readonly backups: { readonly folder: string | null; readonly erased: boolean };
  /** Names of toys that were not emptied. */
  readonly notEmptied: readonly string[];
}

export function describeHouse(data: string, { name, toys, backups, isBegun }: FoundHouse): string {
  return [
    isBegun
      ? `An erasing of ${data} was begun, and goes on.`
      : `This erases all that ${name ?? "the radio"} keeps in ${data}: every recording, message, name and key. It cannot be undone.`,
    ...(toys.size === 0
      ? []
      : [`Toys are emptied where they are in reach: have ${listed([...toys.values()])} near, switched on.`]),
    backups === undefined
      ? "Backups that are not plugged in stay, and open to who was a guardian."
      : `Backups in ${backups} stay, and open to who was a guardian. To erase them, too: --backups erase`,
  ].join("\n");
}

export function describeReceipt(receipt: Receipt): string {
  const { hub, keysGoneAt, doneAt, files, emptied, left, notEmptied, backups, isTrimmed } = receipt;
  return [
    "Pawpost: receipt for a factory reset",
    "",
    `Hub: ${hub ?? "its name went with its keys, in an erasing that was begun before"}`,
    `Keys: overwritten and removed by ${at(keysGoneAt)}. From then on nothing that was kept could be read.`,
    `Files: ${files} overwritten and removed by ${at(doneAt)}.`,
    isTrimmed
      ? "Disk: it was told which of its blocks are free, and lets go of what was in them."
      : "Disk: it could not be told which of its blocks are free (fstrim, as root). What it keeps of them is noise without the keys.",
    ...toyLines({ emptied, left, notEmptied }),
    ...backupLines(backups),
    "",
    "What no hub can erase:",
    "  - What a child said last stays in the toy, until its record paw is held for a moment.",
    "  - Other rooms: pawpost factory-reset on each of those machines.",
    "  - Phones that were signed in hold a key to a hub that is gone, and for a week what was recorded there and not sent:",
    "    remove the page's data in each browser.",
    "  - Recovery sheets on paper open nothing but backups. Tear them up.",
    "  - Settings stay: config.yaml, and what it names.",
  ].join("\n");
}

function toyLines({ emptied, left, notEmptied }: Pick<Receipt, "emptied" | "left" | "notEmptied">): string[] {
  if (emptied.length + left + notEmptied.length === 0) return ["Toys: none were held here."];
  const lines = [`Toys: ${emptied.length} emptied, ${Math.max(left, notEmptied.length)} not.`];
  if (left + notEmptied.length > 0)
    lines.push(
      `  Not emptied${notEmptied.length === 0 ? "" : `: ${listed(notEmptied)}`}. It plays what it was given until somebody puts something else there.`,
      "  Later: find it with any Pawpost, press its paw, and remove it while it is near (docs/toys-that-go.md).",
    );
  return lines;
}

function backupLines({ folder, erased }: Receipt["backups"]): string[] {
  const others = "  Sticks and shares that were not there keep what they have: destroy them, or format them.";
  if (folder === null) return ["Backups: none were there.", others];
  return [
    erased
      ? `Backups: those in ${folder} were overwritten and removed, their keys first.`
      : `Backups: those in ${folder} stay, and open to who was a guardian.`,
    others,
  ];
}

const at = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace("T", " ").concat(" UTC");
const listed = (names: readonly string[]) => names.join(", ");
