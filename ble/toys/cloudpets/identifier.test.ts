import { expect, test } from "vitest";
import { characterOf, encodeIdentifier, householdIdentifier, parseIdentifier } from "./identifier.ts";

test.each([
  ["the original app's", "0411_22_09_30_05", "Starburst"],
  ["the first character", "0011_22_09_30_05", "Bentley"],
  ["a factory-new toy", "0123456789ABCDEF", undefined],
  ["a character that never was", "0511_22_09_30_05", undefined],
  ["ours", "paw-a1b2c3d4e5f6", undefined],
])("knows the pet of %s identifier", (_, identifier, character) => {
  expect(characterOf(identifier)).toBe(character);
});

test.each([
  ["a factory-new toy becomes the first pet", "0123456789ABCDEF", "0001_09_07_05_03", "Bentley"],
  ["a pet stays the one that it was", "0411_22_09_30_05", "0401_09_07_05_03", "Starburst"],
  ["one that was nobody's becomes the first", "paw-a1b2c3d4e5f6", "0001_09_07_05_03", "Bentley"],
])("%s", (_, before, after, character) => {
  const identifier = householdIdentifier(new Date(2027, 0, 9, 7, 5, 3), before);
  expect(identifier).toBe(after);
  expect([characterOf(identifier), encodeIdentifier(identifier)?.length]).toEqual([character, 16]);
});

test("reads what it wrote", () => {
  expect(parseIdentifier(encodeIdentifier("paw-a1b2c3d4e5f6") ?? new Uint8Array(0))).toBe("paw-a1b2c3d4e5f6");
});

test.each([
  ["too short", "paw"],
  ["too long", "paw-a1b2c3d4e5f67"],
  ["not ASCII", "paw-a1b2c3d4e5fé"],
])("writes nothing %s", (_, text) => expect(encodeIdentifier(text)).toBeUndefined());
