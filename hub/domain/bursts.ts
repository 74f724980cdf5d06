export interface Bursts {
  /**
   * Counts one.
   * @param now a clock that only goes forward, ms
   * @returns how many it is by now, and whether that is to be told; `undefined` while it is no burst
   */
  note(key: string, now: number): { readonly times: number; readonly isTold: boolean } | undefined;
}

/** Keys remembered; the oldest go, so that a flood of invented ones cannot grow this. */
const MOST_KEYS = 1_000;

/**
 * Many of the same in a row: told once, when there are `from` of them, and again when there are ten times as many. A burst is
 * over when none came for `quietMs`.
 */
export function makeBursts({ from, quietMs }: { readonly from: number; readonly quietMs: number }): Bursts {
  const bursts = new Map<string, { readonly times: number; readonly lastAt: number }>();
  return {
    note(key, now) {
      const before = bursts.get(key);
      const goesOn = before !== undefined && now - before.lastAt <= quietMs;
      const times = goesOn ? before.times + 1 : 1;
      bursts.delete(key);
      bursts.set(key, { times, lastAt: now });
      const [oldest] = bursts.keys();
      if (bursts.size > MOST_KEYS && oldest !== undefined) bursts.delete(oldest);
      return times < from ? undefined : { times, isTold: isTenfold(times / from) };
    },
  };
}

const isTenfold = (ratio: number): boolean => Number.isInteger(Math.log10(ratio));
