import { expect, test } from "vitest";
import { ms } from "../../../hub/domain/duration.ts";
import type { DataRequest } from "../../toys/cloudpets/upload-flow.ts";
import type { AirClock } from "../air/air-clock.ts";
import { openSteppedClock } from "../air/stepped-clock.ts";
import { UploadRing } from "./upload-ring.ts";

interface Seen {
  readonly ring: UploadRing;
  readonly requests: (DataRequest & { readonly at: number })[];
  readonly drained: number[];
  primed: number;
  broken: number;
}

function startRing(
  clock: AirClock,
  options: { rate?: number; isStrict?: boolean; takesMs?: number } = {},
): Seen {
  const ring = new UploadRing({
    clock,
    drainBytesPerSecond: options.rate ?? Number.POSITIVE_INFINITY,
    isStrict: options.isStrict ?? false,
    onRequest: (request, onTaken) => {
      seen.requests.push({ ...request, at: clock.monotonic() });
      if (options.takesMs === undefined) onTaken();
      else clock.after(ms(options.takesMs), onTaken);
    },
    onAnswered: () => undefined,
    onPrimed: () => {
      seen.primed += 1;
    },
    onBlock: (block) => seen.drained.push(...block),
    onBroken: () => {
      seen.broken += 1;
    },
  });
  const seen: Seen = { ring, requests: [], drained: [], primed: 0, broken: 0 };
  ring.start();
  return seen;
}

/** Writes of 20 bytes and a rest, at once; each byte tells its place. */
function answer(ring: UploadRing, bytes: number, from = 0): void {
  for (let at = 0; at < bytes; at += 20) {
    const length = Math.min(20, bytes - at);
    ring.write(Uint8Array.from({ length }, (_, index) => (from + at + index) & 0xff));
  }
}

test("what goes in comes out, in order, in whole blocks", () => {
  using clock = openSteppedClock();
  const { ring, drained, requests } = startRing(clock);
  answer(ring, 1_024);
  answer(ring, 256, 1_024);
  answer(ring, 250, 1_280);
  expect(drained).toEqual(Array.from({ length: 1_472 }, (_, index) => index & 0xff));
  expect(requests.map(({ bytes, completed }) => [bytes, completed])).toEqual([
    [1_024, 0],
    [256, 1],
    [256, 2],
  ]);
  expect(ring.stop()).toBe(1_530 - 1_472);
});

test("nothing drains before the ring is full", async () => {
  using clock = openSteppedClock();
  const seen = startRing(clock, { rate: 10_000 });
  answer(seen.ring, 1_020);
  await clock.sleep(ms(1_000));
  expect(seen).toMatchObject({ primed: 0, drained: [] });
  seen.ring.write(new Uint8Array(4));
  expect(seen.primed).toBe(1);
  await clock.sleep(ms(6.41));
  expect(seen.drained.length).toBe(64);
});

test("a central that is always in time is asked every 256 bytes of draining", async () => {
  using clock = openSteppedClock();
  const { ring, requests } = startRing(clock, { rate: 2_500 });
  answer(ring, 1_024);
  for (let asked = 1; asked < 40; asked += 1) {
    while (requests.length <= asked) await clock.sleep(ms(1));
    answer(ring, 256);
  }
  const gaps = requests.slice(2).map(({ at }, index) => at - (requests[index + 1]?.at ?? 0));
  // 256 bytes last 102.4 ms; the 1 ms steps of the loop above come on top, and never add up.
  expect(Math.min(...gaps)).toBeGreaterThan(102.3);
  expect((requests.at(-1)?.at ?? 0) - (requests[1]?.at ?? 0)).toBeCloseTo((requests.length - 2) * 102.4, 3);
});

test("nothing drains while a request waits for the radio to take it", async () => {
  using clock = openSteppedClock();
  const { ring, requests, drained } = startRing(clock, { rate: 2_500, takesMs: 10 });
  await clock.sleep(ms(20));
  answer(ring, 1_024);
  await clock.sleep(ms(105));
  expect(requests).toHaveLength(2);
  const gone = drained.length;
  answer(ring, 256);
  while (requests.length < 12) {
    const asked = requests.length;
    await clock.sleep(ms(1));
    if (requests.length > asked) answer(ring, 256);
  }
  expect(gone).toBe(256);
  expect((requests.at(-1)?.at ?? 0) - (requests[1]?.at ?? 0)).toBeCloseTo(10 * (102.4 + 10), 3);
});

test("a client that sends whole writes only, one in 8 ms as the public demo does, loses nothing", async () => {
  using clock = openSteppedClock();
  const seen = startRing(clock, { rate: 2_500 });
  let sent = 0;
  for (let answered = 0; answered < 30; answered += 1) {
    while (seen.requests.length <= answered) await clock.sleep(ms(5));
    const wanted = seen.requests[answered]?.bytes ?? 0;
    for (let left = wanted; left > 0; left -= 20) {
      seen.ring.write(Uint8Array.from({ length: 20 }, (_, index) => (sent + index) & 0xff));
      sent += 20;
      await clock.sleep(ms(8));
    }
  }
  await clock.sleep(ms(2_000));
  expect(seen.ring.lostBytes).toBe(0);
  expect(seen.drained).toEqual(Array.from({ length: seen.drained.length }, (_, index) => index & 0xff));
  expect(seen.drained.length).toBeGreaterThan(sent - 64);
});

test("what comes without being asked for, beyond the ring, is lost and counted", () => {
  using clock = openSteppedClock();
  const { ring } = startRing(clock, { rate: 1_000 });
  answer(ring, 1_024);
  answer(ring, 300);
  expect(ring.lostBytes).toBe(280);
});

test("strict mode wants 51 writes of 20 and one of 4, and says so when they are not", () => {
  using clock = openSteppedClock();
  const good = startRing(clock, { isStrict: true });
  answer(good.ring, 1_024);
  expect(good).toMatchObject({ broken: 0 });
  expect(good.ring.request).toEqual({ bytes: 256, completed: 1 });
  const bad = startRing(clock, { isStrict: true });
  answer(bad.ring, 1_004);
  expect(bad).toMatchObject({ broken: 1 });
  expect(bad.ring.request).toEqual({ bytes: 0, completed: 0 });
});
