/**
 * Compiled tools (Biome, knip's parser, Vite's bundler) come as one optional package for each platform. npm leaves those
 * out of a new lockfile that its registry did not offer at that moment, and `npm ci` then refuses the lockfile
 * ("Missing: @biomejs/cli-darwin-arm64@ from lock file"), on every platform. Named here, without a checksum, they satisfy
 * it; on Linux with glibc they are never fetched.
 *
 * After `npm install` changed package-lock.json: `node scripts/lockfile/foreign-builds.ts`
 */
import { readFileSync, writeFileSync } from "node:fs";
import { type LockedPackage, type Lockfile, packageName } from "./lockfile.ts";

const SYSTEMS = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const PROCESSORS = ["arm", "arm64", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "x64"];
const LIBRARIES: readonly (readonly [ending: string, libc: string])[] = [
  ["musleabihf", "musl"],
  ["musl", "musl"],
  ["gnueabihf", "glibc"],
  ["gnu", "glibc"],
];

/** What the name of a platform's package says it is for, `@oxc-parser/binding-linux-arm-musleabihf`: undefined when it says nothing. */
export function platformInName(name: string): Pick<LockedPackage, "os" | "cpu" | "libc"> | undefined {
  const words = name.slice(name.indexOf("/") + 1).split("-");
  const os = words.find((word) => SYSTEMS.includes(word));
  const cpu = words.find((word) => PROCESSORS.includes(word));
  if (os === undefined || cpu === undefined) return undefined;
  const libc = os === "linux" ? LIBRARIES.find(([ending]) => words.at(-1) === ending)?.[1] : undefined;
  return { os: [os], cpu: [cpu], ...(libc === undefined ? {} : { libc: [libc] }) };
}

/** Optional packages that something in the lockfile asks for and that it has no entry for, by folder. */
export function missingBuilds(lockfile: Lockfile): Map<string, LockedPackage> {
  const present = new Set(Object.keys(lockfile.packages).map(packageName));
  const missing = new Map<string, LockedPackage>();
  for (const [folder, asking] of Object.entries(lockfile.packages)) {
    if (folder === "") continue;
    for (const [name, version] of Object.entries(asking.optionalDependencies ?? {})) {
      if (present.has(name)) continue;
      const platform = platformInName(name);
      if (platform === undefined) continue;
      missing.set(`node_modules/${name}`, {
        version,
        ...platform,
        ...(asking.dev === true ? { dev: true } : {}),
        optional: true,
      });
    }
  }
  return missing;
}

if (import.meta.main) {
  const path = new URL("../../package-lock.json", import.meta.url);
  const lockfile = JSON.parse(readFileSync(path, "utf8")) as Lockfile;
  const missing = missingBuilds(lockfile);
  const packages = Object.entries({ ...lockfile.packages, ...Object.fromEntries(missing) });
  packages.sort(([one], [other]) => one.localeCompare(other, "en"));
  writeFileSync(
    path,
    `${JSON.stringify({ ...lockfile, packages: Object.fromEntries(packages) }, null, 2)}\n`,
  );
  console.log(missing.size === 0 ? "Nothing was missing." : `Named: ${[...missing.keys()].join(", ")}`);
}
