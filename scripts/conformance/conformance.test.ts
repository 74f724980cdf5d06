import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readConformance } from "./conformance-table.ts";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const there = (path: string) => existsSync(new URL(`../../${path}`, import.meta.url));

/** Table B.1 of V3.1.3: how many there are under each clause, the letters A and B counted. */
const IN_THE_STANDARD: Readonly<Record<string, number>> = {
  "5.0": 1,
  "5.1": 6,
  "5.2": 3,
  "5.3": 19,
  "5.4": 4,
  "5.5": 8,
  "5.6": 10,
  "5.7": 2,
  "5.8": 3,
  "5.9": 3,
  "5.10": 1,
  "5.11": 4,
  "5.12": 3,
  "5.13": 2,
  "6": 9,
};

/** What begins a test of that name, in the text of its file. */
const begins = (source: string, name: string): boolean => {
  const literal = name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`\\b(?:test|describe)\\b[^"\`]*?\\(\\s*["\`]${literal}["\`]`).test(source);
};

const ids = readConformance().flatMap(({ provisions }) => provisions.map(({ id }) => id));
const named = readConformance().flatMap(({ provisions }) =>
  provisions.flatMap((one) =>
    "tests" in one ? one.tests.map(([file, name]) => [one.id, file, name] as const) : [],
  ),
);

test("every provision of the standard has its row, once", () => {
  expect(new Set(ids).size).toBe(ids.length);
  const counted: Record<string, number> = {};
  for (const id of ids) {
    const [clause = ""] = id.split("-");
    counted[clause] = (counted[clause] ?? 0) + 1;
  }
  expect(counted).toEqual(IN_THE_STANDARD);
});

test("every provision has a test that is there, or a reason", () => {
  const missing = named.filter(([, file, name]) => !there(file) || !begins(read(file), name));
  expect(missing).toEqual([]);
  expect(named.length).toBeGreaterThan(80);
});

test("the test of that: another name, and a name that only stands in a comment, are not found", () => {
  const source =
    'test("what is there", () => {});\n// "what is not"\ntest.each(ROWS)("each of %s", () => {});';
  expect(begins(source, "what is there")).toBe(true);
  expect(begins(source, "each of %s")).toBe(true);
  expect(begins(source, "what is not")).toBe(false);
  expect(begins(source, "what is")).toBe(false);
});

test("SUPPORT.md says how long, and that is five years at least", () => {
  const [, until = ""] = /\| until \| \*\*(\d{4}-\d{2}-\d{2})\*\*/.exec(read("SUPPORT.md")) ?? [];
  // Nothing was released: counted from the day on which this was promised, or from the newest release of the changelog.
  const released = [...read("CHANGELOG.md").matchAll(/^## .*(\d{4}-\d{2}-\d{2})$/gm)].map(
    ([, day]) => day ?? "",
  );
  const from = ["2026-11-29", ...released].toSorted().at(-1) ?? "";
  const [year = 0, rest = ""] = [Number(from.slice(0, 4)), from.slice(4)];
  expect(until >= `${year + 5}${rest}`).toBe(true);
});

test("the toy guide says what cannot be mended in a toy, and what to do instead", () => {
  const guide = read("docs/toy-guide.md");
  expect(guide).toContain("## What cannot be mended");
  expect(guide).toMatch(/Switched off, or without batteries, it can do nothing/);
  expect(read("SUPPORT.md")).toContain("docs/toy-guide.md#what-cannot-be-mended");
});

test("every microphone is told of in the guides", () => {
  expect(read("docs/toy-guide.md")).toContain("The toy has a microphone");
  expect(read("docs/guide-owner.md")).toContain("A microphone at the hub");
  expect(read("docs/guide-guardian.md")).toMatch(/into your phone/);
});
