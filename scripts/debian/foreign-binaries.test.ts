import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { foreignBinaries, isElfOf } from "./foreign-binaries.ts";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));

test.each([
  ["a library for x86-64", "7f454c46 02010100 0000000000000000 0300 3e00", { amd64: true, arm64: false }],
  ["a program for arm64", "7f454c46 02010100 0000000000000000 0200 b700", { amd64: false, arm64: true }],
  ["one for 32-bit arm", "7f454c46 01010100 0000000000000000 0300 2800", { amd64: false, arm64: false }],
  [
    "one of 32 bits by number of 64",
    "7f454c46 01010100 0000000000000000 0300 b700",
    { amd64: false, arm64: false },
  ],
  [
    "one the other way around",
    "7f454c46 02020100 0000000000000000 0003 00b7",
    { amd64: false, arm64: false },
  ],
  ["a text", "2321 2f62696e2f7368 0a 65786974 2030 0a0a0a0a", { amd64: undefined, arm64: undefined }],
  ["a text of five letters", "7f454c46 02", { amd64: undefined, arm64: undefined }],
])("tells by its header: %s", (_, header, runsOn) => {
  for (const machine of ["amd64", "arm64"] as const)
    expect(isElfOf(hex(header), machine)).toBe(runsOn[machine]);
});

test("finds the one that does not run there, however deep it lies", async () => {
  const folder = await makeTempDir();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const lies = join(folder.path, "a.node");
  writeFileSync(lies, hex("7f454c46 02010100 0000000000000000 0300 b700"));
  copyFileSync(lies, join(folder.path, "b.txt"));
  expect(foreignBinaries(folder.path, "arm64")).toEqual({ own: 2, foreign: [] });
  expect(foreignBinaries(folder.path, "amd64")).toEqual({
    own: 0,
    foreign: [lies, join(folder.path, "b.txt")],
  });
});
