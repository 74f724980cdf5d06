import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makePatchedCopy } from "../../test/support/patched-copy.ts";
import { anId } from "../../test/support/store-rig.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import type * as places from "./place.ts";

/** As by a kill, or a stick that is pulled, after the bytes were overwritten. */
const KILLED = {
  file: "hub/store/durable-file.ts",
  find: "    await unlink(path);\n    await syncFolder(dirname(path));\n    return true;",
  replace: '    if (path !== "") throw new Error("killed");\n    return true;',
};

test("what was being erased when a kill came is in its place no more, and goes with the next sweep", async () => {
  await using copy = await makePatchedCopy([KILLED]);
  const { Place } = await copy.load<typeof places>("hub/backup/place.ts");
  await using temp = await makeTempDir();
  const hub = anId();
  const place = await Place.make(temp.path, hub, anId());
  const bytes = Buffer.from("a recording");
  const { sha256 } = await place.put([bytes]);
  await place.putSnapshot(1, Buffer.from("a list"));
  const list = { sha256, bytes: bytes.byteLength };
  expect([await place.counters(), await place.has(list)]).toEqual([[1], true]);

  await expect(place.removeSnapshot(1)).rejects.toThrow();
  await expect(place.removeFile(sha256)).rejects.toThrow();
  expect([await place.counters(), await place.has(list)]).toEqual([[], false]);
  const incoming = join(place.dir, "incoming");
  const left = await readdir(incoming);
  expect(left).toHaveLength(2);
  for (const name of left) expect((await readFile(join(incoming, name))).includes("a recording")).toBe(false);

  const ours = await (await import("./place.ts")).Place.read(place.dir);
  await ours?.sweep();
  expect(await readdir(incoming)).toEqual([]);
  expect(await ours?.removeSnapshot(1)).toBe(false);
});
