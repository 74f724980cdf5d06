import { expect, test } from "vitest";
import { ms } from "../../hub/domain/duration.ts";
import { makeManualClock } from "../../test/support/manual-clock.ts";
import { GapRecord, MOST_POINTS } from "./gap-record.ts";

/** Adverts of half a second, as loud as told; `undefined`: one that was not heard. */
async function hear(...heard: readonly (number | undefined)[]) {
  const clock = makeManualClock();
  const record = new GapRecord(clock);
  for (const rssi of heard) {
    if (rssi !== undefined) record.hear(rssi);
    await clock.advance(ms(505));
  }
  return { clock, record };
}
const nothing = (count: number) => new Array<undefined>(count).fill(undefined);

test.each<[string, readonly (number | undefined)[], boolean]>([
  ["somebody held it for some seconds", [-60, -61, ...nothing(8), -60], true],
  ["every third advert is lost", [-60, undefined, undefined, -61, undefined, undefined, -60], false],
  ["five in a row are lost", [-60, ...nothing(5), -60], false],
  ["it was carried away and back", [-60, -70, -79, ...nothing(30), -82, -70, -61], false],
  [
    "it was carried away, and stands near when it is heard again",
    [-60, -70, -79, ...nothing(30), -60],
    false,
  ],
  ["it was not heard before it was silent", [...nothing(30), -60], false],
  ["it was not heard again", [-60, ...nothing(30)], false],
])("a toy that is free falls silent, or not: %s", async (_, heard, isSilent) => {
  const { record } = await hear(...heard);
  expect(record.isSilent).toBe(isSilent);
});

test("what nobody listened to is no silence", async () => {
  const { clock, record } = await hear(-60, -60);
  record.deafen();
  await clock.advance(ms(20_000));
  record.hear(-60);
  expect(record.isSilent).toBe(false);
});

test("has what was heard, by its time since it began", async () => {
  const { record } = await hear(-60.4, undefined, -71);
  expect(record.points).toEqual([
    [0, -60],
    [1_010, -71],
  ]);
});

test("is never longer than it may be, and spans all of it", async () => {
  const { record } = await hear(...new Array<number>(5_000).fill(-60));
  expect(record.points.length).toBeLessThanOrEqual(MOST_POINTS);
  expect(record.points.length).toBeGreaterThan(MOST_POINTS / 4);
  expect(record.points[0]?.[0]).toBe(0);
  expect(record.points.at(-1)?.[0]).toBeGreaterThan(4_900 * 505);
});
