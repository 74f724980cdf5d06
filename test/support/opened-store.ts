/** A copy of a data folder as somebody reads it who has all of its key files: what the hub itself could read. */
import { cpSync } from "node:fs";
import { join } from "node:path";
import { deriveDeviceKeys, readKeyFile } from "../../hub/store/device-key.ts";
import { openDatabase, SealedIndex, TABLES, type Table } from "../../hub/store/sealed-index.ts";
import { Sidecars } from "../../hub/store/sidecars.ts";
import { WaitingFolder } from "../../hub/store/waiting-folder.ts";
import { copyOf } from "./canaries.ts";
import { makeTempDir } from "./temp-dir.ts";

/** @returns every file as it lies there, and every value, card and waiting clip that the device key opens */
export async function readWithDeviceKey(dataFolder: string): Promise<Buffer> {
  await using temp = await makeTempDir();
  const dir = join(temp.path, "hub");
  cpSync(join(dataFolder, "hub"), dir, { recursive: true, filter: (path) => !path.endsWith("/LOCK") });
  const device = await readKeyFile(dir, "device");
  if (device === undefined) throw new Error("no device key");
  const keys = deriveDeviceKeys(device);
  const parts: Buffer[] = [await copyOf(dir)];
  await using index = new SealedIndex(await openDatabase(join(dir, "index")), keys.values);
  let values = 0;
  for (const table of Object.keys(TABLES) as Table[])
    for await (const [, value] of index.entries({ table })) {
      values += 1;
      parts.push(Buffer.from(JSON.stringify(value)));
    }
  if (values === 0) throw new Error("nothing was opened, so nothing was searched");
  const ignore = () => undefined;
  const sidecars = new Sidecars(join(dir, "archive"), keys, ignore);
  for await (const name of sidecars.names())
    parts.push(Buffer.from(JSON.stringify(await sidecars.read(name))));
  const space = { assertRoom: async () => undefined } as never;
  const waiting = new WaitingFolder({ dir: join(dir, "waiting"), keys, space, onFailure: ignore });
  for await (const id of waiting.ids()) parts.push(Buffer.from((await waiting.get(id)) ?? []));
  return Buffer.concat(parts);
}
