import { cpSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { deriveDeviceKeys, readKeyFile } from "../../hub/store/device-key.ts";
import { openDatabase } from "../../hub/store/sealed-index.ts";
import { tryUnsealJson } from "../../hub/store/sealed-value.ts";
import { makeTempDir } from "./temp-dir.ts";

/**
 * What somebody reads who has a hub's whole folder, the device key with it: every value of the index and the household's file, opened,
 * one after the other, and the names of all files. Works on a copy: a hub may run on the folder.
 */
export async function readStore(
  dir: string,
): Promise<{ readonly text: string; readonly files: readonly string[] }> {
  await using temp = await makeTempDir();
  const copy = join(temp.path, "copy");
  cpSync(dir, copy, { recursive: true, filter: (path) => !path.endsWith("/LOCK") });
  const device = await readKeyFile(copy, "device");
  if (device === undefined) throw new Error("no device key");
  const keys = deriveDeviceKeys(device);
  const db = await openDatabase(join(copy, "index"));
  const entries = await db.iterator().all();
  await db.close();
  const values = entries.map(([key, value]) => tryUnsealJson<unknown>(keys.values, key, value));
  if (values.length === 0 || values.includes(undefined)) throw new Error("a value does not open");
  const household = await readFile(join(copy, "household.sealed"));
  values.push(tryUnsealJson<unknown>(keys.household, Buffer.from("household.sealed"), household));
  const files = (await readdir(copy, { recursive: true })).filter((name) => /\.(age|card|clip)$/.test(name));
  return { text: values.map((value) => JSON.stringify(value)).join("\n"), files };
}
