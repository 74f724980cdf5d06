/** What a factory reset would find on this machine. Reads, and changes nothing. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { toysToEmpty } from "../../../ble/end-everything.ts";
import { Place } from "../../../hub/backup/place.ts";
import { homeNameOf } from "../../../hub/door/home-name.ts";
import { deriveDeviceKeys, readKeyFile } from "../../../hub/store/device-key.ts";
import { isBeingErased } from "../../../hub/store/erase-everything.ts";
import { readHouseholdCopy } from "../../../hub/store/household-table.ts";
import { openHubSigner } from "../../../hub/store/hub-signer.ts";

export interface FoundHouse {
  /** What the hub is called: `pawpost-` and eight letters. `undefined` where it has no key any more. */
  readonly name: string | undefined;
  /** An erasing was begun, and is not at its end. */
  readonly isBegun: boolean;
  /** Names of the family's toys, by id. */
  readonly toys: ReadonlyMap<string, string>;
  /** Whether toys are to be emptied from here. */
  readonly held: number;
  /** Folder of this hub's backups, where it is there now. */
  readonly backups: string | undefined;
}

/** @param backupTo the folder that the settings name @returns `undefined` where neither a hub nor a radio keeps anything */
export async function lookAtHouse(
  data: string,
  backupTo: string | undefined,
): Promise<FoundHouse | undefined> {
  const hub = join(data, "hub");
  const signing = await readKeyFile(hub, "signing").catch(() => undefined);
  const device = await readKeyFile(hub, "device").catch(() => undefined);
  const isBegun = await isBeingErased(hub);
  const held = await toysToEmpty(join(data, "ble")).catch(() => 0); // a memory that is damaged goes like any other
  if (signing === undefined && !isBegun && !(await isThere(join(data, "ble", "journal")))) return undefined;
  const copy =
    device === undefined
      ? undefined
      : await readHouseholdCopy(hub, deriveDeviceKeys(device)).catch(() => undefined);
  const toys = (copy?.toys ?? []).filter(({ claimed }) => claimed);
  const place =
    copy === undefined || backupTo === undefined
      ? undefined
      : await Place.of(backupTo, copy.hub).catch(() => undefined);
  return {
    name: signing && homeNameOf(openHubSigner(signing).publicKey).replace(/\.local$/, ""),
    isBegun,
    toys: new Map(toys.map(({ id, name }) => [id, name])),
    held,
    backups: place?.dir,
  };
}

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
