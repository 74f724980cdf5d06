import { describe, expect, test } from "vitest";
import { UploadPace } from "./upload-pace.ts";

const INTERVAL = 12.5;
const WRITES = 13;

/** Answers request after request of a toy that takes `drainMs` for 256 bytes, on a radio that sends every interval. */
function run(
  drainMs: number,
  options: { readonly requests: number; readonly isCautious?: boolean; from?: number },
) {
  const pace = new UploadPace({ isCautious: options.isCautious ?? false });
  const nextEvent = (at: number) => (Math.floor(at / INTERVAL) + 1) * INTERVAL;
  let asked = nextEvent(options.from ?? drainMs);
  pace.requested({ distanceMs: asked, silenceMs: asked, intervalMs: INTERVAL });
  const distances: number[] = [];
  const silences: number[] = [];
  for (let n = 1; n <= options.requests; n += 1) {
    const lastHanded = asked + (WRITES - 1) * pace.spacingMs(WRITES, INTERVAL);
    const lastWrite = nextEvent(lastHanded);
    // The ring never runs empty, so the toy drains on while it waits for us.
    const next = nextEvent(Math.max(lastWrite, (n + 1) * drainMs));
    distances.push(next - asked);
    silences.push(next + INTERVAL - lastWrite);
    pace.requested({ distanceMs: next - asked, silenceMs: next - lastHanded, intervalMs: INTERVAL });
    asked = next;
  }
  return { distances, silences };
}

test("sends the first kilobyte as fast as the radio takes it", () => {
  expect(new UploadPace({ isCautious: false }).spacingMs(52, INTERVAL)).toBe(INTERVAL / 4);
});

test("never asks the radio for more than four packets an event", () => {
  const pace = new UploadPace({ isCautious: false });
  pace.requested({ distanceMs: 0, silenceMs: 0, intervalMs: INTERVAL });
  expect(pace.spacingMs(WRITES, INTERVAL)).toBe(INTERVAL / 4);
});

describe.each([
  ["at once", 0],
  ["at 2,500 B/s", 102.4],
  ["at 1,500 B/s", 170.7],
  ["at 1,300 B/s", 196.9],
])("a toy that drains %s", (_, drainMs) => {
  test("never waits 60 ms for a write once it began to ask", () => {
    expect(Math.max(...run(drainMs, { requests: 80 }).silences)).toBeLessThan(60);
  });

  test("is not slowed down", () => {
    const { distances } = run(drainMs, { requests: 80 });
    const average = distances.reduce((sum, distance) => sum + distance) / distances.length;
    // Five events is all that the radio allows: four for the writes, one for the next request.
    expect(average).toBeLessThanOrEqual(Math.max(5 * INTERVAL, drainMs) + 0.5);
  });
});

test("comes back to the radio's own speed after one late request", () => {
  const { distances } = run(0, { requests: 20, from: 300 });
  expect(distances.at(-1)).toBe(5 * INTERVAL);
});

test("begins slowly with a toy whose last upload broke off", () => {
  expect(run(0, { requests: 1, isCautious: true }).distances[0]).toBeGreaterThan(150);
});
