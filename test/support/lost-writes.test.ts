import { readdir, readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { readDiskCalls } from "./disk-calls.ts";
import { loseUnflushed } from "./lost-writes.ts";
import { makeTempDir } from "./temp-dir.ts";

const FAILED = "-1 EIO (Input/output error) (INJECTED)";
const CREATED = "O_WRONLY|O_CREAT|O_EXCL|O_CLOEXEC, 0600";

/** What is left of these files, each "abcdef", after these calls; D is their folder. */
async function leftOf(names: readonly string[], lines: readonly string[], before: readonly string[] = []) {
  await using dir = await makeTempDir();
  for (const name of names) await writeFile(`${dir.path}/${name}`, "abcdef");
  const log = lines.map((line) => line.replaceAll("D/", `${dir.path}/`).replaceAll("<D>", `<${dir.path}>`));
  await loseUnflushed(readDiskCalls(log.join("\n")), new Set(before.map((name) => `${dir.path}/${name}`)));
  const left = (await readdir(dir.path)).sort();
  return Promise.all(
    left.map(async (name) => [name, (await readFile(`${dir.path}/${name}`)).toString("latin1")]),
  );
}

const written = [`7 openat(AT_FDCWD</>, "D/new", ${CREATED}) = 5<D/new>`, '7 write(5<D/new>, ""..., 6) = 6'];

test.each([
  ["what was flushed stays", ["new"], [...written, "7 fdatasync(5<D/new>) = 0"], [["new", "abcdef"]]],
  [
    "what was not is gone, and the file is not",
    ["new"],
    [...written, `7 fdatasync(5<D/new>) = ${FAILED}`],
    [["new", "\0\0\0\0\0\0"]],
  ],
  [
    "by the name that the file has in the end",
    ["place"],
    [...written, `7 fdatasync(5<D/new>) = ${FAILED}`, '7 rename("D/new", "D/place") = 0'],
    [["place", "\0\0\0\0\0\0"]],
  ],
  [
    "what was flushed before stays, what was written since is gone",
    ["new"],
    [
      `7 openat(AT_FDCWD</>, "D/new", ${CREATED}) = 5<D/new>`,
      '7 pwrite64(5<D/new>, ""..., 4, 0) = 4',
      "7 fdatasync(5<D/new>) = 0",
      '7 pwrite64(5<D/new>, ""..., 2, 4) = 2',
      `7 fdatasync(5<D/new>) = ${FAILED}`,
    ],
    [["new", "abcd\0\0"]],
  ],
  [
    "what is written beside it brings it along",
    ["new"],
    [
      `7 openat(AT_FDCWD</>, "D/new", ${CREATED}) = 5<D/new>`,
      '7 pwrite64(5<D/new>, ""..., 4, 0) = 4',
      `7 fdatasync(5<D/new>) = ${FAILED}`,
      '7 pwrite64(5<D/new>, ""..., 2, 4) = 2',
      "7 fdatasync(5<D/new>) = 0",
    ],
    [["new", "abcdef"]],
  ],
  [
    "what a signal broke off is not lost",
    ["new"],
    [
      ...written,
      "7 fdatasync(5<D/new>) = -1 EINTR (Interrupted system call) (INJECTED)",
      "7 fdatasync(5<D/new>) = 0",
    ],
    [["new", "abcdef"]],
  ],
  [
    "a name goes whose folder was not flushed",
    ["new", "old"],
    [...written, "7 fdatasync(5<D/new>) = 0", `7 fsync(6<D>) = ${FAILED}`],
    [["old", "abcdef"]],
  ],
  [
    "a call that another thread interrupts is one",
    ["new"],
    [
      ...written,
      "7 fdatasync(5<D/new> <unfinished ...>",
      '8 write(9<D/other>, ""..., 1) = 1',
      `7 <... fdatasync resumed>) = ${FAILED}`,
    ],
    [["new", "\0\0\0\0\0\0"]],
  ],
])("%s", async (_, names, lines, left) => expect(await leftOf(names, lines, ["old"])).toEqual(left));
