/** A search that finds nothing proves something only if it finds what is there. */
import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { foundIn, spellings } from "./canaries.ts";

const secret = randomBytes(24);
const canaries = { other: [randomBytes(24)], secret: [randomBytes(24), secret] };

test.each(spellings(secret).map((form, at) => [at, form] as const))(
  "spelling %i is found at the begin, in the middle at every offset, and at the end",
  (_, form) => {
    const around = Buffer.alloc(64, "x");
    for (let at = 0; at <= 64; at += 1) {
      const haystack = Buffer.concat([around.subarray(0, at), form, around.subarray(at)]);
      expect(foundIn(haystack, canaries)).toEqual(["secret"]);
    }
  },
);

test("all that is there is found, and nothing of which a piece is missing", () => {
  const [other = Buffer.alloc(0)] = canaries.other;
  expect(foundIn(Buffer.concat([secret, other]), canaries)).toEqual(["other", "secret"]);
  for (const part of [secret.subarray(1), secret.subarray(0, -1), Buffer.alloc(0), Buffer.from("abc")])
    expect(foundIn(part, canaries)).toEqual([]);
});

test("much that is empty is passed over, and nothing beside it", () => {
  const [other = Buffer.alloc(0)] = canaries.other;
  for (const shift of [-4, -1, 0, 1, 3, 4]) {
    const empty = (bytes: number) => Buffer.alloc(bytes + shift);
    const haystack = Buffer.concat([empty(65_536), other, empty(49_152), secret, empty(32_768)]);
    expect(foundIn(haystack, canaries)).toEqual(["other", "secret"]);
    expect(foundIn(haystack.subarray(65_536 + shift + 1), canaries)).toEqual(["secret"]);
  }
  expect(foundIn(Buffer.alloc(65_536), canaries)).toEqual([]);
  const zeros = Buffer.concat([Buffer.alloc(8), secret]);
  expect(foundIn(Buffer.concat([Buffer.alloc(49_152), secret]), { zeros: [zeros] })).toEqual(["zeros"]);
});

test("what would be found everywhere is no canary", () => {
  expect(() => foundIn(Buffer.alloc(9), { name: [Buffer.from("Kim")] })).toThrow("too short");
});
