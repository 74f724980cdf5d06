import { expect, test } from "vitest";
import { isAcceptable, judgePassphrase } from "./passphrase-policy.ts";

test.each([
  ["", { kind: "empty" }],
  ["elf letters", { kind: "too-short", missing: 1 }],
  ["x".repeat(129), { kind: "too-long" }],
  ["aaaaaaaaaaaaaaaa", { kind: "too-simple" }],
  ["abcabcabcabcabc", { kind: "too-simple" }],
  ["abcdefghijklmnop", { kind: "too-simple" }],
  ["1234567890123", { kind: "too-simple" }],
  ["qwertzuiopasdf", { kind: "too-simple" }],
  ["password123456", { kind: "too-simple" }],
  ["Teddy Teddy Teddy", { kind: "too-simple" }],
  ["rain on tin roof", { kind: "good" }],
  ["grüne Möwen!", { kind: "good" }],
  ["correct horse battery staple", { kind: "strong" }],
])("judges %j as %j", (text, verdict) => expect(judgePassphrase(text)).toEqual(verdict));

test("counts letters, not UTF-16 units or the forms an umlaut can take", () => {
  expect(judgePassphrase("👍👍👍👍👍👍")).toEqual({ kind: "too-short", missing: 6 });
  expect(judgePassphrase("a\u0308".repeat(11))).toEqual({ kind: "too-short", missing: 1 });
});

test("gives nothing for the names that everybody in the house knows", () => {
  expect(isAcceptable(judgePassphrase("Wilhelmina Quast"))).toBe(true);
  expect(isAcceptable(judgePassphrase("Wilhelmina Quast", ["wilhelmina quast"]))).toBe(false);
});
