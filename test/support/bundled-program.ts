/**
 * Programs as a package has them, in one file each (docs/decisions/0018-bundled-programs.md): they start in half the processor time that their
 * sources take, and a test of whole processes does little else. Those of a patched copy are run from a file of all modules, of which
 * the copy has a few of its own. Both are made when somebody first wants one, once for each state of the source, by a process of their own.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { hasCode } from "../../hub/store/errors.ts";
import { type PackContents, packModule, pathsOf } from "./pack-module.ts";
import { type CopyState, copyWith } from "./patched-copy.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const BUNDLED: ReadonlySet<string> = new Set([
  "hub/main.ts",
  "hub/link/main.ts",
  "ble/main.ts",
  "ble/simulator/air-main.ts",
  "ble/simulator/toy-main.ts",
  "relay/main.ts",
  "scripts/cli/main.ts",
]);
const BUNDLES = ".node/bundles";
const SOURCES = [
  "{hub,ble,relay,scripts}/**/*.ts",
  "web-ui/*.{ts,html}",
  "web-ui/{src,public}/**/*.*",
  "test/support/{pack,bundle,page}-*.ts",
  "test/support/{build-page,cheap-hash,patched-copy}.ts",
  "package-lock.json",
];
const isTest = (path: string) => path.endsWith(".test.ts");
/** Whoever began to make one and has not done so by then was ended. */
const GIVEN_UP_MS = 120_000;
const DAY_MS = 86_400_000;

let state: Promise<string> | undefined;
/** By the copy's program: it may be started several times, also at once. */
const packed = new Map<string, Promise<string>>();

/** @returns the folder of a page whose passphrases cost next to nothing (cheap-hash.ts) */
export const cheapPage = async (): Promise<string> => join(ROOT, await make("cheap-page", "page-main.ts"));

/**
 * @param program a file, from the root or whole
 * @param cheapHash whether the hub's and its page's Argon2id cost next to nothing (cheap-hash.ts); a copy has the patches that it has
 * @returns the file to run for it, which may be itself
 */
export async function bundledProgram(program: string, cheapHash = false): Promise<string> {
  const copy = copyWith(program);
  if (copy !== undefined) {
    const file = packed.get(program) ?? packedProgram(copy, program);
    packed.set(program, file);
    return file;
  }
  const path = relative(ROOT, resolve(ROOT, program));
  if (!BUNDLED.has(path)) return program;
  const name = path.replaceAll("/", "-");
  const place =
    cheapHash && path === "hub/main.ts"
      ? await make(`cheap-${name}`, "bundle-main.ts", path, await cheapPage())
      : await make(name, "bundle-main.ts", path);
  return join(ROOT, place, path.replace(/\.ts$/, ".js"));
}

async function packedProgram({ folder, changed }: CopyState, program: string): Promise<string> {
  const path = program.slice(folder.length);
  const pack = join(ROOT, await make("pack", "pack-main.ts"));
  const contents = JSON.parse(await readFile(join(pack, "contents.json"), "utf8")) as PackContents;
  if (!contents.modules.includes(path)) return program;
  const own: string[] = [];
  for (const [file, source] of changed) {
    if (!contents.modules.includes(file)) continue;
    const { text, imports } = await packModule(file, source);
    const { modules, libraries } = pathsOf(file, imports);
    const isWhole = modules.every((one) => contents.modules.includes(one));
    if (!isWhole || !libraries.every((one) => contents.libraries.includes(one))) return program;
    own.push(`${JSON.stringify(file)}: ${text}`);
  }
  const url = (name: string) => JSON.stringify(pathToFileURL(join(pack, name)).href);
  const words = [pathToFileURL(folder).href, path].map((word) => JSON.stringify(word)).join(", ");
  const file = join(folder, `${path.replaceAll("/", "-")}.mjs`);
  await writeFile(
    file,
    `import { libraries } from ${url("libraries.js")};
import { modules } from ${url("modules.js")};
import { runPack } from ${url("runtime.js")};
await runPack({ libraries, modules: { ...modules, ${own.join(", ")} } }, ${words});
`,
  );
  return file;
}

/** @param by a file beside this one, which is told where to make it, and where that will lie then @returns where it lies, from the root */
async function make(name: string, by: string, ...words: readonly string[]): Promise<string> {
  state ??= stateOfSources();
  const place = join(BUNDLES, await state, name);
  const [made, making] = [join(ROOT, place), join(ROOT, `${place}.making`)];
  while (!existsSync(made)) {
    if (await makes(making)) {
      const maker = fileURLToPath(new URL(by, import.meta.url));
      try {
        if (existsSync(made)) break; // just now, by another
        await promisify(execFile)(process.execPath, [maker, making, place, ...words]);
        await rename(making, made);
      } finally {
        await rm(making, { recursive: true, force: true });
      }
      break;
    }
    await pause(100);
    const began = await stat(making).catch(() => undefined);
    if (began !== undefined && Date.now() - began.ctimeMs > GIVEN_UP_MS)
      await rm(making, { recursive: true, force: true });
  }
  return place;
}

/**
 * @returns whether it was not there: who makes the folder makes what belongs in it. Not `recursive`: that fails where another moves the
 * folder away in the same moment.
 */
async function makes(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

/** What all of them are made of, in a few letters. What was made of states that nobody has had for a day is removed. */
async function stateOfSources(): Promise<string> {
  const hash = createHash("sha256");
  for (const path of globSync(SOURCES, { cwd: ROOT, exclude: isTest }).toSorted())
    hash.update(path).update(readFileSync(join(ROOT, path)));
  const name = hash.digest("hex").slice(0, 16);
  const all = join(ROOT, BUNDLES);
  await mkdir(join(all, name), { recursive: true });
  for (const other of await readdir(all)) {
    const { ctimeMs } = await stat(join(all, other));
    if (other !== name && Date.now() - ctimeMs > DAY_MS)
      await rm(join(all, other), { recursive: true, force: true });
  }
  return name;
}
