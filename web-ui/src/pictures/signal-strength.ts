/** How near a toy is, in few steps: for words, bars, a needle and a tone. */

export type Strength = "none" | "weak" | "good" | "strong";

/** @param rssi dBm; `null` where nothing is heard */
export function strengthOf(rssi: number | null): Strength {
  if (rssi === null) return "none";
  return rssi > -60 ? "strong" : rssi > -80 ? "good" : "weak";
}

export const BARS: Readonly<Record<Strength, number>> = { none: 0, weak: 1, good: 2, strong: 3 };

const WEAKEST_DBM = -100;
const STRONGEST_DBM = -35;

/** 0..1 between as weak and as strong as one meets. */
const shareOf = (rssi: number | null): number =>
  rssi === null ? 0 : Math.min(1, Math.max(0, (rssi - WEAKEST_DBM) / (STRONGEST_DBM - WEAKEST_DBM)));

/** Degrees: -80 at the left for nothing, 80 at the right for as near as can be. */
export const needleAngle = (rssi: number | null): number => Math.round(-80 + 160 * shareOf(rssi));

const LOWEST_HZ = 220;
const OCTAVES = 2;

/** Two octaves, low for far; `undefined` where nothing is heard: silence says that best. */
export const toneOf = (rssi: number | null): number | undefined =>
  rssi === null ? undefined : Math.round(LOWEST_HZ * 2 ** (OCTAVES * shareOf(rssi)));
