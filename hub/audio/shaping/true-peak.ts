/**
 * True peak after ITU-R BS.1770-4 annex 2: the largest magnitude of the sound at four times its rate, by a windowed sinc
 * of 16 taps a phase (the annex's example has 12).
 */

const OVERSAMPLING = 4;
const REACH = 8;

/** Three phases between two samples, 2 * REACH taps each; the fourth phase is the samples themselves. */
const PHASES: readonly Float64Array[] = [1, 2, 3].map((phase) => {
  const offset = phase / OVERSAMPLING;
  const taps = Float64Array.from({ length: 2 * REACH }, (_, tap) => {
    const distance = tap - (REACH - 1) - offset;
    return (
      (Math.sin(Math.PI * distance) / (Math.PI * distance)) *
      Math.cos((Math.PI * distance) / (2 * REACH)) ** 2
    );
  });
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
});

/** No phase makes more than this of the largest sample it sees. */
const MOST_GROWTH = Math.max(...PHASES.map((taps) => taps.reduce((sum, tap) => sum + Math.abs(tap), 0)));
/** As long as the taps are, so that a sample's taps reach no further than the next stretch on either side. */
const STRETCH = 2 * REACH;

/** @returns dBTP, 0 is full scale; minus infinity for silence. */
export function measureTruePeak(samples: Float32Array): number {
  let peak = 0;
  for (let n = 0; n < samples.length; n++) peak = Math.max(peak, Math.abs(samples[n] as number));
  findTruePeaks(samples, peak, (_, found) => {
    peak = Math.max(peak, found);
  });
  return 20 * Math.log10(peak);
}

/** Calls `found` for each sample n from which the sound, up to the next sample, goes over `threshold`. */
export function findTruePeaks(
  samples: Float32Array,
  threshold: number,
  found: (n: number, peak: number) => void,
): void {
  /** Largest sample of each stretch, with an empty one at either end. */
  const highest = new Float32Array(Math.ceil(samples.length / STRETCH) + 2);
  for (let n = 0; n < samples.length; n++) {
    const magnitude = Math.abs(samples[n] as number);
    const stretch = Math.floor(n / STRETCH) + 1;
    if (magnitude > (highest[stretch] as number)) highest[stretch] = magnitude;
  }
  for (let stretch = 0; stretch < highest.length - 2; stretch++) {
    const beside = Math.max(highest[stretch] as number, highest[stretch + 2] as number);
    const near = Math.max(beside, highest[stretch + 1] as number);
    if (near * MOST_GROWTH <= threshold) continue;
    const end = Math.min(samples.length, (stretch + 1) * STRETCH);
    for (let n = stretch * STRETCH; n < end; n++) {
      const peak = peakAround(samples, n);
      if (peak > threshold) found(n, peak);
    }
  }
}

/** @returns the largest magnitude from sample n up to the next one, in the units of the samples. */
function peakAround(samples: Float32Array, n: number): number {
  let peak = Math.abs(samples[n] as number);
  const isInside = n >= REACH - 1 && n + REACH < samples.length;
  for (const taps of PHASES) {
    let sum = 0;
    for (let tap = 0; tap < 2 * REACH; tap++) {
      const at = n + tap - (REACH - 1);
      if (isInside || (at >= 0 && at < samples.length))
        sum += (taps[tap] as number) * (samples[at] as number);
    }
    peak = Math.max(peak, Math.abs(sum));
  }
  return peak;
}
