import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import {
  type ChildTimes,
  dayAt,
  isDay,
  momentOn,
  nextMoment,
  nextQuietChange,
  nightAt,
  nightTrouble,
  USUAL_NIGHT,
  usualTimes,
} from "./child-times.ts";
import { isTimeZone } from "./wall-time.ts";

/** Whole hours, 30 and 45 minutes, both sides of the date line, clocks that are set at midnight, by 30 minutes, or at Ramadan. */
const ZONES = [
  "Europe/Berlin",
  "America/New_York",
  "America/St_Johns",
  "America/Havana",
  "America/Santiago",
  "Asia/Kathmandu",
  "Asia/Kolkata",
  "Asia/Beirut",
  "Africa/Casablanca",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "Pacific/Kiritimati",
  "Pacific/Pago_Pago",
  "Pacific/Apia",
  "UTC",
];
const LATE = { bedtime: "20:15", quietFrom: "21:00", quietTo: "08:00", wakeUp: "08:30" };
const timesIn = (zone: string): ChildTimes => ({ ...usualTimes(zone), isQuiet: true, free: LATE });
const at = (text: string) => Date.parse(text);
const utc = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString());

const zones = fc.constantFrom(...ZONES);
const moments = fc.integer({ min: at("2005-01-01T00:00Z"), max: at("2040-01-01T00:00Z") });
const clocks = (from: number, to: number) =>
  fc
    .integer({ min: from, max: to })
    .map(
      (minute) =>
        `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`,
    );
const nights = fc
  .tuple(fc.uniqueArray(clocks(720, 1_439), { minLength: 2, maxLength: 2 }), clocks(0, 719), clocks(0, 719))
  .map(([evening, one, other]) => {
    const [bedtime = "", quietFrom = ""] = evening.sort();
    const [quietTo = "", wakeUp = ""] = [one, other].sort();
    return { bedtime, quietFrom, quietTo, wakeUp };
  });
const allTimes = fc.record({ zone: zones, isQuiet: fc.constant(true), school: nights, free: nights });

describe("against another one's calendar (Temporal)", () => {
  /** The same rule in other words: of two the first or the last; of none the moment that the clock was set. */
  function told(zone: string, day: string, clock: string, which: "first" | "last"): number {
    const wall = Temporal.PlainDateTime.from(`${day}T${clock}`);
    const [earlier, later] = (["earlier", "later"] as const).map((disambiguation) =>
      wall.toZonedDateTime(zone, { disambiguation }),
    );
    if (earlier === undefined || later === undefined) throw new Error("two were asked for");
    if (!earlier.toPlainDateTime().equals(wall))
      return later.getTimeZoneTransition("previous")?.epochMilliseconds ?? Number.NaN;
    return (which === "first" ? earlier : later).epochMilliseconds;
  }

  test("each of a night's four moments is when Temporal has it", () => {
    fc.assert(
      fc.property(allTimes, moments, (times, now) => {
        const today = Temporal.Instant.fromEpochMilliseconds(now)
          .toZonedDateTimeISO(times.zone)
          .toPlainDate();
        const evening = today.dayOfWeek === 5 || today.dayOfWeek === 6 ? times.free : times.school;
        const eve = today.subtract({ days: 1 });
        const morning = eve.dayOfWeek === 5 || eve.dayOfWeek === 6 ? times.free : times.school;
        const day = today.toString();
        expect(dayAt(times, now)).toBe(day);
        expect(momentOn(times, "bedtime", day)).toBe(told(times.zone, day, evening.bedtime, "first"));
        expect(momentOn(times, "wake-up", day)).toBe(told(times.zone, day, morning.wakeUp, "last"));
        const from = told(times.zone, day, evening.quietFrom, "first");
        expect(nightAt(times, from)?.from).toBe(from);
      }),
      { numRuns: 300 },
    );
  });

  test("around every change of clocks in ten years too", () => {
    for (const zone of ZONES) {
      const times = timesIn(zone);
      let change = Temporal.ZonedDateTime.from(`2020-01-01T00:00[${zone}]`).getTimeZoneTransition("next");
      while (change !== null && change.year < 2030) {
        for (const day of [-1, 0, 1].map((days) => change?.toPlainDate().add({ days }).toString() ?? "")) {
          const eve = Temporal.PlainDate.from(day).subtract({ days: 1 }).dayOfWeek;
          const { wakeUp } = eve === 5 || eve === 6 ? times.free : times.school;
          expect(momentOn(times, "wake-up", day)).toBe(told(zone, day, wakeUp, "last"));
        }
        change = change.getTimeZoneTransition("next");
      }
    }
  });
});

