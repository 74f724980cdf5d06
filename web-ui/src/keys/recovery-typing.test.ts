import fc from "fast-check";
import { expect, test } from "vitest";
import { identityFromBytes } from "../../../hub/archive/identity.ts";
import { SHEET_LETTERS, SHEET_PREFIX, sheetGroups } from "./recovery-sheet.ts";
import { parseTypedSheet, SHEET_TO_TYPE } from "./recovery-typing.ts";
import { groupOf, typedGroups } from "./typed-letters.ts";

const identity = identityFromBytes(Uint8Array.from({ length: 32 }, (_, at) => at * 7));
const letters = identity.slice(SHEET_PREFIX.length);
const whole = { kind: "whole", value: identity };
const LETTERS = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
const replaced = (at: number, by: string) => letters.slice(0, at) + by + letters.slice(at + 1);

test.each<[string, string]>([
  ["as age writes it", identity],
  ["without its beginning", letters],
  ["in groups", sheetGroups(identity).join(" ")],
  ["in groups on lines, with the beginning", `AGE-SECRET-KEY-1\n${sheetGroups(identity).join("\n")}\n`],
  ["in lower case", identity.toLowerCase()],
  ["in both cases at once", letters.slice(0, 9).toLowerCase() + letters.slice(9)],
  ["with dashes, dots and hard spaces", sheetGroups(identity).join(" -.\u00a0")],
  [
    "with letters of a wide keyboard",
    letters.replaceAll(/[A-Z0-9]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)),
  ],
  ["with an O for every zero", letters.replaceAll("0", "O")],
  ["with a one for every L", letters.replaceAll("L", "1")],
  ["with an I for every L and a B for every eight", letters.replaceAll("L", "i").replaceAll("8", "b")],
])("is read %s", (_, text) => expect(parseTypedSheet(text)).toEqual(whole));

test.each<[string, string, unknown]>([
  ["nothing", "", { kind: "empty" }],
  ["blanks", " - \n", { kind: "empty" }],
  ["the beginning alone", "AGE-SECRET-KEY-1", { kind: "empty" }],
  ["half of it", letters.slice(0, 29), { kind: "too-short", missing: 29 }],
  ["two letters too many", `${letters}QQ`, { kind: "too-long", extra: 2 }],
  [
    "two wrong letters far apart",
    replaced(0, "7").slice(0, 50) + replaced(50, "7").slice(50),
    { kind: "slip", group: undefined },
  ],
])("%s is told for what it is", (_, text, verdict) => expect(parseTypedSheet(text)).toEqual(verdict));

const place = fc.integer({ min: 0, max: SHEET_LETTERS - 1 });
const letter = fc.constantFrom(...LETTERS);
const slips: readonly [string, (at: number, by: string) => string][] = [
  ["one wrong letter", replaced],
  [
    "two letters swapped",
    (at) => letters.slice(0, at) + [...letters.slice(at, at + 2)].reverse().join("") + letters.slice(at + 2),
  ],
  ["one letter left out", (at) => letters.slice(0, at) + letters.slice(at + 1)],
  ["one letter too many", (at, by) => letters.slice(0, at) + by + letters.slice(at)],
];

test.each(slips)("of %s the group is named, and it is never taken for a sheet", (_, slip) => {
  fc.assert(
    fc.property(place, letter, (at, by) => {
      const text = slip(at, by);
      fc.pre(text !== letters);
      const verdict = parseTypedSheet(text);
      expect(verdict.kind).toBe("slip");
      const { group } = verdict as { group: number };
      // Of two equal letters the first may be meant, which may lie one group before.
      expect(Math.abs(group - groupOf(at))).toBeLessThanOrEqual(text.length === SHEET_LETTERS ? 0 : 1);
    }),
    { numRuns: 25 },
  );
});

test("two and three wrong letters are never blamed on one group", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(place, { minLength: 2, maxLength: 3 }),
      fc.infiniteStream(letter),
      (places, others) => {
        const typed = [...letters];
        for (const at of places) {
          const { value } = others.next();
          typed[at] = value === letters[at] ? (value === "Q" ? "P" : "Q") : value;
        }
        const text = typed.join("");
        const [one = 0, other = 0] = places.toSorted((a, b) => a - b);
        const isSwap =
          places.length === 2 &&
          other === one + 1 &&
          text[one] === letters[other] &&
          text[other] === letters[one];
        fc.pre(!isSwap);
        expect(parseTypedSheet(text)).toEqual({ kind: "slip", group: undefined });
      },
    ),
    { numRuns: 25 },
  );
});

test("what was typed is found again by the numbers on the sheet", () => {
  expect(typedGroups(SHEET_TO_TYPE, `AGE-SECRET-KEY-1 ${letters.toLowerCase()}`)).toEqual(
    sheetGroups(identity),
  );
  expect(typedGroups(SHEET_TO_TYPE, "age-secret-key-1 acde f-g")).toEqual(["ACDE", "FG"]);
  expect(typedGroups(SHEET_TO_TYPE, " ")).toEqual([]);
});
