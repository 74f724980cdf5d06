import { hours } from "../../domain/duration.ts";
import { type Check, type Finding, fail, ok, warn, withoutHub } from "../check.ts";
import { sayAge } from "../say-age.ts";

/** A night begins and ends. */
const A_NIGHT = hours(26);
const LONG = hours(3 * 24);

export const backupCheck: Check = {
  id: "backup",
  title: "Backups",
  why: "A card that fails, or somebody who wipes it, takes with it all that was not backed up elsewhere.",
  async run(context) {
    const { hub, clock } = context;
    if (hub === undefined) return withoutHub(context);
    if (!hub.hasFamily) return ok("There is no family yet, and nothing to back up.");
    const { folder, lastAt, failing, keeper } = hub.backup;
    const judge = (place: BackupPlace) => judgePlace(place, clock.now());
    const found: Finding[] = [];
    if (folder !== null)
      found.push(judge({ at: folder, lastAt, failing: failing?.code ?? null, by: "pawpost backup create" }));
    if (keeper !== null) {
      const kept = { at: keeper.address, failing: keeper.failing, by: "pawpost backup send" };
      found.push(judge({ ...kept, lastAt: keeper.last === null ? null : Date.parse(keeper.last) }));
    }
    const worst = ["fail", "warn", "ok"].flatMap((verdict) =>
      found.filter((one) => one.verdict === verdict),
    )[0];
    return (
      worst ??
      warn(
        "No backup is made.",
        "Plug a stick in, and name a folder on it: backup_to in the settings (docs/backup.md).",
      )
    );
  },
};

interface BackupPlace {
  /** A folder, or another hub's address. */
  readonly at: string;
  readonly lastAt: number | null;
  /** Why the last try failed. */
  readonly failing: string | null;
  /** What makes one now. */
  readonly by: string;
}

function judgePlace({ at, lastAt, failing, by }: BackupPlace, now: number): Finding {
  const age = lastAt === null ? undefined : now - lastAt;
  const last =
    age === undefined ? `None was made yet at ${at}` : `The last one at ${at} is ${sayAge(age)} old`;
  const next = `${by} says what is the matter.`;
  if (failing !== null && (age === undefined || age > A_NIGHT))
    return fail(`${last}, and the last try failed [${failing}].`, next);
  if (age !== undefined && age > LONG) return fail(`${last}.`, next);
  if (age !== undefined && age > A_NIGHT) return warn(`${last}.`, next);
  if (age === undefined) return warn(`${last}: the first is made in the night.`, `Make it now: ${by}`);
  // hub/backup/open-backups.ts and keep-for-others.ts read each one back, whole, before it counts as made.
  return ok(`${last}, and was read back, every byte.`);
}
