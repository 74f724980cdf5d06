import fc from "fast-check";
import { expect, test } from "vitest";
import { makePublicId, parsePublicId } from "./public-id.ts";

test("sixteen random bytes make an id that is read as one, and different bytes make different ids", () => {
  const sixteen = fc.uint8Array({ minLength: 16, maxLength: 16 });
  fc.assert(
    fc.property(sixteen, sixteen, (one, other) => {
      expect(parsePublicId(makePublicId(one))).toBe(makePublicId(one));
      expect(makePublicId(one) === makePublicId(other)).toBe(Buffer.from(one).equals(other));
    }),
  );
});

test.each([15, 17, 0])("%d bytes make none", (length) => {
  expect(() => makePublicId(new Uint8Array(length))).toThrow(RangeError);
});

test.each<[string, unknown]>([
  ["too short", "AAAAAAAAAAAAAAAAAAAAA"],
  ["too long", "AAAAAAAAAAAAAAAAAAAAAAA"],
  ["left-over bits", "AAAAAAAAAAAAAAAAAAAAAB"],
  ["another alphabet", "AAAAAAAAAAAAAAAAAAAA+A"],
  ["a line after it", "AAAAAAAAAAAAAAAAAAAAAA\n"],
  ["nothing", undefined],
  ["a number", 7],
  ["null", null],
])("%s is no id", (_, value) => expect(parsePublicId(value)).toBeUndefined());
