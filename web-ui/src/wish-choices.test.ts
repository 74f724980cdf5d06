import { describe, expect, test } from "vitest";
import { usualTimes } from "../../hub/domain/child-times.ts";
import { parseWish, stillWished, wallText, wishChoices, wishLimits } from "./wish-choices.ts";

const ZONE = "Europe/Berlin";
const times = { ...usualTimes(ZONE), isQuiet: true };
const at = (text: string) => Date.parse(text);
/** A Wednesday; the clock in Berlin shows an hour more. */
const AFTERNOON = at("2026-03-04T15:00:00Z");
const NIGHT = at("2026-03-04T22:00:00Z");

describe("what can be chosen", () => {
  test("in the afternoon: bedtime today, wake-up tomorrow, and nothing waits for the night", () => {
    expect(wishChoices(times, AFTERNOON)).toEqual({
      quietUntil: undefined,
      wakeUp: { wish: { kind: "wake-up", day: "2026-03-05" }, at: at("2026-03-05T06:00:00Z") },
      bedtime: { wish: { kind: "bedtime", day: "2026-03-04" }, at: at("2026-03-04T18:00:00Z") },
    });
  });

  test("at night: until when it is quiet", () => {
    expect(wishChoices(times, NIGHT).quietUntil).toBe(at("2026-03-05T05:30:00Z"));
    expect(wishChoices({ ...times, isQuiet: false }, NIGHT).quietUntil).toBeUndefined();
  });
});

describe("a date", () => {
  test("is read as the child's clock shows it, wherever the reader is", () => {
    expect(parseWish(ZONE, "2026-03-06T08:15", AFTERNOON)).toEqual({
      kind: "at",
      at: "2026-03-06T07:15:00.000Z",
    });
    expect(parseWish("Asia/Tokyo", "2026-03-06T08:15", AFTERNOON)).toEqual({
      kind: "at",
      at: "2026-03-05T23:15:00.000Z",
    });
  });

  test.each([
    ["nothing", ""],
    ["no date", "soon"],
    ["a moment that is over", "2026-03-04T15:59"],
    ["more than seven days ahead", "2026-03-11T16:01"],
  ])("%s is no wish", (_, text) => expect(parseWish(ZONE, text, AFTERNOON)).toBeUndefined());

  test("may lie between the two limits", () => {
    expect(wishLimits(ZONE, AFTERNOON)).toEqual({ min: "2026-03-04T16:00", max: "2026-03-11T16:00" });
    expect(wallText("Asia/Kathmandu", AFTERNOON)).toBe("2026-03-04T20:45");
  });
});

describe("a wish of yesterday's draft", () => {
  test("is now where its moment is over, and stays where it is not", () => {
    const wish = { kind: "wake-up", day: "2026-03-04" } as const;
    expect(stillWished(wish, times, AFTERNOON)).toEqual({ kind: "now" });
    expect(stillWished(wish, times, at("2026-03-03T20:00:00Z"))).toEqual(wish);
    expect(stillWished({ kind: "at-once" }, times, NIGHT)).toEqual({ kind: "at-once" });
    expect(stillWished(undefined, times, NIGHT)).toEqual({ kind: "now" });
  });
});
