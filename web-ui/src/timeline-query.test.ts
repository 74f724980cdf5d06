import { expect, test } from "vitest";
import { makeMessage, makeToy } from "../test/house-fixture.ts";
import { ownZone } from "./moments.ts";
import { authorOf, dayKey, EVERYTHING, findMessages, plain, type TimelineQuery } from "./timeline-query.ts";

const messages = [
  makeMessage("a", 1, { state: "played", kept: true }),
  makeMessage("b", 2, { state: "queued", author: makeMessage("g", 1).id }),
  makeMessage("c", 3, { state: "received", direction: "from-toy", author: null }),
  makeMessage("d", 60 * 24 * 3, { state: "failed" }),
  makeMessage("e", 60 * 24 * 4, { state: "on_toy_unconfirmed" }),
];
const said = new Map(
  ["Jörg Wednesday heard", "Grandma waiting", "Mika answered", "Jörg failed", "Jörg goodnight song"].map(
    (text, n) => [messages[n]?.id ?? "", plain(text)],
  ),
);
const find = (query: Partial<TimelineQuery>) =>
  findMessages(
    messages,
    { ...EVERYTHING, ...query },
    ({ id }) => said.get(id) ?? "",
    ({ createdAt }) => dayKey(createdAt, ownZone()),
  )
    .map(({ id }) => id[0])
    .join("");

test.each<[string, Partial<TimelineQuery>, string]>([
  ["nothing in particular", {}, "abcde"],
  ["spaces only", { text: "  " }, "abcde"],
  ["a name without its marks", { text: "JORG" }, "ade"],
  ["two words in any order", { text: "song jörg" }, "e"],
  ["a word that is nowhere", { text: "whale" }, ""],
  ["what was sent", { kind: "sent" }, "abde"],
  ["answers", { kind: "answers" }, "c"],
  ["what is under way", { kind: "underway" }, "bde"],
  ["what lies unheard on the toy", { kind: "unheard" }, "e"],
  ["what was heard", { kind: "heard" }, "a"],
  ["what failed", { kind: "failed" }, "d"],
  ["what has a star", { kind: "kept" }, "a"],
  ["one person", { who: makeMessage("g", 1).id }, "b"],
  ["a child, who answers", { who: makeToy().child }, "c"],
  ["from a day on", { from: dayKey(messages[3]?.createdAt ?? "", ownZone()) }, "abcd"],
  ["until a day", { to: dayKey(messages[3]?.createdAt ?? "", ownZone()) }, "de"],
  ["all of that together", { who: makeMessage("M", 1).id, kind: "failed", text: "jorg" }, "d"],
])("finds %s", (_, query, found) => expect(find(query)).toBe(found));

test("the very same array where nothing is looked for: nothing of it is drawn anew", () => {
  expect(findMessages(messages, EVERYTHING, String, String)).toBe(messages);
});

test("a message of nobody is nobody's", () => {
  expect(authorOf(makeMessage("x", 1, { author: null }))).toBe("");
});

test("a day is the viewer's own", () => {
  expect(dayKey(new Date(2026, 2, 4, 0, 0).toISOString(), ownZone())).toBe("2026-03-04");
  expect(dayKey(new Date(2026, 2, 3, 23, 59).toISOString(), ownZone())).toBe("2026-03-03");
});
