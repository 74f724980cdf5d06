/**
 * What the hub keeps, as it is before a newer version touches it, so that the older one finds it as it left it if the newer one has to go:
 *
 *   <data>/hub                     what the hub keeps
 *   <data>/before-update.partial   a copy that is being made, and is never brought back
 *   <data>/before-update           a whole one; it is there for as long as a version is on trial
 *   <data>/hub.tried               what the newer version made of it, on its way out
 *
 * Sealed sounds are not copied but named twice: nobody changes one, and the store overwrites none that has two names (`hub/store/durable-file.ts`).
 * One that was erased meanwhile is overwritten when the copy goes.
 */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { constants } from "node:fs";
import {
  chown,
  copyFile,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  unlink,
} from "node:fs/promises";
import { join } from "node:path";
import { ReleaseRefused } from "../../hub/updates/errors.ts";

const KEPT = "hub";
const COPY = "before-update";
const PARTIAL = `${COPY}.partial`;
const TRIED = "hub.tried";
/** Each of them has the family's keys in it. */
export const COPIES: readonly string[] = [PARTIAL, COPY, TRIED];
/** `hub/store/store-version.ts` */
const VERSION_FILE = "store.version";
/** Of sounds; what says of them what they are lies beside each, and changes. */
const SOUNDS = new Set(["archive", "shares", "waiting", "library"]);
const CHANGES = /\.card$/;
const INDEX = "index";
/** Room that the store holds for a full disk, and a build on its way: nothing to keep. */
const LEFT_OUT = new Set(["ballast", "update"]);

export interface StoreCopy {
  /** Before anything is stopped for it: from here on until {@link remove} whoever settles knows that it was. */
  begin(): Promise<void>;
  isBegun(): Promise<boolean>;
  /** While the hub does not run. Durable when it resolves. */
  make(): Promise<void>;
  /** Where the store is of a newer form than the copy: the copy takes its place. @returns whether it did */
  bringBack(): Promise<boolean>;
  remove(): Promise<void>;
}

/** @param step before each change of the disk that counts: a test ends the process there */
export function openStoreCopy(data: string, step: (name: string) => void = () => undefined): StoreCopy {
  const at = (...names: string[]) => join(data, ...names);
  return {
    async begin() {
      for (const name of [PARTIAL, COPY]) await removeTree(at(name));
      step("copy: begin");
      await mkdir(at(PARTIAL), { mode: 0o700 });
    },
    isBegun: async () => (await isThere(at(PARTIAL))) || (await isThere(at(COPY))),
    async make() {
      step("copy");
      if (await isThere(at(KEPT))) await copyTree(at(KEPT), at(PARTIAL), "");
      await flush(data);
      step("copy: rename");
      await rename(at(PARTIAL), at(COPY));
      await flush(data);
    },
    async bringBack() {
      const isCopied = await isThere(at(COPY));
      const isKept = await isThere(at(KEPT));
      const isNewer = isCopied && isKept && (await versionOf(at(KEPT))) > (await versionOf(at(COPY)));
      if (isNewer) {
        await removeTree(at(TRIED));
        step("back: put aside");
        await rename(at(KEPT), at(TRIED));
      }
      // Also where a kill came between the two.
      const comesBack = isNewer || (isCopied && !isKept && (await isThere(at(TRIED))));
      if (comesBack) {
        // Until it is removed whoever settles knows that this is not over.
        await mkdir(at(PARTIAL), { recursive: true, mode: 0o700 });
        step("back");
        await rename(at(COPY), at(KEPT));
        await flush(data);
      }
      step("back: remove");
      await removeTree(at(TRIED));
      return comesBack;
    },
    async remove() {
      step("copy: remove");
      for (const name of COPIES) await removeTree(at(name));
    },
  };
}

const isThere = async (path: string): Promise<boolean> =>
  (await lstat(path).catch(() => undefined)) !== undefined;

/** @throws ReleaseRefused where it cannot be told: nothing is tried on such a store */
async function versionOf(folder: string): Promise<number> {
  const text = await readFile(join(folder, VERSION_FILE), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    return "1\n";
  });
  if (!/^[1-9]\d{0,5}\n$/.test(text))
    throw new ReleaseRefused("update.not-laid", `${VERSION_FILE} is damaged`);
  return Number(text);
}

/** @param below the folder of the store that this is in; "" for the store's own */
async function copyTree(from: string, to: string, below: string): Promise<void> {
  const { mode, uid, gid } = await lstat(from);
  await mkdir(to, { mode: mode & 0o777, recursive: below === "" });
  await own(to, uid, gid);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (below === "" && LEFT_OUT.has(entry.name)) continue;
    const [old, copy] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyTree(old, copy, below === "" ? entry.name : below);
    else if (entry.isFile() && SOUNDS.has(below) && !CHANGES.test(entry.name)) await link(old, copy);
    else if (entry.isFile()) {
      const file = await lstat(old);
      await copyFile(old, copy, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      await own(copy, file.uid, file.gid);
    }
  }
}

async function own(path: string, uid: number, gid: number): Promise<void> {
  if (uid !== process.getuid?.() || gid !== process.getgid?.()) await chown(path, uid, gid);
}

/**
 * A sound that has no other name any more was erased while it was kept here; keys were copied, and no disk is to be found with them on it. What lies
 * in the index and in cards is sealed under those keys.
 */
async function removeTree(path: string): Promise<void> {
  if (!(await isThere(path))) return;
  await overwriteTree(path, "");
  await rm(path, { recursive: true });
}

async function overwriteTree(folder: string, below: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (below === "" && entry.name === INDEX) continue;
    if (entry.isDirectory()) await overwriteTree(path, below === "" ? entry.name : below);
    else if (entry.isFile() && !CHANGES.test(entry.name)) {
      const { nlink, size } = await lstat(path);
      if (nlink > 1) continue;
      const file = await open(path, constants.O_WRONLY | constants.O_NOFOLLOW);
      try {
        await file.writeFile(randomBytes(size));
        await file.datasync();
      } finally {
        await file.close();
      }
      await unlink(path);
    }
  }
}

/** The whole file system at once: one by one, ten thousand small files take a card minutes. */
async function flush(path: string): Promise<void> {
  const [status] = (await once(spawn("sync", ["--file-system", path], { stdio: "ignore" }), "close")) as [
    number | null,
  ];
  if (status !== 0) throw new Error(`${path} was not flushed`);
}
