import { hours } from "../../domain/duration.ts";
import { type Check, fail, ok, warn, withoutHub } from "../check.ts";
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
    const { folder, lastAt, failing } = hub.backup;
    if (folder === null)
      return warn(
        "No backup is made.",
        "Plug a stick in, and name a folder on it: backup_to in the settings (docs/backup.md).",
      );
    const age = lastAt === null ? undefined : clock.now() - lastAt;
    const last = age === undefined ? "None was made yet" : `The last one is ${sayAge(age)} old`;
    const next = `pawpost backup create says what is the matter. It is to go to ${folder}.`;
    if (failing !== null && (age === undefined || age > A_NIGHT))
      return fail(`${last}, and the last try failed [${failing.code}].`, next);
    if (age !== undefined && age > LONG) return fail(`${last}.`, next);
    if (age !== undefined && age > A_NIGHT) return warn(`${last}.`, next);
    if (age === undefined)
      return warn(`${last}: the first is made in the night.`, "Make it now: pawpost backup create");
    // hub/backup/open-backups.ts reads each one back, whole, before it counts as made.
    return ok(`${last}, and was read back, every byte.`);
  },
};
