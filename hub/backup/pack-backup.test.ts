import { createHash } from "node:crypto";
import { access, readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BackedUpFamily, makeBackedUpFamily } from "../../test/support/backed-up-family.ts";
import { codeOr } from "../../test/support/code-of.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { checkSnapshot } from "./check-snapshot.ts";
import { listBackups } from "./list-backups.ts";
import { TAR_END, tarEntry } from "./tar-stream.ts";
import { UnpackedBackup } from "./unpack-backup.ts";

let family: BackedUpFamily;
let copy: Buffer;
let temp: Awaited<ReturnType<typeof makeTempDir>>;
let folders = 0;

beforeAll(async () => {
  temp = await makeTempDir();
  family = await makeBackedUpFamily();
  const pieces: Uint8Array[] = [];
  const { signal } = new AbortController();
  for await (const piece of (await family.rig.house.backups.pack(signal)).pieces) pieces.push(piece);
  copy = Buffer.concat(pieces);
});
afterAll(async () => {
  await family?.[Symbol.asyncDispose]();
  await temp[Symbol.asyncDispose]();
});

const newFolder = () => {
  folders += 1;
  return join(temp.path, `copy-${folders}`);
};
const codeOf = codeOr("taken");

async function unpack(bytes: Uint8Array, cutAt = bytes.byteLength): Promise<string> {
  const dir = newFolder();
  const unpacked = new UnpackedBackup(dir);
  for (let at = 0; at < bytes.byteLength; at += cutAt) await unpacked.push(bytes.subarray(at, at + cutAt));
  expect(unpacked.isWhole).toBe(true);
  return dir;
}

test.each([100_000_000, 65_536, 511])(
  "a copy is a backup like any other, in pieces of %d bytes",
  async (cutAt) => {
    const [place] = await listBackups(await unpack(copy, cutAt));
    const [snapshot] = place?.snapshots ?? [];
    if (place === undefined || snapshot === undefined) throw new Error("none");
    expect(place.altered).toEqual([]);
    const { damaged } = await checkSnapshot({
      place: place.place,
      snapshot,
      newest: snapshot.list,
      signal: new AbortController().signal,
      tell: () => undefined,
    });
    expect(damaged).toEqual([]);
    const [stick] = await listBackups(family.stick);
    const sealed = (one: typeof stick) =>
      [...(one?.snapshots[0]?.list ?? [])].filter(([path]) => path.startsWith("archive/"));
    expect(sealed(place)).toEqual(sealed(stick));
  },
);

test("tar(1) unpacks it, too", async () => {
  const { execFileSync } = await import("node:child_process");
  await using out = await makeTempDir();
  execFileSync("tar", ["-xf", "-", "-C", out.path], { input: copy });
  expect((await listBackups(out.path))[0]?.snapshots).toHaveLength(1);
});

test("one that broke off has no list, and is no backup", async () => {
  const unpacked = new UnpackedBackup(newFolder());
  await unpacked.push(copy.subarray(0, copy.byteLength - 4_096));
  expect(unpacked.isWhole).toBe(false);
});

const sha = (text: string) => createHash("sha256").update(text).digest("hex");
test.each([
  ["a path that leads out", "../escaped", "x"],
  ["an absolute path", "/tmp/escaped", "x"],
  ["a name of no backup", "config.yaml", "x"],
  ["another sound under a file's hash", `files/${sha("a").slice(0, 2)}/${sha("a")}`, "b"],
])("%s is not laid down", async (_, name, content) => {
  const dir = newFolder();
  const bytes = Buffer.concat([tarEntry(name, Buffer.from(content)), TAR_END]);
  expect(await codeOf(new UnpackedBackup(dir).push(bytes))).toBe("backup.altered");
  await expect(access(dir)).rejects.toThrow();
  expect(await readdir(temp.path)).not.toContain("escaped");
});

test("a link, a folder, a changed header and a file that is too large are none of a backup's", async () => {
  const change = (at: number, letter: string) => {
    const entry = Buffer.from(tarEntry("place.json", Buffer.from("{}")));
    entry.write(letter, at, "latin1");
    let sum = 0;
    for (let byte = 0; byte < 512; byte++) sum += byte >= 148 && byte < 156 ? 32 : (entry[byte] ?? 0);
    entry.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
    return entry;
  };
  const changed = Buffer.from(tarEntry("place.json", Buffer.from("{}")));
  changed[0] = 0x71;
  for (const bytes of [change(156, "2"), change(156, "5"), change(124, "77777777777"), changed])
    expect(await codeOf(new UnpackedBackup(newFolder()).push(bytes))).toBe("backup.altered");
});
