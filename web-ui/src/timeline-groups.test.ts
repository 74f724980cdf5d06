import { expect, test } from "vitest";
import { makeMessage } from "../test/house-fixture.ts";
import { ownZone } from "./moments.ts";
import { TimelineGroups } from "./timeline-groups.ts";

const ZONE = ownZone();
const DAY = 24 * 60;
const newest = [makeMessage("a", 1), makeMessage("b", 2), makeMessage("c", DAY)];
const older = [makeMessage("d", DAY + 1), makeMessage("e", 3 * DAY)];
const shape = (groups: TimelineGroups, pages: Parameters<TimelineGroups["of"]>[0]) =>
  groups.of(pages).map(({ isFirst, messages }) => [isFirst, messages.map(({ id }) => id[0]).join("")]);

test("a day is named once, also where a page ends in its middle", () => {
  expect(shape(new TimelineGroups(ZONE), [newest, older])).toEqual([
    [true, "ab"],
    [true, "c"],
    [false, "d"],
    [true, "e"],
  ]);
});

test("many of one day are cut into few at a time, and the day is named once", () => {
  const many = Array.from({ length: 45 }, (_, n) => ({ ...makeMessage("a", 1), milliseconds: n }));
  const groups = new TimelineGroups(ZONE).of([many]);
  expect(groups.map(({ isFirst, messages }) => [isFirst, messages.length])).toEqual([
    [true, 20],
    [false, 20],
    [false, 5],
  ]);
  expect(groups.flatMap(({ messages }) => messages)).toEqual(many);
});

test("a page that did not change is cut once: its groups are the very same", () => {
  const groups = new TimelineGroups(ZONE);
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
  const groups = new TimelineGroups(ZONE).of([newest, older]);
  const some = TimelineGroups.atLeast(groups, count);
  expect(some.map(({ messages }) => messages.map(({ id }) => id[0]).join(""))).toEqual(expected);
});

test("a day begins when it does at the child's, wherever the viewer is", () => {
  const at = (iso: string, id: string) => ({ ...makeMessage(id, 1), createdAt: iso });
  const page = [at("2026-03-04T15:30:00.000Z", "a"), at("2026-03-04T14:30:00.000Z", "b")];
  const days = (zone: string) => new TimelineGroups(zone).of([page]).map(({ day }) => day);
  expect(days("Asia/Tokyo")).toEqual(["2026-03-05", "2026-03-04"]);
  expect(days("Europe/Berlin")).toEqual(["2026-03-04"]);
});

test("nothing is nothing", () => expect(new TimelineGroups(ZONE).of([[], []])).toEqual([]));
