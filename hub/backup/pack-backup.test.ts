import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { access, readdir, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { createTarPacker, packTar, type TarEntry } from "modern-tar";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BackedUpFamily, makeBackedUpFamily } from "../../test/support/backed-up-family.ts";
import { codeOr } from "../../test/support/code-of.ts";
import { sendFrom } from "../../test/support/family.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { checkSnapshot } from "./check-snapshot.ts";
import { listBackups } from "./list-backups.ts";
import { UnpackedBackup } from "./unpack-backup.ts";

let family: BackedUpFamily;
let copy: Buffer;
let temp: Awaited<ReturnType<typeof makeTempDir>>;
let folders = 0;

beforeAll(async () => {
  temp = await makeTempDir();
  family = await makeBackedUpFamily();
  copy = await take();
});
afterAll(async () => {
  await family?.[Symbol.asyncDispose]();
  await temp[Symbol.asyncDispose]();
});

async function take(): Promise<Buffer> {
  const { pieces } = await family.rig.house.backups.pack(new AbortController().signal);
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
const MIB = 1_048_576;
const newFolder = () => {
  folders += 1;
  return join(temp.path, `copy-${folders}`);
};
const codeOf = codeOr("taken");

async function unpack(bytes: Uint8Array, cutAt = bytes.byteLength): Promise<string> {
  const dir = newFolder();
  const unpacked = new UnpackedBackup(dir, bytes.byteLength);
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
    expect(sealed(place).length).toBeGreaterThan(0);
    expect(sealed(place)).toEqual(sealed(stick));
  },
);

test("tar(1) unpacks it, too", async () => {
  await using out = await makeTempDir();
  execFileSync("tar", ["-xf", "-", "-C", out.path], { input: copy });
  expect((await listBackups(out.path))[0]?.snapshots).toHaveLength(1);
});

test("what is no file of the hub, or not what it put there, is not in it", async () => {
  const { rig, mum, clip, toy } = family;
  await sendFrom(mum, clip, toy);
  await rig.settle();
  const [archive, library] = [join(rig.dir, "hub", "archive"), join(rig.dir, "hub", "library")];
  await writeFile(join(library, "somebody's.item"), "x");
  const before = new Set((await listBackups(await unpack(copy)))[0]?.snapshots[0]?.list.keys());
  const files = (await readdir(archive, { recursive: true })).filter((name) => name.endsWith(".age"));
  const added = files.filter((name) => !before.has(`archive/${basename(name)}`));
  expect(added).toHaveLength(1);
  await writeFile(join(archive, added[0] ?? ""), "what a bad disk makes of it");
  const [place] = await listBackups(await unpack(await take()));
  expect(new Set(place?.snapshots[0]?.list.keys())).toEqual(before);
});

test("whoever thinks better of it leaves nothing open, and takes no more", async () => {
  const stopping = new AbortController();
  const { pieces } = await family.rig.house.backups.pack(stopping.signal);
  stopping.abort(new Error("stopped"));
  await expect(pieces[Symbol.asyncIterator]().next()).rejects.toThrow("stopped");
  const { pieces: left } = await family.rig.house.backups.pack(new AbortController().signal);
  for await (const piece of left) {
    expect(piece.byteLength).toBeGreaterThan(0);
    break;
  }
});

const sha = (text: string) => createHash("sha256").update(text).digest("hex");
const file = (name: string, body: string): TarEntry => ({ header: { name, size: body.length }, body });
const typed = (type: NonNullable<TarEntry["header"]["type"]>): TarEntry => ({
  header: { name: "place.json", size: 0, type, linkname: "/etc/passwd" },
});
const place = file("place.json", "{}");
test.each<[string, readonly TarEntry[]]>([
  ["a path that leads out", [file("../escaped", "x")]],
  ["an absolute path", [file("/tmp/escaped", "x")]],
  ["a name of no backup", [file("config.yaml", "x")]],
  ["another sound under a file's hash", [file(`files/${sha("a").slice(0, 2)}/${sha("a")}`, "b")]],
  ["a link", [typed("symlink")]],
  ["a hard link", [typed("link")]],
  ["a folder", [typed("directory")]],
  ["a device", [typed("block-device")]],
  ["a file twice", [place, place]],
  [
    "a name in an extended header",
    [{ header: { name: "x", size: 1, pax: { path: "../escaped" } }, body: "x" }],
  ],
])("%s is none of a backup's, and nothing of it stays", async (_, entries) => {
  const dir = newFolder();
  const bytes = await packTar([file("keys.age", "sealed"), ...entries]);
  expect(await codeOf(new UnpackedBackup(dir, bytes.byteLength).push(bytes))).toBe("backup.altered");
  await expect(access(dir)).rejects.toThrow();
  expect(await readdir(temp.path)).not.toContain("escaped");
});

test.each<[string, (whole: Buffer) => Uint8Array]>([
  ["that broke off", (whole) => whole.subarray(0, whole.byteLength - 4_096)],
  ["without its end", (whole) => whole.subarray(0, whole.byteLength - 512)],
  ["with something behind its end", (whole) => Buffer.concat([whole, Buffer.alloc(512, 1)])],
  ["with a changed header", (whole) => whole.fill("q", 0, 1)],
  [
    "with a changed file",
    (whole) => whole.fill("q", whole.indexOf("pawindx1"), whole.indexOf("pawindx1") + 1),
  ],
  ["that is something else", () => Buffer.alloc(4_096, 1)],
])("one %s is no backup, and nothing of it stays", async (_, change) => {
  const dir = newFolder();
  const bytes = change(Buffer.from(copy));
  const unpacked = new UnpackedBackup(dir, bytes.byteLength);
  const push = async () => {
    for (let at = 0; at < bytes.byteLength; at += 65_536)
      await unpacked.push(bytes.subarray(at, at + 65_536));
  };
  expect([await codeOf(push()), unpacked.isWhole]).toEqual(["backup.altered", false]);
  await expect(access(dir)).rejects.toThrow();
});

test("a large file goes to the disk as it comes, and what does not come is not waited for", async () => {
  const dir = newFolder();
  const name = "snapshots/000000001.pawpost";
  const { readable, controller } = createTarPacker();
  controller.add({ name, size: 8_000_000_000 });
  const { value: header = new Uint8Array() } = await readable.getReader().read();
  const unpacked = new UnpackedBackup(dir, 8_000_001_536);
  await unpacked.push(header);
  for (let pushed = 0; pushed < 8; pushed++) await unpacked.push(new Uint8Array(MIB));
  // Two of them may be on their way.
  expect((await stat(join(dir, name))).size).toBeGreaterThanOrEqual(6 * MIB);
  await unpacked.drop();
  await expect(access(dir)).rejects.toThrow();
});
