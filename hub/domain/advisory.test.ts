import { expect, test } from "vitest";
import { type Advisory, concerns, newestRevisions, textOfAdvisory } from "./advisory.ts";
import { parseReleaseVersion } from "./release-version.ts";

const version = parseReleaseVersion("0.3.1") ?? { major: 0, minor: 0, patch: 0 };
const affected = (...ranges: readonly (readonly [from: string, before: string | null])[]) => ({
  affected: ranges.map(([from, before]) => ({ from, before })),
});

test.each([
  ["from before it on", affected(["0.1.0", null]), true],
  ["until right after it", affected(["0.1.0", "0.3.2"]), true],
  ["until it", affected(["0.1.0", "0.3.1"]), false],
  ["after it", affected(["0.3.2", null]), false],
  ["in two stretches, one of them its own", affected(["0.1.0", "0.2.0"], ["0.3.0", "0.4.0"]), true],
  ["withdrawn", affected(), false],
  ["from where nobody can read", affected(["soon", "0.1.0"]), true],
])("%s", (_, advisory, isConcerned) => expect(concerns(advisory, version)).toBe(isConcerned));

const ADVISORY: Advisory = {
  id: "PAW-2026-001",
  revision: 1,
  published: 1,
  severity: "high",
  ...affected(["0.1.0", null]),
  fixedIn: null,
  words: { en: { title: "a", risk: "b", action: "c" }, de: { title: "d", risk: "e", action: "f" } },
};

test("the same in another order is the same; every other difference is one", () => {
  const { en = { title: "", risk: "", action: "" }, de } = ADVISORY.words;
  const turned = { ...ADVISORY, words: { ...(de && { de }), en } };
  expect(textOfAdvisory(turned)).toBe(textOfAdvisory(ADVISORY));
  const changes: Partial<Advisory>[] = [
    { id: "PAW-2026-002" },
    { revision: 2 },
    { published: 2 },
    { severity: "low" },
    affected(["0.1.0", "0.2.0"]),
    { fixedIn: "0.2.0" },
    { words: { en } },
    { words: { ...ADVISORY.words, en: { ...en, action: "nothing" } } },
  ];
  for (const change of changes)
    expect(textOfAdvisory({ ...ADVISORY, ...change }), JSON.stringify(change)).not.toBe(
      textOfAdvisory(ADVISORY),
    );
});

test("the highest revision of each counts", () => {
  const rows = [
    { id: "a", revision: 1 },
    { id: "b", revision: 1 },
    { id: "a", revision: 10 },
    { id: "a", revision: 2 },
  ];
  expect(newestRevisions(rows)).toEqual([
    { id: "b", revision: 1 },
    { id: "a", revision: 10 },
  ]);
});
