import { expect, test } from "vitest";
import { compareVersions, isIn, parseReleaseVersion, type ReleaseVersion } from "./release-version.ts";

const of = (text: string): ReleaseVersion => {
  const version = parseReleaseVersion(text);
  if (version === undefined) throw new Error(text);
  return version;
};

test.each([
  ["0.1.0", { major: 0, minor: 1, patch: 0 }],
  ["1.20.3-rc.1", { major: 1, minor: 20, patch: 3 }],
  ["2.0.0+build", { major: 2, minor: 0, patch: 0 }],
])("reads %s", (text, version) => expect(parseReleaseVersion(text)).toEqual(version));

test.each(["", "1", "1.2", "v1.2.3", "1.2.3.4", "1.2.x", "1.2.-3", "123456.0.0", " 1.2.3", "1.2.3\n"])(
  "%j is no version",
  (text) => expect(parseReleaseVersion(text)).toBeUndefined(),
);

test("later is later by number, not by letter", () => {
  const inOrder = ["0.0.9", "0.0.10", "0.2.0", "0.10.0", "1.0.0", "1.0.1", "10.0.0"];
  const shuffled = inOrder.toReversed().map(of).toSorted(compareVersions);
  expect(shuffled).toEqual(inOrder.map(of));
});

test("a range has its first version and not its last", () => {
  const range = { from: of("0.1.0"), before: of("0.3.0") };
  const inside = ["0.0.9", "0.1.0", "0.2.99", "0.3.0", "1.0.0"].map((text) => isIn(of(text), range));
  expect(inside).toEqual([false, true, true, false, false]);
  expect(isIn(of("99.0.0"), { from: of("0.1.0"), before: null })).toBe(true);
});
