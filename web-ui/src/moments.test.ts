import { describe, expect, test } from "vitest";
import { wallTimeAt } from "../../hub/domain/wall-time.ts";
import {
  inPlace,
  ownZone,
  placeOf,
  sayAgo,
  sayComing,
  sayDate,
  sayDuration,
  sayLength,
  sayMoment,
  sayMomentThere,
  spellLength,
} from "./moments.ts";

const now = new Date(2026, 2, 4, 20, 0).getTime();
const at = (day: number, hour: number) => new Date(2026, 2, day, hour, 5).toISOString();

test.each([
  ["today", at(4, 18), "18:05"],
  ["just before midnight yesterday", new Date(2026, 2, 3, 23, 59).toISOString(), "Tue 23:59"],
  ["six days ago", at(-2, 9), "Thu 09:05"],
  ["a week ago", at(-3, 9), "25 Feb"],
  ["a clock that runs ahead", at(5, 9), "5 Mar"],
])("says a time of %s", (_, iso, words) => expect(sayMoment(iso, now, "en-GB").replace(",", "")).toBe(words));

test.each([
  [0, "now"],
  [59_000, "now"],
  [61_000, "1 minute ago"],
  [3_600_000, "1 hour ago"],
  [86_400_000, "yesterday"],
  [3 * 86_400_000, "3 days ago"],
  [-5_000, "now"],
])("says how long ago %i ms are", (past, words) => expect(sayAgo(now - past, now, "en-GB")).toBe(words));

test.each([
  ["later today", "2026-03-04T22:00:00Z", "23:00"],
  ["after the child’s midnight", "2026-03-04T23:30:00Z", "tomorrow 00:30"],
  ["in the morning", "2026-03-05T06:00:00Z", "tomorrow 07:00"],
  ["within a week, on the day that the clocks are set", "2026-03-10T06:00:00Z", "Tue 07:00"],
  ["in a week", "2026-03-11T06:00:00Z", "Wed 11 Mar 7:00"],
])("says what is to come %s, in the child’s zone", (_, iso, said) => {
  const told = sayComing(iso, Date.parse("2026-03-04T19:00:00Z"), "Europe/Berlin", "en-GB");
  expect(told.replaceAll(",", "")).toBe(said);
});

test.each([
  [0, "0:00", "0 seconds"],
  [1_400, "0:01", "1 second"],
  [40_000, "0:40", "40 seconds"],
  [61_000, "1:01", "61 seconds"],
])("says %i ms", (milliseconds, short, long) => {
  expect(sayLength(milliseconds)).toBe(short);
  expect(spellLength(milliseconds)).toBe(long);
});

test("on paper a date has its year", () => {
  expect(sayDate("2027-03-03T12:00:00.000Z", "en-GB")).toBe("3 March 2027");
});

test.each([
  [0, "1 second"],
  [12_400, "12 seconds"],
  [90_000, "90 seconds"],
  [150_000, "3 minutes"],
  [3 * 3_600_000, "3 hours"],
  [5 * 86_400_000, "5 days"],
])("a span of %i ms is %s", (milliseconds, said) => expect(sayDuration(milliseconds, "en-GB")).toBe(said));

describe("a moment of a child who is elsewhere", () => {
  const evening = "2026-03-04T20:05:00.000Z";
  const there = (iso: string, zone: string | undefined) =>
    sayMomentThere(iso, Date.parse("2026-03-05T01:00:00Z"), zone, "en-GB").replace(",", "");

  test("is told by the days and clocks there, with the place", () => {
    expect(there(evening, "Pacific/Kiritimati")).toBe("10:05 in Kiritimati");
    expect(there(evening, "Pacific/Pago_Pago")).toBe("9:05 in Pago Pago");
    expect(there("2026-03-03T23:30:00.000Z", "Pacific/Kiritimati")).toBe("Wed 13:30 in Kiritimati");
  });
  test("is told without it where the clocks agree, by whatever name", () => {
    const here = there(evening, undefined);
    expect(there(evening, ownZone())).toBe(here);
    expect(inPlace("19:42", evening, ownZone())).toBe("19:42");
    const twin = Intl.supportedValuesOf("timeZone").find(
      (zone) =>
        zone !== ownZone() &&
        JSON.stringify(wallTimeAt(zone, Date.parse(evening))) ===
          JSON.stringify(wallTimeAt(ownZone(), Date.parse(evening))),
    );
    expect(inPlace("19:42", evening, twin)).toBe("19:42");
  });
  test("whose place is the last part of its zone’s name", () => {
    expect(placeOf("America/Argentina/Buenos_Aires")).toBe("Buenos Aires");
    expect(placeOf("UTC")).toBe("UTC");
  });
});
