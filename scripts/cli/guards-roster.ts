import { stat } from "node:fs/promises";
import { join } from "node:path";
import { readTrust } from "../../ble/bridge/kept-trust.ts";
import type { Roster } from "../../hub/contract/roster.ts";

/** What the toys' guard of this machine remembers of a family: where only the hub's folder was lost, that is newer than a backup. */
export async function readGuardsRoster(data: string): Promise<Roster | undefined> {
  const journal = join(data, "ble", "journal");
  const isThere = await stat(journal).then(
    () => true,
    () => false,
  );
  return isThere ? (await readTrust(journal))?.roster : undefined;
}
