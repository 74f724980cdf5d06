import { expect, test } from "vitest";
import { makeMessage, makeToy } from "../../test/house-fixture.ts";
import { ownZone } from "../moments.ts";
import { apart, dayLanes, edgesOf, quietOn, RIBBON_WIDTH, sumUp, xOf } from "./day-ribbon.ts";

const at = (hour: number, minute = 0, day = 4) => new Date(2026, 2, day, hour, minute).toISOString();
const DAY = "2026-03-04";
const ZONE = ownZone();
const grandmas = makeMessage("a", 0, {
  author: makeMessage("g", 0).id,
  createdAt: at(6),
  history: [
    { state: "awaiting_approval", at: at(6), cause: "test" },
    { state: "queued", at: at(12), cause: "test" },
    { state: "delivering", at: at(12, 1), cause: "test" },
    { state: "on_toy_unconfirmed", at: at(18), cause: "test" },
    { state: "on_toy", at: at(18, 30), cause: "test" },
    { state: "played", at: at(7, 0, 5), cause: "test" },
  ],
  state: "played",
});
const mine = makeMessage("b", 0, {
  createdAt: at(12),
  history: [{ state: "queued", at: at(12), cause: "test" }],
});
const answer = makeMessage("c", 0, {
  createdAt: at(23, 59),
  direction: "from-toy",
  author: null,
  state: "received",
  history: [{ state: "received", at: at(23, 59), cause: "test" }],
});

test("hours lie evenly, from one midnight to the next", () => {
  expect([at(0), at(6), at(12), at(18)].map((iso) => xOf(iso, ZONE))).toEqual([0, 72, 144, 216]);
  expect(xOf(at(23, 59), ZONE)).toBeLessThan(RIBBON_WIDTH);
});

test("each person has a lane, with what happened in the order of the day; what is of another day is not on it", () => {
  const lanes = dayLanes([answer, mine, grandmas], DAY, ZONE);
  expect(lanes.map(({ who, dots }) => [who, dots.map(({ sign, x }) => `${sign} ${Math.round(x)}`)])).toEqual([
    [makeToy().child, ["recorded 288"]],
    [mine.author, ["recorded 144"]],
    [grandmas.author, ["recorded 72", "approved 144", "on-toy 216"]],
  ]);
  expect(dayLanes([grandmas], "2026-03-05", ZONE)[0]?.dots.map(({ sign }) => sign)).toEqual(["heard"]);
});

test("what was declined or taken back was never approved", () => {
  for (const state of ["declined", "cancelled"] as const) {
    const history = [
      { state: "awaiting_approval" as const, at: at(6), cause: "test" },
      { state, at: at(7), cause: "test" },
    ];
    const [lane] = dayLanes([makeMessage("d", 0, { createdAt: at(6), state, history })], DAY, ZONE);
    expect(lane?.dots.map(({ sign }) => sign)).toEqual(["recorded"]);
  }
});

test("of a lane with more than can be read one by one it is told how often, and between when", () => {
  const many = Array.from({ length: 300 }, (_, n) =>
    makeMessage("m", 0, { createdAt: at(7, n), history: [{ state: "queued", at: at(7, n), cause: "test" }] }),
  );
  const [lane] = dayLanes([...many, mine], DAY, ZONE);
  const dots = lane?.dots ?? [];
  expect(sumUp(dots)).toEqual([{ sign: "recorded", times: 301, first: at(7), last: at(12) }]);
  expect(sumUp(dots.slice(0, 12))).toBeUndefined();
  // Five hours of 24 on 288: half a step apart at least.
  expect(apart(dots).length).toBeLessThanOrEqual(2 * 60 + 1);
  expect(apart(dots).length).toBeGreaterThan(60);
  expect(apart(dots.slice(0, 1))).toEqual(dots.slice(0, 1));
});

test("a day on which nothing was is empty", () => expect(dayLanes([mine], "2026-03-09", ZONE)).toEqual([]));

test("quiet hours are shaded from edge to edge, in one piece each", () => {
  const night = (at: number) => {
    const hour = new Date(at).getHours();
    return hour < 6 || hour >= 18;
  };
  expect(quietOn(DAY, ZONE, night)).toEqual([
    { from: 0, to: 72 },
    { from: 216, to: 288 },
  ]);
  expect(quietOn(DAY, ZONE, () => false)).toEqual([]);
});

test("a day, and the hours on it, are those of a zone: where it is in summer time, and on the days when that begins and ends", () => {
  const early = makeMessage("e", 0, {
    createdAt: "2026-03-04T15:30:00.000Z",
    history: [{ state: "queued", at: "2026-03-04T15:30:00.000Z", cause: "test" }],
  });
  expect(dayLanes([early], "2026-03-05", "Asia/Tokyo")[0]?.dots.map(({ x }) => x)).toEqual([6]);
  expect(dayLanes([early], "2026-03-04", "Asia/Tokyo")).toEqual([]);
  expect(dayLanes([early], "2026-03-04", "Europe/Berlin")[0]?.dots.map(({ x }) => x)).toEqual([198]);
  const hoursOf = (day: string) => {
    const [from, to] = edgesOf(day, "Europe/Berlin");
    return (to - from) / 3_600_000;
  };
  expect(["2026-03-28", "2026-03-29", "2026-10-25"].map(hoursOf)).toEqual([24, 23, 25]);
  const night = (at: number) => new Date(at).getUTCHours() >= 20;
  expect(quietOn("2026-07-01", "Europe/Berlin", night)).toEqual([
    { from: 0, to: 24 },
    { from: 264, to: 288 },
  ]);
});
