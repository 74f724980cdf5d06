/** What this project reads from a package-lock.json (lockfileVersion 3): https://docs.npmjs.com/cli/configuring-npm/package-lock-json */
import { readFileSync } from "node:fs";

export interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
  readonly license?: string;
  readonly os?: readonly string[] | string;
  readonly cpu?: readonly string[] | string;
  readonly libc?: readonly string[] | string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Lockfile {
  readonly lockfileVersion: number;
  /** By folder: "" is the project, `node_modules/a/node_modules/b` is b as a sees it. */
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export const readLockfile = (path: string | URL): Lockfile =>
  JSON.parse(readFileSync(path, "utf8")) as Lockfile;

/** `node_modules/a/node_modules/@b/c` → `@b/c` */
export const packageName = (folder: string): string =>
  folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length);

/** The versions of one package that the lockfile installs, wherever they lie. */
export function lockedVersions(lockfile: Lockfile, name: string): string[] {
  return Object.entries(lockfile.packages)
    .filter(
      ([folder, locked]) => folder !== "" && packageName(folder) === name && locked.version !== undefined,
    )
    .map(([, locked]) => locked.version as string);
}
