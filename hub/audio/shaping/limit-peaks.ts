/**
 * A look-ahead limiter for sound that is all there: no sample, and none between two samples, comes out over the ceiling.
 * The gain falls over the 10 ms before a peak and recovers over about 60 ms after it.
 */
import { findTruePeaks } from "./true-peak.ts";

/** Held so long on either side of a peak, then smoothed over as much again. */
const HOLD_MS = 5;
const RECOVERY_MS = 60;

/** @param ceiling largest magnitude, full scale is 1. @returns new samples, and whether they differ. */
export function limitPeaks(
  samples: Float32Array,
  sampleRateHz: number,
  ceiling: number,
): { readonly samples: Float32Array; readonly isLimited: boolean } {
  const output = samples.slice();
  const needed = new Float64Array(samples.length).fill(1);
  let isNeeded = false;
  findTruePeaks(samples, ceiling, (n, peak) => {
    isNeeded = true;
    const gain = ceiling / peak;
    needed[n] = Math.min(needed[n] as number, gain);
    if (n + 1 < needed.length) needed[n + 1] = Math.min(needed[n + 1] as number, gain);
  });
  if (!isNeeded) return { samples: output, isLimited: false };
  const reach = Math.round((sampleRateHz * HOLD_MS) / 1000);
  const gains = lowestWithin(needed, reach);
  recover(gains, 1 - Math.exp(-1000 / (sampleRateHz * RECOVERY_MS)));
  // Every gain within reach of a peak is low enough for it, hence so is any mean of them.
  const smooth = meanWithin(meanWithin(gains, Math.floor(reach / 2)), Math.floor(reach / 2));
  for (let n = 0; n < output.length; n++) output[n] = (samples[n] as number) * (smooth[n] as number);
  return { samples: output, isLimited: true };
}

/** @returns the smallest value up to `reach` away on either side. */
function lowestWithin(values: Float64Array, reach: number): Float64Array {
  const lowest = new Float64Array(values.length);
  /** Places of rising values, the smallest of the window first. */
  const queue = new Int32Array(values.length);
  let head = 0;
  let tail = 0;
  for (let n = 0; n < values.length + reach; n++) {
    if (n < values.length) {
      while (tail > head && (values[queue[tail - 1] as number] as number) >= (values[n] as number)) tail--;
      queue[tail++] = n;
    }
    const centre = n - reach;
    if (centre < 0) continue;
    while ((queue[head] as number) < centre - reach) head++;
    lowest[centre] = values[queue[head] as number] as number;
  }
  return lowest;
}

function recover(gains: Float64Array, share: number): void {
  let gain = 1;
  for (let n = 0; n < gains.length; n++) {
    gain = Math.min(gains[n] as number, gain + (1 - gain) * share);
    gains[n] = gain;
  }
}

/** @returns the mean up to `reach` away on either side; beyond the ends the first and last value go on. */
function meanWithin(values: Float64Array, reach: number): Float64Array {
  const last = values.length - 1;
  const means = new Float64Array(values.length);
  let sum = 0;
  for (let n = -reach; n <= reach; n++) sum += values[Math.max(0, Math.min(last, n))] as number;
  for (let n = 0; n < values.length; n++) {
    means[n] = sum / (2 * reach + 1);
    sum += (values[Math.min(last, n + reach + 1)] as number) - (values[Math.max(0, n - reach)] as number);
  }
  return means;
}
