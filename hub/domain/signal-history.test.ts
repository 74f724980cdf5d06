import fc from "fast-check";
import { expect, test } from "vitest";
import { addSample, SIGNAL_MINUTES, type SignalHistory } from "./signal-history.ts";

const after = (...samples: readonly (readonly [number, number | null])[]): SignalHistory | undefined =>
  samples.reduce<SignalHistory | undefined>(
    (known, [minute, rssi]) => addSample(known, minute, rssi),
    undefined,
  );

test.each([
  ["minutes in a row", [[10, -60], [11, -61]], [-60, -61]], // biome-ignore format: a table
  ["minutes that nobody looked are gaps", [[10, -60], [13, -61]], [-60, null, null, -61]], // biome-ignore format: a table
  ["the first value of a minute is the minute’s", [[10, -60], [10, -90]], [-60]], // biome-ignore format: a table
  ["what was not heard at first may be heard yet", [[10, null], [10, -60]], [-60]], // biome-ignore format: a table
  ["what was heard is not unheard", [[10, -60], [10, null]], [-60]], // biome-ignore format: a table
  ["a minute that is over is over", [[10, -60], [11, null], [9, -50]], [-60, null]], // biome-ignore format: a table
] as const)("%s", (_, samples, expected) => expect(after(...samples)?.samples).toEqual(expected));

test("a day is kept, and no more", () => {
  let known: SignalHistory | undefined;
  for (let minute = 0; minute < SIGNAL_MINUTES + 5; minute += 1) known = addSample(known, minute, -minute);
  expect(known?.samples).toHaveLength(SIGNAL_MINUTES);
  expect(known?.samples[0]).toBe(-5);
  expect(addSample(known, 10 * SIGNAL_MINUTES, -50)).toEqual({ last: 10 * SIGNAL_MINUTES, samples: [-50] });
});

test("whatever comes, a value stands in its own minute, and none is made up", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(3_000), fc.option(fc.integer({ min: -100, max: -30 })))),
      (samples) => {
        const history = after(...samples);
        const told = new Map<number, Set<number | null>>();
        for (const [minute, rssi] of samples) told.set(minute, (told.get(minute) ?? new Set()).add(rssi));
        history?.samples.forEach((rssi, at) => {
          const minute = history.last - history.samples.length + 1 + at;
          if (rssi !== null) expect(told.get(minute)).toContain(rssi);
        });
        expect(history?.samples.length ?? 0).toBeLessThanOrEqual(SIGNAL_MINUTES);
      },
    ),
  );
});
