import { randomBytes } from "node:crypto";
import { stat, writeFile } from "node:fs/promises";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { CODE_LETTERS } from "../../hub/contract/code-letters.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { keepHouseKey, loadHouseKey, makeHouseKey, readHouseKey, writeHouseKey } from "./house-key.ts";

const bytes = fc.uint8Array({ minLength: 26, maxLength: 26 });

test("is read as it was written, however it is typed", () => {
  fc.assert(
    fc.property(bytes, (random) => {
      const key = makeHouseKey(random);
      const shown = writeHouseKey(key);
      expect(shown).toMatch(/^([0-9A-Z]{4}-){6}[0-9A-Z]{4}$/);
      expect(readHouseKey(shown)).toBe(key);
      expect(readHouseKey(` ${shown.toLowerCase().replaceAll("-", " ")}`)).toBe(key);
    }),
  );
});

test("one letter that is mistyped is noticed, but for one in a thousand", () => {
  let missed = 0;
  fc.assert(
    fc.property(bytes, fc.nat(27), fc.nat(30), (random, at, off) => {
      const letters = writeHouseKey(makeHouseKey(random)).replaceAll("-", "");
      const now = CODE_LETTERS.indexOf(letters[at] ?? "");
      const other = CODE_LETTERS[(now + 1 + off) % 32] ?? "";
      if (readHouseKey(letters.slice(0, at) + other + letters.slice(at + 1)) !== undefined) missed += 1;
    }),
    { numRuns: 2_000 },
  );
  expect(missed).toBeLessThan(10);
});

test.each(["", "ABCD", "ABCD-".repeat(7), "0".repeat(28), "!".repeat(28)])("%j is none", (typed) =>
  expect(readHouseKey(typed)).toBeUndefined(),
);

test("lies on the disk for its own user only, and damage is told", async () => {
  const folder = await makeTempDir();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  expect(await loadHouseKey(folder.path)).toBeUndefined();
  const key = makeHouseKey(randomBytes(26));
  await keepHouseKey(folder.path, key);
  expect(await loadHouseKey(folder.path)).toBe(key);
  expect((await stat(`${folder.path}/house.json`)).mode & 0o777).toBe(0o600);
  await writeFile(`${folder.path}/house.json`, '{"version":1,"key":"short"}');
  await expect(loadHouseKey(folder.path)).rejects.toMatchObject({ code: "house.bad-file" });
});
