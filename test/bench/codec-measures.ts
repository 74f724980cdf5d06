/** How alike two sounds are. */
import { FRAME_SAMPLES } from "../../hub/audio/message-codec/frame-layout.ts";

/** @returns 1 when one is a multiple of the other, over the length both have; 0 if either is silent. */
export function correlation(a: Int16Array, b: Int16Array): number {
  const length = Math.min(a.length, b.length);
  let product = 0;
  let energyA = 0;
  let energyB = 0;
  for (let n = 0; n < length; n++) {
    const [x, y] = [a[n] as number, b[n] as number];
    product += x * y;
    energyA += x * x;
    energyB += y * y;
  }
  return energyA === 0 || energyB === 0 ? 0 : product / Math.sqrt(energyA * energyB);
}

export function largestDifference(a: Int16Array, b: Int16Array): number {
  let largest = 0;
  for (let n = 0; n < Math.min(a.length, b.length); n++) {
    largest = Math.max(largest, Math.abs((a[n] as number) - (b[n] as number)));
  }
  return largest;
}

/** A frame under this mean square is a pause and not judged. */
const PAUSE_ENERGY = 100;
/** What one frame can add: one lucky or ruined frame must not decide. */
const LEAST_DB = -10;
const MOST_DB = 35;

/**
 * Mean over frames of 20 ms of the ratio of sound to error.
 * @param delay samples by which `decoded` is late. @returns dB; NaN when all is pause.
 */
export function segmentalSnr(original: Int16Array, decoded: Int16Array, delay: number): number {
  let sum = 0;
  let frames = 0;
  const end = Math.min(original.length, decoded.length - delay) - FRAME_SAMPLES;
  for (let start = 0; start <= end; start += FRAME_SAMPLES) {
    let energy = 0;
    let error = 0;
    for (let n = start; n < start + FRAME_SAMPLES; n++) {
      const sample = original[n] as number;
      energy += sample ** 2;
      error += (sample - (decoded[n + delay] as number)) ** 2;
    }
    if (energy < PAUSE_ENERGY * FRAME_SAMPLES) continue;
    const ratio = error === 0 ? MOST_DB : 10 * Math.log10(energy / error);
    sum += Math.max(LEAST_DB, Math.min(MOST_DB, ratio));
    frames++;
  }
  return sum / frames;
}
