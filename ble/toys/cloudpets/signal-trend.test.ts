import { expect, test } from "vitest";
import { SignalTrend } from "./signal-trend.ts";

const after = (readings: readonly (number | undefined)[], afterLoss = false) => {
  const trend = new SignalTrend({ afterLoss });
  for (const rssi of readings) trend.heard(rssi);
  return { isSteady: trend.isSteady, isFading: trend.isFading };
};

test.each([
  ["nothing read yet", [], { isSteady: false, isFading: false }],
  ["strong, but only just begun", [-60, -60, -60], { isSteady: false, isFading: false }],
  ["strong for a while", [-60, -62, -70, -75], { isSteady: true, isFading: false }],
  ["neither strong nor weak", [-78, -79, -78, -79], { isSteady: false, isFading: false }],
  ["strong, with one weak slip", [-74, -74, -74, -74, -81], { isSteady: false, isFading: false }],
  ["weak twice", [-60, -70, -81, -82], { isSteady: false, isFading: true }],
  ["nearly gone at once", [-80, -87], { isSteady: false, isFading: true }],
  ["falling fast", [-64, -76], { isSteady: false, isFading: true }],
  ["falling, and still strong", [-40, -60, -61, -60], { isSteady: true, isFading: false }],
  ["not to be read", [-60, undefined, undefined], { isSteady: false, isFading: true }],
] as const)("a toy that is %s", (_, readings, expected) => expect(after(readings)).toEqual(expected));

test("one whose link broke off is believed later", () => {
  expect(after(Array(19).fill(-60), true).isSteady).toBe(false);
  expect(after(Array(20).fill(-60), true).isSteady).toBe(true);
});
