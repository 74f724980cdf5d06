/**
 * How near a toy was, a value for each minute of a day: dBm where it was heard, nothing where it was not. Gaps stay gaps.
 *
 *   minute     last-3   last-2   last-1   last
 *   samples      -61      -63     null     -70
 */

/** A day. */
export const SIGNAL_MINUTES = 1_440;

export interface SignalHistory {
  /** Number of the newest minute, counted by a clock that never goes back. */
  readonly last: number;
  /** Oldest first, up to `last`; at most {@link SIGNAL_MINUTES}. */
  readonly samples: readonly (number | null)[];
}

/**
 * @param known `undefined` before the first sample
 * @param rssi dBm, or `null` where nothing was heard
 * @returns `known` itself where the sample changes nothing: the first value of a minute is the minute's
 */
export function addSample(
  known: SignalHistory | undefined,
  minute: number,
  rssi: number | null,
): SignalHistory {
  if (known === undefined) return { last: minute, samples: [rssi] };
  const missed = minute - known.last - 1;
  if (missed >= 0) {
    if (missed >= SIGNAL_MINUTES) return { last: minute, samples: [rssi] };
    const gap = new Array<null>(missed).fill(null);
    return { last: minute, samples: [...known.samples, ...gap, rssi].slice(-SIGNAL_MINUTES) };
  }
  if (missed < -1 || rssi === null || known.samples.at(-1) !== null) return known;
  return { last: minute, samples: [...known.samples.slice(0, -1), rssi] };
}
