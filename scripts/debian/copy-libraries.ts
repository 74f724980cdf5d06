/** Copies the libraries that a running system needs, without what is for other systems, compilers and makers. `node copy-libraries.ts FOLDER [x64|arm64]` */
import { cpSync, mkdirSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { shippedLibraries } from "./shipped-libraries.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Of other systems and processors, for compilers, for makers. */
const [into = "", arch = process.arch] = process.argv.slice(2);
const machine = `linux-${arch}`;
function isRead(path: string): boolean {
  const name = basename(path);
  const [folder, build] = path.split(`${sep}prebuilds${sep}`);
  if (folder !== undefined && build !== undefined)
    return build.split(sep)[0] === machine && !build.includes("musl");
  if (/\.(?:map|d\.[cm]?ts|cc|cpp|hh?|gypi?|md|o|a|d|mk)$/i.test(name) && !/^licen[sc]e/i.test(name))
    return false;
  return !["test", "tests", "example", "examples", ".github", "obj.target", ".deps", "deps"].includes(name);
}

for (const { key, isInPrograms } of shippedLibraries(ROOT)) {
  if (!isInPrograms) continue;
  const target = join(into, key.slice("node_modules/".length));
  mkdirSync(dirname(target), { recursive: true });
  cpSync(join(ROOT, key), target, {
    recursive: true,
    dereference: true,
    // Those in it stand for themselves.
    filter: (path) => !path.slice(join(ROOT, key).length).includes(`${sep}node_modules`) && isRead(path),
  });
}
