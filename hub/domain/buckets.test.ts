import { expect, test } from "vitest";
import { makeBuckets } from "./buckets.ts";

test("so many at once, then so many a second, each key by itself", () => {
  const buckets = makeBuckets({ perSecond: 2, burst: 3 });
  const take = (key: string, times: number, now: number) =>
    Array.from({ length: times }, () => buckets.take(key, now)).filter(Boolean).length;
  expect(take("one", 10, 0)).toBe(3);
  expect(take("one", 10, 499)).toBe(0);
  expect(take("one", 10, 500)).toBe(1);
  expect(take("other", 10, 500)).toBe(3);
  expect(take("one", 10, 60_000)).toBe(3);
});

test("asking in vain costs nothing", () => {
  const buckets = makeBuckets({ perSecond: 1, burst: 1 });
  expect(buckets.take("one", 0)).toBe(true);
  for (let now = 1; now < 1_000; now += 1) expect(buckets.take("one", now)).toBe(false);
  expect(buckets.take("one", 1_000)).toBe(true);
});

test("a flood of invented keys does not grow it", () => {
  const buckets = makeBuckets({ perSecond: 1, burst: 1 });
  for (let key = 0; key < 150_000; key += 1) buckets.take(String(key), 0);
  expect(buckets.size).toBe(100_000);
});
