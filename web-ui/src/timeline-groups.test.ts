import { expect, test } from "vitest";
import { makeMessage } from "../test/house-fixture.ts";
import { TimelineGroups } from "./timeline-groups.ts";

const DAY = 24 * 60;
const newest = [makeMessage("a", 1), makeMessage("b", 2), makeMessage("c", DAY)];
const older = [makeMessage("d", DAY + 1), makeMessage("e", 3 * DAY)];
const shape = (groups: TimelineGroups, pages: Parameters<TimelineGroups["of"]>[0]) =>
  groups.of(pages).map(({ isFirst, messages }) => [isFirst, messages.map(({ id }) => id[0]).join("")]);

test("a day is named once, also where a page ends in its middle", () => {
  expect(shape(new TimelineGroups(), [newest, older])).toEqual([
    [true, "ab"],
    [true, "c"],
    [false, "d"],
    [true, "e"],
  ]);
});

test("many of one day are cut into few at a time, and the day is named once", () => {
  const many = Array.from({ length: 45 }, (_, n) => ({ ...makeMessage("a", 1), milliseconds: n }));
  const groups = new TimelineGroups().of([many]);
  expect(groups.map(({ isFirst, messages }) => [isFirst, messages.length])).toEqual([
    [true, 20],
    [false, 20],
    [false, 5],
  ]);
  expect(groups.flatMap(({ messages }) => messages)).toEqual(many);
});

test("a page that did not change is cut once: its groups are the very same", () => {
  const groups = new TimelineGroups();
  const [, , before] = groups.of([newest, older]);
  const [, , , after] = groups.of([[makeMessage("z", 0)], newest, older]);
  expect(after?.messages).toBe(before?.messages);
  const [one] = groups.of([older]);
  expect(one?.messages).toBe(before?.messages);
});

test.each([
  [1, ["ab"]],
  [2, ["ab"]],
  [3, ["ab", "c"]],
  [99, ["ab", "c", "d", "e"]],
])("the first groups with at least %i messages", (count, expected) => {
  const groups = new TimelineGroups().of([newest, older]);
  const some = TimelineGroups.atLeast(groups, count);
  expect(some.map(({ messages }) => messages.map(({ id }) => id[0]).join(""))).toEqual(expected);
});

test("nothing is nothing", () => expect(new TimelineGroups().of([[], []])).toEqual([]));
