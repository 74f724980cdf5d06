import { describe, expect, test } from "vitest";
import { seededRandom } from "../../simulator/air/seeded-random.ts";
import { UploadPace } from "./upload-pace.ts";

const INTERVAL = 12.5;
const WRITES = 13;

interface Toy {
  readonly requests: number;
  readonly isCautious?: boolean;
  /** When its first refill was asked for, ms; by default when it has drained. */
  readonly from?: number;
  /** Nothing drains while a request waits for the radio. */
  readonly stopsWhileItAsks?: boolean;
  /** It drains in blocks of this long, and asks at the end of one. */
  readonly blockMs?: number;
  /** From a connection event to the hearing of it, from a timer to the radio; of either side. */
  readonly latenessMs?: () => number;
  readonly intervalMs?: number;
}

/** Answers request after request of a toy that takes `drainMs` for 256 bytes, on a radio that sends every interval. */
function run(drainMs: number | ((request: number) => number), toy: Toy) {
  const drain = typeof drainMs === "number" ? () => drainMs : drainMs;
  const late = toy.latenessMs ?? (() => 0);
  const pace = new UploadPace({ isCautious: toy.isCautious ?? false });
  const intervalMs = toy.intervalMs ?? INTERVAL;
  const nextEvent = (at: number) => (Math.floor(at / intervalMs) + 1) * intervalMs;
  let ready = toy.from ?? drain(0);
  let asked = nextEvent(ready);
  let heard = asked + late();
  pace.requested({ distanceMs: heard, silenceMs: heard, intervalMs });
  const distances: number[] = [];
  const silences: number[] = [];
  for (let n = 1; n <= toy.requests; n += 1) {
    const lastHanded = heard + (WRITES - 1) * pace.spacingMs(WRITES, intervalMs);
    const lastWrite = nextEvent(lastHanded + late());
    const from = toy.stopsWhileItAsks ? asked : ready;
    ready = Math.max(lastWrite, from + drain(n)) + late();
    if (toy.blockMs !== undefined)
      ready = from + toy.blockMs * Math.ceil((ready - from) / toy.blockMs - 1e-6);
    const next = nextEvent(ready);
    const nextHeard = next + late();
    distances.push(next - asked);
    silences.push(nextEvent(nextHeard) - lastWrite);
    pace.requested({
      distanceMs: nextHeard - heard,
      silenceMs: nextHeard - lastHanded,
      intervalMs,
    });
    [asked, heard] = [next, nextHeard];
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

describe.each([
  ["at 2,500 B/s", 102.4],
  ["at 1,500 B/s", 170.7],
])("a toy that drains only while nothing is asked, %s", (_, drainMs) => {
  const { distances, silences } = run(drainMs, { requests: 75, stopsWhileItAsks: true });

  test("has a silence of two intervals, and of three only where we look whether it is waiting for us", () => {
    const longer = silences.filter((silence) => silence > 2 * INTERVAL);
    expect(Math.max(...longer)).toBe(3 * INTERVAL);
    expect(longer.length).toBeLessThanOrEqual(8);
  });

  test("is answered before it would have asked again", () => {
    const itsOwn = Math.ceil(drainMs / INTERVAL) * INTERVAL;
    expect(new Set(distances)).toEqual(new Set([itsOwn]));
  });
});

test.each([1_300, 1_500, 1_900, 2_500, 3_300, 5_000, 12_000])(
  "at 30 ms and %i B/s no silence is three intervals: the watchdog's bound is ten milliseconds further",
  (rate) => {
    const toy = { requests: 80, intervalMs: 30, stopsWhileItAsks: true };
    expect(Math.max(...run(256_000 / rate, toy).silences)).toBe(60);
  },
);

test("a toy that becomes slower is followed, whatever was known of it", () => {
  const { silences } = run((n) => (n < 40 ? 62 : 137), { requests: 80, stopsWhileItAsks: true });
  expect(silences.slice(50).filter((silence) => silence > 2 * INTERVAL).length).toBeLessThanOrEqual(3);
});

test("a toy that becomes faster is followed, and never left alone for 60 ms on the way", () => {
  const { distances, silences } = run((n) => (n < 20 ? 170 : 62), { requests: 80, stopsWhileItAsks: true });
  expect(distances.at(-1)).toBe(5 * INTERVAL);
  expect(Math.max(...silences)).toBeLessThan(60);
});

test("requests that are heard late neither slow it down nor make it hasty", () => {
  const random = seededRandom(1, "lateness");
  const { distances, silences } = run(102.4, {
    requests: 300,
    stopsWhileItAsks: true,
    latenessMs: () => 4 * random(),
  });
  const average = distances.reduce((sum, distance) => sum + distance) / distances.length;
  expect(average).toBeLessThan(9.1 * INTERVAL);
  expect(Math.max(...silences)).toBeLessThan(60);
});

describe.each([
  ["while it asks, too", false],
  ["only while nothing is asked", true],
])("a toy that drains %s, on a machine that is late", (_, stopsWhileItAsks) => {
  const random = seededRandom(1, "lateness");
  const quiet = () => 0.1 + 0.8 * random();
  const busy = () => 0.1 + 3 * random() + (random() < 0.02 ? 8 * random() : 0);

  /** How many of 200 uploads had a silence of 60 ms or more, and the longest, ms. */
  function silencesOf(rate: number, latenessMs: () => number) {
    const drainMs = 256_000 / rate;
    const longest = Array.from({ length: 200 }, () => {
      const toy = { requests: 78, stopsWhileItAsks, latenessMs, from: drainMs + INTERVAL * random() };
      return Math.max(...run(drainMs, toy).silences);
    });
    return { uploads: longest.filter((silence) => silence >= 60).length, longest: Math.max(...longest) };
  }

  describe.each([1_300, 1_500, 1_900, 2_500, 3_300, 5_000])("%i B/s", (rate) => {
    test("by up to 1 ms: never waits 60 ms for a write", () => {
      expect(silencesOf(rate, quiet).uploads).toBe(0);
    });

    test("by up to 3 ms, and now and then by 11: hardly ever does", () => {
      const { uploads, longest } = silencesOf(rate, busy);
      expect(uploads).toBeLessThanOrEqual(stopsWhileItAsks ? 0 : 5);
      expect(longest).toBeLessThan(100);
    });
  });
});

test("comes back to the radio's own speed after one late request", () => {
  const { distances } = run(0, { requests: 20, from: 300 });
  expect(distances.at(-1)).toBe(5 * INTERVAL);
});

test("begins slowly with a toy whose last upload broke off", () => {
  expect(run(0, { requests: 1, isCautious: true }).distances[0]).toBeGreaterThan(150);
});

test("believes a toy that shows its own pace, though its last upload broke off", () => {
  const blockMs = 64 / 1.5;
  const { silences } = run(4 * blockMs, { requests: 80, isCautious: true, stopsWhileItAsks: true, blockMs });
  expect(Math.max(...silences)).toBeLessThanOrEqual(3 * INTERVAL);
});
