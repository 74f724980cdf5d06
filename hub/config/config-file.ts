/**
 * `config.yaml` on the disk, for who changes it by command: written whole or not at all, with what it said before kept beside it as
 * `config.yaml.~7~`, the last ten of them.
 */
import {
  chown,
  copyFile,
  link,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  unlink,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";

const KEPT = 10;
/** As a new file has it: no setting is a secret. */
const USUAL_MODE = 0o644;

/** @returns what it says; nothing where there is no file */
export async function readConfigFile(path: string): Promise<string> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
}

/** Durable when it resolves; owner and mode stay. @returns where what it said before is kept */
export async function writeConfigFile(named: string, text: string): Promise<string | undefined> {
  // Somebody may keep the file elsewhere, and have a link here.
  const path = await realpath(named).catch(() => named);
  const before = await stat(path).catch(() => undefined);
  const draft = `${path}.new`;
  await rm(draft, { force: true }); // of one that was killed
  const file = await open(draft, "wx", before === undefined ? USUAL_MODE : before.mode & 0o777);
  try {
    await file.writeFile(text);
    if (before !== undefined) await file.chmod(before.mode & 0o777);
    await file.sync();
  } finally {
    await file.close();
  }
  if (before !== undefined && process.getuid?.() === 0) await chown(draft, before.uid, before.gid);
  const kept = before === undefined ? undefined : await keepBefore(path);
  await rename(draft, path);
  await syncFolder(dirname(path));
  return kept;
}

/** Under the next number; those that are more than ten go. */
async function keepBefore(path: string): Promise<string> {
  const numbers = await keptNumbers(path);
  const next = (numbers.at(-1) ?? 0) + 1;
  const kept = nameOf(path, next);
  // The very file, by another name; not every file system has such names.
  await link(path, kept).catch(() => copyFile(path, kept));
  for (const old of numbers.filter((number) => number <= next - KEPT)) await unlink(nameOf(path, old));
  return kept;
}

/** Oldest first. */
async function keptNumbers(path: string): Promise<readonly number[]> {
  const start = `${basename(path)}.~`;
  return (await readdir(dirname(path)))
    .filter((name) => name.startsWith(start) && /^\d{1,9}~$/.test(name.slice(start.length)))
    .map((name) => Number(name.slice(start.length, -1)))
    .toSorted((one, other) => one - other);
}

const nameOf = (path: string, number: number) => join(dirname(path), `${basename(path)}.~${number}~`);

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}