describe("whatever the zone, the times and the moment", () => {
  test("the next wake-up and bedtime lie ahead, by two days at most, and none lies between", () => {
    fc.assert(
      fc.property(allTimes, moments, fc.constantFrom("wake-up", "bedtime"), (times, now, moment) => {
        const next = nextMoment(times, moment, now);
        expect(next.at).toBeGreaterThan(now);
        expect(next.at - now).toBeLessThanOrEqual(50 * 3_600_000);
        expect(momentOn(times, moment, next.day)).toBe(next.at);
        expect(nextMoment(times, moment, next.at - 1)).toEqual(next);
        // Asked any time before, the answer is the same one, or an earlier one.
        const halfWay = now + Math.floor((next.at - now) / 2);
        expect(nextMoment(times, moment, halfWay)).toEqual(next);
      }),
      { numRuns: 300 },
    );
  });

  test("a night holds all of its moments and no other, and its end is not part of it", () => {
    fc.assert(
      fc.property(allTimes, moments, (times, now) => {
        const night = nightAt(times, now);
        const change = nextQuietChange(times, now);
        if (change === undefined) throw new Error("quiet hours are on");
        expect(change).toBeGreaterThan(now);
        if (night === undefined) {
          expect(nightAt(times, change)?.from).toBe(change);
          expect(nightAt(times, change - 1)).toBeUndefined();
          return;
        }
        expect(change).toBe(night.to);
        expect(nightAt(times, night.from)).toEqual(night);
        expect(nightAt(times, night.to - 1)).toEqual(night);
        expect(nightAt(times, night.to)).toBeUndefined();
        expect(nightAt(times, night.from - 1)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  test("wake-up is never in a night, nor is bedtime", () => {
    fc.assert(
      fc.property(allTimes, moments, (times, now) => {
        for (const moment of ["wake-up", "bedtime"] as const)
          expect(nightAt(times, nextMoment(times, moment, now).at)).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  });
});

describe("clocks that are set", () => {
  const early = { bedtime: "19:00", quietFrom: "19:30", quietTo: "02:30", wakeUp: "02:45" };
  const berlin: ChildTimes = { ...timesIn("Europe/Berlin"), school: early, free: early };

  test.each([
    [
      "spring: 02:30 was never shown, the night ends when the clock is set",
      "2026-03-29",
      "2026-03-29T01:00:00.000Z",
    ],
    ["autumn: the night lasts until the second 02:30", "2026-10-25", "2026-10-25T01:30:00.000Z"],
    ["any other day", "2026-06-10", "2026-06-10T00:30:00.000Z"],
  ])("%s", (_, day, end) => {
    expect(utc(nightAt(berlin, momentOn(berlin, "wake-up", day) - 3_600_000 * 3)?.to)).toBe(end);
  });

  test("a night in spring is an hour shorter, one in autumn an hour longer", () => {
    const times = { ...timesIn("Europe/Berlin"), free: USUAL_NIGHT };
    const hoursOf = (now: string) => {
      const night = nightAt(times, at(now));
      return night === undefined ? 0 : (night.to - night.from) / 3_600_000;
    };
    expect([
      hoursOf("2026-03-28T23:00Z"),
      hoursOf("2026-06-10T23:00Z"),
      hoursOf("2026-10-24T23:00Z"),
    ]).toEqual([10, 11, 12]);
  });

  test("an evening that is shown twice is quiet from the first time on", () => {
    // Beirut goes back from 24:00 to 23:00.
    const night = { bedtime: "23:00", quietFrom: "23:30", quietTo: "07:00", wakeUp: "07:30" };
    const times = { ...timesIn("Asia/Beirut"), school: night, free: night };
    expect(utc(nextQuietChange(times, at("2026-10-24T18:00Z")))).toBe("2026-10-24T20:30:00.000Z");
  });

  test("a day that the zone left out: the night over it is one, and a wake-up of that day is when it was left out", () => {
    const times = { ...timesIn("Pacific/Apia"), free: USUAL_NIGHT };
    // Samoa had no 30 December 2011: 29th, 24:00, became the 31st.
    expect(utc(momentOn(times, "wake-up", "2011-12-30"))).toBe("2011-12-30T10:00:00.000Z");
    expect(utc(nextMoment(times, "wake-up", at("2011-12-30T10:00Z")).at)).toBe("2011-12-30T17:00:00.000Z");
    expect(nextMoment(times, "wake-up", at("2011-12-30T10:00Z")).day).toBe("2011-12-31");
  });
});

describe("weeks", () => {
  test("Friday's and Saturday's nights are the free ones, evening and morning", () => {
    const times = timesIn("Europe/Berlin");
    const wakeUps = ["2026-06-12", "2026-06-13", "2026-06-14", "2026-06-15"].map((day) =>
      utc(momentOn(times, "wake-up", day)),
    );
    expect(wakeUps.map((text) => text?.slice(11, 16))).toEqual(["05:00", "06:30", "06:30", "05:00"]);
    const bedtimes = ["2026-06-11", "2026-06-12", "2026-06-13", "2026-06-14"].map((day) =>
      utc(momentOn(times, "bedtime", day)),
    );
    expect(bedtimes.map((text) => text?.slice(11, 16))).toEqual(["17:00", "18:15", "18:15", "17:00"]);
  });

  test("quiet hours that are off are never", () => {
    const times = usualTimes("Europe/Berlin");
    expect(nightAt(times, at("2026-06-10T23:00Z"))).toBeUndefined();
    expect(nextQuietChange(times, at("2026-06-10T23:00Z"))).toBeUndefined();
    expect(utc(nextMoment(times, "wake-up", at("2026-06-10T23:00Z")).at)).toBe("2026-06-11T05:00:00.000Z");
  });
});

describe("what a person may write", () => {
  test.each([
    ["the usual night", {}, undefined, undefined],
    ["bedtime when it is quiet already", { bedtime: "19:30" }, "bedtime-late", undefined],
    ["a bedtime in the morning", { bedtime: "11:59" }, "not-evening", "not-evening"],
    ["quiet from the morning on", { quietFrom: "08:00" }, "not-evening", "not-evening"],
    ["waking up before quiet hours end", { wakeUp: "06:29" }, "wake-up-early", undefined],
    ["waking up as they end", { wakeUp: "06:30" }, undefined, undefined],
    ["waking up at noon", { wakeUp: "12:00" }, "not-morning", "not-morning"],
    ["a time that no clock shows", { quietFrom: "24:00" }, "no-time", "no-time"],
    ["a time without its nought", { quietTo: "6:30" }, "no-time", "no-time"],
    ["a field that was emptied", { wakeUp: "" }, "no-time", "no-time"],
  ])("%s", (_, change, quiet, loud) => {
    const night = { ...USUAL_NIGHT, ...change };
    expect([nightTrouble(night, true), nightTrouble(night, false)]).toEqual([quiet, loud]);
  });

  test("days are days of the calendar", () => {
    expect(["2026-02-28", "2028-02-29"].map(isDay)).toEqual([true, true]);
    expect(["2026-02-29", "2026-13-01", "2026-1-1", "", "2026-02-28T00:00"].map(isDay)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  test("a zone is a place that the machine knows, not an offset", () => {
    expect([...ZONES, "Etc/GMT+5", "America/Argentina/Buenos_Aires"].map(isTimeZone)).not.toContain(false);
    expect(
      ["", "+01:00", "Mars/Olympus", "Europe/Berlin ", "../etc/passwd", "Europe/", "x".repeat(65)].map(
        isTimeZone,
      ),
    ).not.toContain(true);
  });
});
