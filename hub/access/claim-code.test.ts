import fc from "fast-check";
import { expect, test } from "vitest";
import { makeClaimCode } from "./claim-code.ts";

/** Letters 1, 0, 1, 0 ...: those that people mistake. */
const mistakable = Uint8Array.from({ length: 12 }, (_, at) => (at + 1) % 2);

test("is three groups of four letters that nobody confuses", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 12, maxLength: 12 }), (random) => {
      const { text } = makeClaimCode(random);
      expect(text).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
      expect(makeClaimCode(random).matches(text)).toBe(true);
    }),
  );
});

test.each([
  ["as printed", "1010-1010-1010"],
  ["without dashes", "101010101010"],
  ["with blanks", "  1010 1010\t1010 "],
  ["with letters O for zeros", "1O1O-1O1O-1O1O"],
  ["with small letters o and l", "lolo-lolo-lolo"],
  ["on a Japanese keyboard", "１０１０-1010-1010"],
  ["with capital letters I", "I0I0-I0I0-I0I0"],
])("typed %s it is the code", (_, typed) => {
  expect(makeClaimCode(mistakable).text).toBe("1010-1010-1010");
  expect(makeClaimCode(mistakable).matches(typed)).toBe(true);
});

test.each([
  ["nothing", ""],
  ["one letter short", "1010-1010-101"],
  ["one letter more", "1010-1010-1010-1"],
  ["another letter", "1010-1010-1011"],
  ["letters beyond ASCII", "ÄÖ10-1010-1010"],
  ["the code behind something else", "x1010-1010-1010"],
])("%s is not the code", (_, typed) => expect(makeClaimCode(mistakable).matches(typed)).toBe(false));

test("counts for nineteen wrong tries and the right one, and is void after twenty", () => {
  const patient = makeClaimCode(mistakable);
  for (let n = 0; n < 19; n++) expect(patient.matches("0000-0000-0000")).toBe(false);
  expect(patient.isVoid()).toBe(false);
  expect(patient.matches(patient.text)).toBe(true);

  const guessed = makeClaimCode(mistakable);
  for (let n = 0; n < 20; n++) guessed.matches("0000-0000-0000");
  expect(guessed.isVoid()).toBe(true);
  expect(guessed.matches(guessed.text)).toBe(false);
});

test("takes twelve random bytes and no other number", () => {
  expect(() => makeClaimCode(new Uint8Array(11))).toThrow(RangeError);
});
