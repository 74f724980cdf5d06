/**
 * A disk of a test's own whose power can be cut: ext4 in a file, through a loop device, in a mount namespace that goes with its process.
 * The `shutdown` of `xfs_io -x` (ext4 does it as XFS does) ends all writing at once without the journal: what nobody had flushed is gone.
 * What was on its way from the file system to the device is not: a disk that lies about its own cache is not tested by this.
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { makeTempDir } from "./temp-dir.ts";

const run = promisify(execFile);

/** ext4's: `ordered` writes a file's bytes before the journal names them, `writeback` whenever. */
export type Journal = "ordered" | "writeback";

export interface CutDisk extends AsyncDisposable {
  /** Its folder, as anybody reaches it, also from outside the namespace. */
  readonly path: string;
  cut(): Promise<void>;
  /** After a cut, when nobody has a file open there: as the machine does that starts again. */
  remount(): Promise<void>;
}

export async function makeCutDisk(mebibytes: number, journal: Journal): Promise<CutDisk> {
  const temp = await makeTempDir();
  const [image, folder] = [join(temp.path, "image"), join(temp.path, "disk")];
  await mkdir(folder);
  await writeFile(image, "");
  await run("truncate", ["-s", `${mebibytes}M`, image]);
  await run("mkfs.ext4", ["-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0", image]);
  // Ends with its standard input, and so with this process, however that ends.
  const keeper = spawn("unshare", ["--mount", "sh", "-c", "echo; exec cat"], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  await once(keeper.stdout, "data");
  const within = (...command: string[]) => run("nsenter", [`--mount=/proc/${keeper.pid}/ns/mnt`, ...command]);
  const mount = () => within("mount", "-o", `loop,noatime,data=${journal}`, image, folder);
  const path = `/proc/${keeper.pid}/root${folder}`;
  // It waits for the word, so that next to no time lies between that and the cut.
  const openCutter = () => {
    const cutter = spawn("xfs_io", ["-x", path], { stdio: ["pipe", "ignore", "inherit"] });
    const ended = once(cutter, "exit");
    return async (word: string) => {
      cutter.stdin.end(word);
      const [status] = await ended;
      if (status !== 0) throw new Error(`xfs_io ended with ${status}`);
    };
  };
  await mount();
  let say = openCutter();
  let isCut = false;
  return {
    path,
    async cut() {
      isCut = true;
      await say("shutdown\n");
    },
    async remount() {
      await within("umount", folder);
      await mount();
      say = openCutter();
      isCut = false;
    },
    async [Symbol.asyncDispose]() {
      if (!isCut) await say("");
      await within("umount", folder);
      const ended = once(keeper, "exit");
      keeper.stdin.end();
      await ended;
      await temp[Symbol.asyncDispose]();
    },
  };
}

async function canCut(): Promise<boolean> {
  if (process.getuid?.() !== 0) return false;
  try {
    await using disk = await makeCutDisk(8, "ordered");
    await writeFile(join(disk.path, "lost"), "never flushed");
    await disk.cut();
    return await writeFile(join(disk.path, "refused"), "").then(
      () => false,
      () => true,
    );
  } catch {
    return false;
  }
}

/** Whether these tests run here. Where every test must run (`.ci/run` says so by `CI`) it is an error, not a test left out. */
export const hasCutDisk = await canCut();
if (!hasCutDisk && process.env.CI)
  throw new Error(
    "what a power cut leaves cannot be tested here: it takes root, a loop device with ext4, and xfs_io of Debian's xfsprogs",
  );
