/** T-90: wrong signature, old version, cut, for another machine, over: each refused, and by its own name. */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { makeProject } from "../../test/support/project-keys.ts";
import { checkBuild, machineOf, readRelease } from "./release.ts";

const NOW = Date.UTC(2026, 10, 29);
const project = makeProject();
const BUILD = Buffer.from("the whole version");
const sha256 = createHash("sha256").update(BUILD).digest("hex");
const builds = ["amd64", "arm64"].map((machine) => ({
  machine,
  file: `pawpost-0.2.0-${machine}.tar.gz`,
  bytes: BUILD.byteLength,
  sha256,
}));
const RELEASE = {
  kind: "pawpost-release-1",
  counter: 3,
  version: "0.2.0",
  from: "0.1.0",
  issued: new Date(NOW - 86_400_000).toISOString(),
  expires: new Date(NOW + 30 * 86_400_000).toISOString(),
  advisories: ["PAW-2026-001"],
  builds,
};
const running = { version: "0.1.4", machine: "arm64", counter: 2 };
const read = (change: object = {}, here: object = {}, by = project.signers.slice(1), now = NOW) =>
  readRelease(
    Buffer.from(project.signed({ ...RELEASE, ...change }, by)),
    project.keys,
    { ...running, ...here },
    now,
  );

/** A build that comes in such pieces. */
function arrive(build: Parameters<typeof checkBuild>[0], ...pieces: readonly Uint8Array[]): void {
  const check = checkBuild(build);
  for (const piece of pieces) check.take(piece);
  check.end();
}

test("a newer version, signed by two, has a build for this machine", () => {
  const { release, build } = read();
  expect([release.version, build.machine]).toEqual(["0.2.0", "arm64"]);
  expect(() => arrive(build, BUILD)).not.toThrow();
  expect(() => arrive(build, BUILD.subarray(0, 4), BUILD.subarray(4))).not.toThrow();
});

test.each([
  ["none signed", [], "project-file.not-signed"],
  ["one signed", project.signers.slice(0, 1), "project-file.one-signature"],
  ["strangers signed", makeProject().signers.slice(0, 2), "project-file.not-signed"],
])("what %s is no release", (_, by, code) =>
  expect(() => read({}, {}, by)).toThrow(expect.objectContaining({ code })),
);

test.each([
  ["a list of advisories", { kind: "pawpost-advisories-1" }, {}, "update.other-kind"],
  ["an older version", { version: "0.1.3" }, {}, "update.older"],
  ["the same version", { version: "0.1.4" }, {}, "update.current"],
  ["a number that was passed", {}, { counter: 4 }, "update.older"],
  ["one that wants another in between", { from: "0.1.9" }, {}, "update.too-far"],
  ["one for other machines", { builds: builds.slice(0, 1) }, {}, "update.no-build"],
  ["one that is over", { expires: new Date(NOW).toISOString() }, {}, "update.over"],
  [
    "one with a path for a file",
    { builds: [{ ...builds[1], file: "../../bin/sh" }] },
    {},
    "update.malformed",
  ],
  ["one without a hash", { builds: [{ ...builds[1], sha256: "" }] }, {}, "update.malformed"],
  ["one of no size that fits", { builds: [{ ...builds[1], bytes: 2 ** 40 }] }, {}, "update.malformed"],
  ["one with a version that is a path", { version: "../0.2.0" }, {}, "update.malformed"],
])("%s is refused", (_, change, here, code) =>
  expect(() => read(change, here)).toThrow(expect.objectContaining({ code })),
);

test("the number that is on trial may be tried again", () =>
  expect(() => read({}, { counter: 3 })).not.toThrow());

test("a clock that is years behind makes nothing that was over before it was issued good", () => {
  const over = { issued: RELEASE.expires, expires: RELEASE.issued };
  expect(() => read(over, {}, undefined, 0)).toThrow(expect.objectContaining({ code: "update.over" }));
});

test("a build that was cut, or changed by one bit, is not what was signed", () => {
  const { build } = read();
  const changed = Buffer.from(BUILD);
  changed[3] = (changed[3] ?? 0) ^ 1;
  for (const wrong of [BUILD.subarray(1), Buffer.concat([BUILD, BUILD]), changed, Buffer.alloc(0)])
    expect(() => arrive(build, wrong)).toThrow(expect.objectContaining({ code: "update.wrong-build" }));
});

test("one that has no end is not read to its end", () => {
  const { build } = read();
  const check = checkBuild(build);
  check.take(BUILD);
  expect(() => check.take(Buffer.from("."))).toThrow(expect.objectContaining({ code: "update.wrong-build" }));
});

test("machines are called as Debian calls them", () =>
  expect(["x64", "arm64", "riscv64"].map(machineOf)).toEqual(["amd64", "arm64", undefined]));
