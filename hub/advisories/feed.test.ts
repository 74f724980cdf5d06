import { expect, test } from "vitest";
import { advisoryOf, feedOf } from "../../test/support/feed-of.ts";
import { makeProject } from "../../test/support/project-keys.ts";
import { seeded } from "../../test/support/seeded.ts";
import { FeedRefused } from "./errors.ts";
import { parseFeed, readFeed } from "./feed.ts";

const project = makeProject();
const ISSUED = Date.UTC(2026, 0, 1);
const feed = feedOf({ issued: ISSUED, advisories: [advisoryOf("PAW-2026-001")] });
const bytes = (text: string) => new TextEncoder().encode(text);
const read = (body: object, by = project.signers.slice(0, 2)) =>
  readFeed(bytes(project.signed(body, by)), project.keys);

test("reads what two keys signed", () => {
  const { feed: got, text } = read(feed);
  expect(text).toBe(JSON.stringify(feed));
  expect(got).toMatchObject({
    counter: 1,
    issued: ISSUED,
    advisories: [{ id: "PAW-2026-001", fixedIn: "9.9.9" }],
  });
});

test("what a later project adds is passed over", () => {
  const later = { ...feed, mirrors: ["x"], advisories: [advisoryOf("PAW-2026-001", { cvss: 9.9 })] };
  expect(read(later).feed.advisories).toEqual(read(feed).feed.advisories);
});

test.each([
  ["nobody", []],
  ["one", project.signers.slice(2)],
])("what %s signed is not read", (_, by) => {
  const trouble = by.length === 0 ? "not-signed" : "one-signature";
  expect(() => read(feed, by)).toThrow(expect.objectContaining({ trouble }));
});

test("what the same keys signed for something else is told apart", () => {
  for (const kind of ["pawpost-release-1", "otherthing-advisories-1"])
    expect(() => read({ ...feed, kind })).toThrow(expect.objectContaining({ trouble: "other-kind" }));
});

const words = { title: "a", risk: "b", action: "c" };
test.each([
  ["no kind", { kind: undefined }],
  ["no number", { counter: undefined }],
  ["number 0", { counter: 0 }],
  ["half a number", { counter: 1.5 }],
  ["no end", { expires: undefined }],
  ["an end before the beginning", { expires: feedOf({ issued: ISSUED, hours: -1 }).expires }],
  ["no end within a year", { expires: feedOf({ issued: ISSUED, hours: 366 * 24 }).expires }],
  ["no support", { support: undefined }],
  ["an id that is a path", { advisories: [advisoryOf("../../etc")] }],
  ["the same twice", { advisories: [advisoryOf("PAW-2026-001"), advisoryOf("PAW-2026-001")] }],
  ["a severity of its own", { advisories: [advisoryOf("PAW-2026-001", { severity: "none" })] }],
  ["a version that is none", { advisories: [advisoryOf("PAW-2026-001", { fixed_in: "soon" })] }],
  ["no English", { advisories: [advisoryOf("PAW-2026-001", { words: { de: words } })] }],
  [
    "lines of its own",
    { advisories: [advisoryOf("PAW-2026-001", { words: { en: { ...words, risk: "a\nb" } } })] },
  ],
  [
    "a terminal's commands",
    { advisories: [advisoryOf("PAW-2026-001", { words: { en: { ...words, title: "\u001b[2J" } } })] },
  ],
  [
    "letters turned round",
    { advisories: [advisoryOf("PAW-2026-001", { words: { en: { ...words, title: "a\u202eb" } } })] },
  ],
  [
    "a novel",
    { advisories: [advisoryOf("PAW-2026-001", { words: { en: { ...words, action: "a".repeat(601) } } })] },
  ],
])("%s is no list of advisories", (_, change) => {
  expect(() => read({ ...feed, ...change })).toThrow(expect.objectContaining({ trouble: "malformed" }));
});

test("says where it is wrong, for whoever writes one", () => {
  expect(() => parseFeed(JSON.stringify({ ...feed, advisories: [advisoryOf("PAW-1")] }))).toThrow(
    "advisories.0.id",
  );
});

/** T-53's like for files: nothing that is mangled crashes what reads it, and nothing of it is believed. */
test("2,000 mangled lists are refused, each with a reason, and none is believed", () => {
  const random = seeded(7);
  const whole = Buffer.from(project.signed(feed));
  const reasons = new Map<string, number>();
  for (let nth = 0; nth < 2_000; nth += 1) {
    let file = Buffer.from(whole);
    for (let changes = 1 + Math.floor(random() * 4); changes > 0; changes -= 1) {
      const at = Math.floor(random() * file.byteLength);
      const kind = random();
      if (kind < 0.5) file[at] = Math.floor(random() * 256);
      else if (kind < 0.75) file = file.subarray(0, at);
      else
        file = Buffer.concat([file.subarray(0, at), file.subarray(Math.floor(random() * file.byteLength))]);
    }
    if (file.equals(whole)) continue;
    try {
      // What is not signed may change: an untrusted comment, a blank between members.
      expect(readFeed(file, project.keys).text).toBe(JSON.stringify(feed));
    } catch (error) {
      if (!(error instanceof FeedRefused)) throw error;
      reasons.set(error.trouble, (reasons.get(error.trouble) ?? 0) + 1);
    }
  }
  expect([...reasons.keys()].toSorted()).toEqual(["malformed", "not-signed", "one-signature"]);
});
