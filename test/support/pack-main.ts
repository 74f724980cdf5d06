/** `node pack-main.ts INTO PLACE`, for bundled-program.ts: every program's modules in one file, their libraries beside it, and what runs them. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleFile, LEFT_OUT } from "../../scripts/debian/bundle-programs.ts";
import { type PackContents, packModule, pathsOf } from "./pack-module.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PROGRAMS = ["hub/main.ts", "hub/link/main.ts", "ble/main.ts", "relay/main.ts"];

/** The thread that checks clips runs from its copy's source: what is compiled of that is known by where it lies in a copy, as all else. */
const THREAD = {
  file: "hub/check/open-clip-check.ts",
  find: "{ NODE_COMPILE_CACHE: dirname(compiled) }",
  replace: '{ NODE_COMPILE_CACHE: dirname(compiled), NODE_COMPILE_CACHE_PORTABLE: "1" }',
};

function sourceOf(path: string, text: string): string {
  if (path !== THREAD.file) return text;
  if (!text.includes(THREAD.find)) throw new Error(`${path}: ${THREAD.find} is gone`);
  return text.replace(THREAD.find, THREAD.replace);
}

const [into = "", place = ""] = process.argv.slice(2);
const texts = new Map<string, string>();
const libraries = new Set<string>();
const waiting = [...PROGRAMS];
for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
  if (texts.has(path)) continue;
  const { text, imports } = await packModule(path, sourceOf(path, await readFile(join(ROOT, path), "utf8")));
  texts.set(path, text);
  const found = pathsOf(path, imports);
  waiting.push(...found.modules);
  for (const name of found.libraries) libraries.add(name);
}

const rows = (of: readonly string[]) => `{\n${of.join(",\n")}\n}`;
const write = (name: string, text: string) => writeFile(join(into, name), text);
await mkdir(into, { recursive: true });
await write(
  "modules.js",
  `export const modules = ${rows([...texts].map(([path, text]) => `${JSON.stringify(path)}: ${text}`))};\n`,
);
await write(
  "runtime.js",
  stripTypeScriptTypes(await readFile(new URL("pack-runtime.ts", import.meta.url), "utf8")),
);
const contents: PackContents = { modules: [...texts.keys()], libraries: [...libraries] };
await write("contents.json", JSON.stringify(contents));
const loads = contents.libraries
  .filter((name) => !LEFT_OUT.includes(name))
  .map((name) => `${JSON.stringify(name)}: () => import(${JSON.stringify(name)})`);
await write("libraries.mjs", `export const libraries = ${rows(loads)};\n`);
await bundleFile(ROOT, join(into, "libraries.mjs"), into, place);
