import { expect, test } from "vitest";
import {
  addMinute,
  CHART_HEIGHT,
  CHART_WIDTH,
  DAY_MINUTES,
  drawSignal,
  sumUpSignal,
  tableOfSignal,
  xOf,
  yOf,
} from "./signal-chart.ts";

const none = (count: number) => new Array<null>(count).fill(null);

test("the strongest is at the top, the weakest at the bottom, and nothing leaves the picture", () => {
  expect([yOf(-30), yOf(-80), yOf(-100)]).toEqual([0, 50, CHART_HEIGHT]);
  expect([yOf(20), yOf(-127)]).toEqual([0, CHART_HEIGHT]);
  expect([xOf(0), xOf(DAY_MINUTES)]).toEqual([0, CHART_WIDTH]);
});

test("now is at the right, whatever is known", () => {
  expect(drawSignal([-50, -60])).toBe(`M${xOf(1_438)} 20L${xOf(1_439)} 30`);
});

test("a gap is a gap: a stroke ends, another begins, and a minute alone is a dot", () => {
  const path = drawSignal([-50, -50, null, -60, null, null, -70, -70]);
  expect(path.match(/M/g)).toHaveLength(3);
  expect(path.match(/L/g)).toHaveLength(2);
  expect(path.match(/h\.2/g)).toHaveLength(1);
  expect(drawSignal(none(DAY_MINUTES))).toBe("");
});

test.each([
  ["nothing is known", [], { known: 0, heard: 0, gaps: 0, longestGap: 0, silentFor: undefined }],
  ["never heard", none(90), { known: 90, heard: 0, silentFor: undefined }],
  ["heard all the time", [-60, -90, -60], { known: 3, heard: 3, near: 2, gaps: 0, silentFor: 0 }],
  ["a slip is no gap", [-60, null, null, -60], { gaps: 0, longestGap: 0, silentFor: 0 }],
  ["a gap", [-60, ...none(40), -60, ...none(5), -60], { gaps: 2, longestGap: 40, silentFor: 0 }],
  ["gone since", [-60, ...none(12)], { gaps: 0, silentFor: 12 }],
  ["not there yet at the beginning", [...none(30), -60], { gaps: 0, heard: 1, silentFor: 0 }],
])("in numbers: %s", (_, minutes, expected) => expect(sumUpSignal(minutes)).toMatchObject(expected));

test("as a table: newest hour first, each with its own beginning", () => {
  const until = Date.parse("2026-03-04T20:00:00Z");
  const table = tableOfSignal([...none(30), ...new Array(60).fill(-60)], until);
  expect(table).toEqual([
    { from: until - 3_600_000, heard: 60, average: -60 },
    { from: until - 5_400_000, heard: 0, average: undefined },
  ]);
});

test.each([
  ["the next minute", 60_000, -70, [-50, -60, -70]],
  ["the same minute, heard after all", 0, -70, [-50, -70]],
  ["after a break", 180_000, -70, [-50, -60, null, null, -70]],
  ["one that is over", -60_000, -70, [-50, -60]],
])("one more minute: %s", (_, later, rssi, expected) =>
  expect(addMinute([-50, -60], 1_000_000, 1_000_000 + later, rssi)).toEqual(expected),
);

test("a day is kept, and no more", () => {
  expect(addMinute(none(DAY_MINUTES), 0, 60_000, -50)).toHaveLength(DAY_MINUTES);
  expect(addMinute([-50], 0, 365 * 86_400_000, -60)).toHaveLength(DAY_MINUTES);
});
