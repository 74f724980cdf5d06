/**
 * True peak after ITU-R BS.1770-4 annex 2: the largest magnitude of the sound at four times its rate, by a windowed sinc
 * of 16 taps a phase (the annex's example has 12).
 */

const OVERSAMPLING = 4;
const REACH = 8;

/** The three phases between two samples, 2 * REACH taps each; the fourth phase is the samples themselves. */
const [QUARTER, HALF, THREE_QUARTERS] = [tapsAt(1), tapsAt(2), tapsAt(3)];

function tapsAt(phase: number): Float64Array {
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
}

/** No phase makes more than this of the largest sample it sees. */
const MOST_GROWTH = Math.max(
  ...[QUARTER, HALF, THREE_QUARTERS].map((taps) => taps.reduce((sum, tap) => sum + Math.abs(tap), 0)),
);
/** As long as the taps are, so that a sample's taps reach no further than the next stretch on either side. */
const STRETCH = 2 * REACH;

/** @returns dBTP, 0 is full scale; minus infinity for silence. */
export function measureTruePeak(samples: Float32Array): number {
  let peak = highestSample(samples, 0, samples.length);
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
  for (let stretch = 0; stretch < highest.length - 2; stretch++)
    highest[stretch + 1] = highestSample(samples, stretch * STRETCH, (stretch + 1) * STRETCH);
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

/** @returns the largest magnitude of the samples from `start` up to `end`, or to the last one */
function highestSample(samples: Float32Array, start: number, end: number): number {
  let highest = 0;
  for (let n = start; n < Math.min(end, samples.length); n++) {
    const magnitude = Math.abs(samples[n] as number);
    if (magnitude > highest) highest = magnitude;
  }
  return highest;
}

/** @returns the largest magnitude from sample n up to the next one, in the units of the samples. */
function peakAround(samples: Float32Array, n: number): number {
  let quarter = 0;
  let half = 0;
  let threeQuarters = 0;
  const start = n - (REACH - 1);
  const first = Math.max(0, -start);
  const end = Math.min(2 * REACH, samples.length - start);
  for (let tap = first; tap < end; tap++) {
    const sample = samples[start + tap] as number;
    quarter += (QUARTER[tap] as number) * sample;
    half += (HALF[tap] as number) * sample;
    threeQuarters += (THREE_QUARTERS[tap] as number) * sample;
  }
  const between = Math.max(Math.abs(quarter), Math.abs(half), Math.abs(threeQuarters));
  return Math.max(Math.abs(samples[n] as number), between);
}
