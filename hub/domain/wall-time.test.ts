import { describe, expect, it } from "vitest";
import { seeded } from "../../test/support/seeded.ts";
import { wallTimeAt } from "./wall-time.ts";

const YEAR_MS = 31_556_952_000;
const MINUTE_MS = 60_000;

/** As the machine shows it, without what the module remembers. */
function shownBy(zone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "medium",
  });
  return (at) => format.format(at);
}

const two = (value: number): string => String(value).padStart(2, "0");
const told = (zone: string, at: number): string => {
  const { year, month, day, hour, minute, second } = wallTimeAt(zone, at);
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
};

describe("what a clock shows, remembered by the quarter of an hour", () => {
  // Half an hour of summer time; minutes and seconds of 1972; a day left out; an offset of 45 minutes; two summers a year.
  for (const zone of [
    "UTC",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Africa/Monrovia",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "Africa/Casablanca",
  ])
    it(`is what the machine says: ${zone}`, () => {
      const random = seeded(zone.length);
      const shown = shownBy(zone);
      const wrong: string[] = [];
      const compare = (at: number) => {
        if (told(zone, at) !== shown(at)) wrong.push(`${at}: ${told(zone, at)}, and it is ${shown(at)}`);
      };
      for (let round = 0; round < 300; round++) {
        const at = Math.floor(random() * 70 * YEAR_MS);
        for (const minutes of [0, 1, 15, 60, 24 * 60]) compare(at + minutes * MINUTE_MS);
      }
      for (const at of changesOf(zone)) for (let apart = -3; apart <= 3; apart++) compare(at + apart * 400);
      expect(wrong).toEqual([]);
    });
});

/** Moments at which a zone set its clock, 1970 to 2030, to the millisecond. */
function changesOf(zone: string): readonly number[] {
  const shown = shownBy(zone);
  const offset = (at: number) =>
    Date.parse(`${shown(at).replace(" ", "T")}Z`) - Math.floor(at / 1_000) * 1_000;
  const changes: number[] = [];
  for (let at = 0; at < 60 * YEAR_MS; at += 10 * 24 * 60 * MINUTE_MS) {
    let [before, after] = [at, at + 10 * 24 * 60 * MINUTE_MS];
    if (offset(before) === offset(after)) continue;
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (offset(middle) === offset(before)) before = middle;
      else after = middle;
    }
    changes.push(after);
  }
  return changes;
}
