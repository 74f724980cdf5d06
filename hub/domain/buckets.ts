/** Token buckets, one for each key: so many at once, and so many a second in the long run. */
export interface Buckets {
  /** @param now a clock that only goes forward, ms @returns whether there was one to take */
  take(key: string, now: number): boolean;
  readonly size: number;
}

interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

/**
 * Keys remembered at most; the one that was asked for longest ago goes, and begins full again: a flood of invented keys cannot
 * grow this, and pays for each of its own.
 */
const MOST_KEYS = 100_000;

export function makeBuckets({
  perSecond,
  burst,
}: {
  readonly perSecond: number;
  readonly burst: number;
}): Buckets {
  const buckets = new Map<string, Bucket>();
  return {
    take(key, now) {
      const before = buckets.get(key);
      const tokens =
        before === undefined
          ? burst
          : Math.min(burst, before.tokens + ((now - before.at) * perSecond) / 1_000);
      const isThere = tokens >= 1;
      buckets.delete(key);
      buckets.set(key, { tokens: isThere ? tokens - 1 : tokens, at: now });
      const [oldest] = buckets.keys();
      if (buckets.size > MOST_KEYS && oldest !== undefined) buckets.delete(oldest);
      return isThere;
    },
    get size() {
      return buckets.size;
    },
  };
}
