/**
 * Copies the libraries that a running system needs: what our own programs import, and what that needs, by the lockfile; nothing that only the page's
 * build, tests or compilers read. `node copy-libraries.ts FOLDER`
 */
import { cpSync, existsSync, globSync, mkdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

interface Locked {
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PROGRAMS = "{hub,ble,relay,scripts/cli,scripts/doctor,scripts/supervisor}/**/*.ts";
/** Wanted by a library that is compiled where it is made, and read by nothing that runs. */
const FOR_COMPILERS = new Set(["node-gyp", "node-addon-api", "nan", "napi-macros"]);

const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
  packages: Record<string, Locked>;
};

/** Where Node finds a library from there: beside it, or in a folder above. @returns its key in the lockfile */
function find(name: string, from: string): string | undefined {
  for (
    let at = from;
    ;
    at = at.includes("/node_modules/") ? at.slice(0, at.lastIndexOf("/node_modules/")) : ""
  ) {
    const key = `${at === "" ? "" : `${at}/`}node_modules/${name}`;
    if (key in packages) return key;
    if (at === "") return undefined;
  }
}

const wanted = new Set<string>();
function want(name: string, from: string): void {
  if (FOR_COMPILERS.has(name) || name.startsWith("@types/")) return;
  const key = find(name, from);
  if (key === undefined || wanted.has(key) || !existsSync(join(ROOT, key))) return; // Node's own, or left out for this system
  wanted.add(key);
  const { dependencies, optionalDependencies, peerDependencies } = packages[key] ?? {};
  for (const next of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }))
    want(next, key);
}

// By its name in quotes, since noble's is a constant.
const programs = globSync(PROGRAMS, { cwd: ROOT })
  .filter((file) => !file.endsWith(".test.ts"))
  .map((file) => readFileSync(join(ROOT, file), "utf8"));
for (const name of Object.keys(packages[""]?.dependencies ?? {}))
  if (programs.some((text) => text.includes(`"${name}"`) || text.includes(`"${name}/`))) want(name, "");

/** Of other systems and processors, for compilers, for makers. */
const machine = `linux-${process.arch}`;
function isRead(path: string): boolean {
  const name = basename(path);
  const [folder, build] = path.split(`${sep}prebuilds${sep}`);
  if (folder !== undefined && build !== undefined)
    return build.split(sep)[0] === machine && !build.includes("musl");
  if (/\.(?:map|d\.[cm]?ts|cc|cpp|hh?|gypi?|md|o|a|d|mk)$/i.test(name) && !/^licen[sc]e/i.test(name))
    return false;
  return !["test", "tests", "example", "examples", ".github", "obj.target", ".deps", "deps"].includes(name);
}

const [into = ""] = process.argv.slice(2);
for (const key of [...wanted].toSorted()) {
  const target = join(into, key.slice("node_modules/".length));
  mkdirSync(dirname(target), { recursive: true });
  cpSync(join(ROOT, key), target, {
    recursive: true,
    dereference: true,
    // Those in it stand for themselves.
    filter: (path) => !path.slice(join(ROOT, key).length).includes(`${sep}node_modules`) && isRead(path),
  });
}
