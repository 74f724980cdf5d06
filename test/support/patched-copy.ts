/**
 * The test of the tests: a copy of the source with one barrier taken out, from which the hub is started or a module
 * imported. What an attack does not get past here, it must get past there; else it proves nothing.
 */
import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { MEMORY_FOLDER } from "./memory-folder.ts";

export interface Patch {
  /** From the project's root. */
  readonly file: string;
  /** Must stand there exactly once, or the patch has gone stale. */
  readonly find: string;
  readonly replace: string;
}

export interface PatchedCopy extends AsyncDisposable {
  /** Of a file in the copy, by its path from the root. */
  path(file: string): string;
  /** @typeParam T the module's form, which a patch leaves as it is */
  load<T>(file: string): Promise<T>;
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Never part of a running program, and most of the bytes. */
const LEFT_OUT = new Set([".git", ".node", "docs", "test"]);
const isRun = (path: string) => !path.endsWith(".test.ts");
const COPY = join(MEMORY_FOLDER, "paw-copy-");
/** In the root and in each copy. All copies' are one folder, in the root's. */
const COMPILED = ".node/compile-cache";
const OF_COPIES = join(ROOT, COMPILED, "of-copies");

export interface CopyState {
  /** With a slash. */
  readonly folder: string;
  /** Texts that are others than the root's, by path. */
  readonly changed: ReadonlyMap<string, string>;
}
const copies = new Map<string, CopyState>();
const copyFolderOf = (path: string): string => path.slice(0, path.indexOf("/", COPY.length) + 1);

/** The copy that this process made and a file lies in; nothing for a file that lies elsewhere. */
export const copyWith = (path: string): CopyState | undefined =>
  path.startsWith(COPY) ? copies.get(copyFolderOf(path)) : undefined;

/** As `fs.cp` does, in a third of the processor time, which of five hundred files is a quarter of a second. */
function copyFolder(from: string, to: string): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [file, name] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyFolder(file, name);
    else if (isRun(file)) copyFileSync(file, name);
  }
}

/** @throws Error for a patch that no longer applies */
export function patched(text: string, { file, find, replace }: Patch): string {
  const parts = text.split(find);
  if (parts.length !== 2)
    throw new Error(`patch no longer applies: ${file} has ${parts.length - 1} times: ${find}`);
  return parts.join(replace);
}

/**
 * @param whole folders that are run from the copy although nothing in them is patched: they import what is
 * @throws Error for a patch that no longer applies
 */
export async function makePatchedCopy(
  patches: readonly Patch[],
  whole: readonly string[] = [],
): Promise<PatchedCopy> {
  const changed = new Map<string, string>();
  for (const patch of patches) {
    const before = changed.get(patch.file) ?? (await readFile(join(ROOT, patch.file), "utf8"));
    changed.set(patch.file, patched(before, patch));
  }
  const dir = await mkdtemp(COPY);
  const copied = new Set(["hub", ...whole, ...patches.map(({ file }) => file.split("/")[0] ?? "")]);
  for (const entry of await readdir(ROOT, { withFileTypes: true })) {
    const [from, to] = [join(ROOT, entry.name), join(dir, entry.name)];
    if (LEFT_OUT.has(entry.name)) continue;
    if (!entry.isDirectory()) copyFileSync(from, to);
    else if (copied.has(entry.name)) copyFolder(from, to);
    else await symlink(from, to);
  }
  for (const [file, text] of changed) await writeFile(join(dir, file), text);
  await Promise.all([OF_COPIES, join(dir, ".node")].map((folder) => mkdir(folder, { recursive: true })));
  await symlink(OF_COPIES, join(dir, COMPILED));
  copies.set(`${dir}/`, { folder: `${dir}/`, changed });
  const path = (file: string) => join(dir, file);
  return {
    path,
    load: (file) => import(/* @vite-ignore */ pathToFileURL(path(file)).href),
    async [Symbol.asyncDispose]() {
      copies.delete(`${dir}/`);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/**
 * As `scripts/pawpost` sets it: what was compiled once is not compiled again, not for another copy either. Its files are known by
 * where they lie from the copy's own folder, and compiled anew when their text is another.
 * @param program a file of the root's or of a copy; nothing for any other
 */
export function compiledEnv(program: string): Readonly<Record<string, string>> {
  if (program.startsWith(ROOT)) return { NODE_COMPILE_CACHE: join(ROOT, COMPILED) };
  if (!program.startsWith(COPY)) return {};
  return { NODE_COMPILE_CACHE: join(copyFolderOf(program), COMPILED), NODE_COMPILE_CACHE_PORTABLE: "1" };
}
