import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeBase64url, parseBase64url } from "./base64url.ts";

test("what was encoded is read back, and Node's own agrees", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 9_000 }), (bytes) => {
      const text = encodeBase64url(bytes);
      expect(text).toBe(Buffer.from(bytes).toString("base64url"));
      expect(parseBase64url(text)).toEqual(bytes);
    }),
    { numRuns: 100 },
  );
});

test("more bytes than one call takes arguments are encoded", () => {
  const bytes = new Uint8Array(300_000).fill(0xfb);
  expect(parseBase64url(encodeBase64url(bytes))).toEqual(bytes);
});

test.each([
  ["padding", "QQ=="],
  ["the other alphabet", "+/+/"],
  ["a blank", "QQ Q"],
  ["a line break", "QUJD\n"],
  ["one letter too many", "QUJDR"],
  ["left-over bits that are not zero", "QR"],
])("%s is refused", (_, text) => expect(parseBase64url(text)).toBeUndefined());

test("two texts never name the same bytes", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."ABQgwz019-_"), maxLength: 12 }), (text) => {
      const bytes = parseBase64url(text);
      if (bytes !== undefined) expect(encodeBase64url(bytes)).toBe(text);
    }),
  );
});
