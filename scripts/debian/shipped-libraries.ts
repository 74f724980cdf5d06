/** Which libraries a package carries: what our own programs import, and what that needs, by the lockfile; nothing that only tests or compilers read. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface ShippedLibrary {
  /** Where it lies: `node_modules/a/node_modules/b`. */
  readonly key: string;
  /** Where what it needs lies. */
  readonly needs: readonly string[];
  /** In the page that browsers get, made one file with it. */
  readonly isInPage: boolean;
  /** In `node_modules`, for a program on the machine. */
  readonly isInPrograms: boolean;
}

interface Locked {
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
}

const PROGRAMS = "{hub,ble,relay,scripts/cli,scripts/doctor,scripts/supervisor,scripts/update}/**/*.ts";
/** What the page is built of, beside its own. */
const PAGE = "{web-ui/src,hub/contract,hub/domain,hub/audio,hub/archive,hub/passphrase}/**/*.{ts,tsx}";
/** Wanted by a library that is compiled where it is made, and read by nothing that runs. */
const FOR_COMPILERS = new Set(["node-gyp", "node-addon-api", "nan", "napi-macros"]);

/** @param root of the clone, set up */
export function shippedLibraries(root: string): ShippedLibrary[] {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, Locked>;
  };
  const wanted = new Map<string, string[]>();

  /** @returns its key, where it is there and read */
  function want(name: string, from: string): string | undefined {
    if (FOR_COMPILERS.has(name) || name.startsWith("@types/")) return undefined;
    const key = findLibrary(packages, name, from);
    // Node's own, or left out for this system.
    if (key === undefined || !existsSync(join(root, key))) return undefined;
    if (wanted.has(key)) return key;
    const needs: string[] = [];
    wanted.set(key, needs);
    const { dependencies, optionalDependencies, peerDependencies } = packages[key] ?? {};
    const names = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
    needs.push(...names.map((next) => want(next, key)).filter((one) => one !== undefined));
    return key;
  }

  const own = Object.keys(packages[""]?.dependencies ?? {});
  const reached = (pattern: string): Set<string> => {
    const texts = sourcesOf(root, pattern);
    // By its name in quotes, since noble's is a constant.
    const named = own.filter((name) =>
      texts.some((text) => text.includes(`"${name}"`) || text.includes(`"${name}/`)),
    );
    const keys = named.map((name) => want(name, "")).filter((key) => key !== undefined);
    const all = new Set<string>();
    for (const key of keys) reach(key, all);
    return all;
  };
  const reach = (key: string, all: Set<string>): void => {
    if (all.has(key)) return;
    all.add(key);
    for (const next of wanted.get(key) ?? []) reach(next, all);
  };

  const inPrograms = reached(PROGRAMS);
  const inPage = reached(PAGE);
  return [...wanted]
    .map(([key, needs]) => ({
      key,
      needs,
      isInPage: inPage.has(key),
      isInPrograms: inPrograms.has(key),
    }))
    .toSorted((one, other) => (one.key < other.key ? -1 : 1));
}

/** Where Node finds a library from there: beside it, or in a folder above. @returns its key in the lockfile */
function findLibrary(packages: Record<string, Locked>, name: string, from: string): string | undefined {
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

const sourcesOf = (root: string, pattern: string): string[] =>
  globSync(pattern, { cwd: root })
    .filter((file) => !/\.test\.tsx?$/.test(file))
    .map((file) => readFileSync(join(root, file), "utf8"));
