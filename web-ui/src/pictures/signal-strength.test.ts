import { expect, test } from "vitest";
import { BARS, needleAngle, strengthOf, toneOf } from "./signal-strength.ts";

test.each([
  [null, "none", 0],
  [-95, "weak", 1],
  [-80, "weak", 1],
  [-79, "good", 2],
  [-60, "good", 2],
  [-59, "strong", 3],
] as const)("%s dBm is %s: %i bars", (rssi, strength, bars) => {
  expect(strengthOf(rssi)).toBe(strength);
  expect(BARS[strengthOf(rssi)]).toBe(bars);
});

test.each([
  [null, -80, undefined],
  [-127, -80, 220],
  [-100, -80, 220],
  [-35, 80, 880],
  [20, 80, 880],
])("%s dBm: needle at %i°, tone of %s Hz", (rssi, angle, hertz) => {
  expect(needleAngle(rssi)).toBe(angle);
  expect(toneOf(rssi)).toBe(hertz);
});

test("nearer is further right, and higher", () => {
  for (let rssi = -100; rssi < -36; rssi += 1) {
    expect(needleAngle(rssi + 1)).toBeGreaterThan(needleAngle(rssi));
    expect(toneOf(rssi + 1) ?? 0).toBeGreaterThan(toneOf(rssi) ?? 0);
  }
});
