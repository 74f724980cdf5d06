import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJoinCode, writeJoinCode } from "./room-line.ts";

const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((all) => Buffer.from(all).toString("hex"));

test("a code is read as it was written", () => {
  fc.assert(
    fc.property(hex(32), hex(9), (pin, secret) => {
      expect(parseJoinCode(writeJoinCode({ pin, secret }))).toEqual({ pin: pin.slice(0, 32), secret });
    }),
  );
});

test("ten groups of four letters that are not mistaken for each other", () => {
  const code = writeJoinCode({ pin: "ff".repeat(32), secret: "00".repeat(9) });
  expect(code).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){9}[0-9A-HJKMNP-TV-Z]{4}$/);
});

test("case, blanks, and letters for the digits they look like do not matter", () => {
  const code = writeJoinCode({ pin: "00".repeat(32), secret: "08".repeat(9) });
  const sloppy = code.toLowerCase().replaceAll("0", "o").replaceAll("1", "l").replaceAll("-", " ");
  expect(parseJoinCode(sloppy)).toEqual(parseJoinCode(code));
});

test.each(["", "ABCD-EFGH", "U".repeat(40), "0".repeat(41), "é".repeat(40)])("%s is no code", (typed) => {
  expect(parseJoinCode(typed)).toBeUndefined();
});
