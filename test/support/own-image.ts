/** A file system of a test's own in a file, which can be read byte for byte afterwards, as a buyer with a card reader would. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { makeTempDir } from "./temp-dir.ts";

const run = promisify(execFile);
const BLOCK = 4_096;
const ZEROS = Buffer.alloc(BLOCK);

/**
 * In a mount namespace of its own, which goes with its process. Unmounted by hand, so that all of it is in the file then. Made to its end at once: what the kernel
 * would go on making for a while is nothing that the program wrote.
 */
const WITHIN =
  'truncate -s "$1" "$2"; mkfs.ext4 -q -F -E lazy_itable_init=0,lazy_journal_init=0 "$2"; mount -o loop "$2" "$3"; at="$3"; shift 3; "$@"; umount "$at"';
const within = (size: string, image: string, folder: string, program: readonly string[]) => [
  "--mount",
  "sh",
  "-ec",
  WITHIN,
  "sh",
  size,
  image,
  folder,
  ...program,
];

async function canMount(): Promise<boolean> {
  if (process.getuid?.() !== 0) return false;
  await using dir = await makeTempDir();
  const args = within("8m", `${dir.path}/image`, dir.path, ["true"]);
  return await run("unshare", args).then(
    () => true,
    () => false,
  );
}

/** Whether these tests run here. Where every test must run (`.ci/run` says so by `CI`) it is an error, not a test left out. */
export const hasOwnImage = await canMount();
if (!hasOwnImage && process.env.CI)
  throw new Error("what a sold disk holds cannot be tested here: root mounts no file through a loop device");

/** Runs the program with an ext4 of `size` at `folder`, which lies in the file `image`. @returns what it printed */
export async function onOwnImage(
  image: string,
  folder: string,
  size: string,
  program: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const { stdout } = await run("unshare", within(size, image, folder, program), {
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1_048_576,
  });
  return stdout;
}

/** What is in it, in its order, without the blocks that nobody ever wrote. */
export async function blocksOf(image: string): Promise<Buffer> {
  const bytes = await readFile(image);
  const written: Buffer[] = [];
  for (let at = 0; at < bytes.byteLength; at += BLOCK) {
    const block = bytes.subarray(at, at + BLOCK);
    if (!block.equals(ZEROS.subarray(0, block.byteLength))) written.push(block);
  }
  return Buffer.concat(written);
}
