/** Finds where somebody speaks, from first to last sound; pauses between are theirs. */

const HOP_MS = 10;
/** Kept before the first and after the last sound: consonants begin and end softly. */
const MARGIN_BEFORE_MS = 100;
const MARGIN_AFTER_MS = 200;
/** Sound is what is over all three: this level, ... */
const LOWEST_DBFS = -60;
/** ... so far under the loudest hop, ... */
const RANGE_DB = 40;
/** ... and so far over the steady background, if voice stands out of it at all. */
const OVER_BACKGROUND_DB = 6;
const VOICE_STANDS_OUT_DB = 15;
/** The background is as loud as the quietest tenth. */
const BACKGROUND_SHARE = 0.1;

export interface SoundRange {
  /** Sample numbers from first to last sound; `end` is the first that is not part of it. */
  readonly start: number;
  readonly end: number;
}

/** @returns `undefined` when there is no sound at all. */
export function findSound(samples: Float32Array, sampleRateHz: number): SoundRange | undefined {
  const hop = Math.round((sampleRateHz * HOP_MS) / 1000);
  const levels = hopLevels(samples, hop);
  const threshold = thresholdOf(levels);
  const first = levels.findIndex((level) => level > threshold);
  if (first === -1) return undefined;
  const last = levels.findLastIndex((level) => level > threshold);
  return { start: first * hop, end: Math.min(samples.length, (last + 1) * hop) };
}

/** @returns the range with margins, as far as there is sound for them and room within `mostSamples`. */
export function withMargins(
  { start, end }: SoundRange,
  { sampleRateHz, available, mostSamples }: { sampleRateHz: number; available: number; mostSamples: number },
): SoundRange {
  const room = Math.max(0, mostSamples - (end - start));
  const before = Math.min((sampleRateHz * MARGIN_BEFORE_MS) / 1000, start, room);
  const after = Math.min((sampleRateHz * MARGIN_AFTER_MS) / 1000, available - end, room - before);
  return { start: start - before, end: end + after };
}

/** Mean square of each hop in dBFS; the last may be short. */
function hopLevels(samples: Float32Array, hop: number): Float64Array {
  const levels = new Float64Array(Math.ceil(samples.length / hop));
  for (let at = 0; at < levels.length; at++) {
    const end = Math.min(samples.length, (at + 1) * hop);
    let energy = 0;
    for (let n = at * hop; n < end; n++) energy += (samples[n] as number) ** 2;
    levels[at] = 10 * Math.log10(energy / (end - at * hop));
  }
  return levels;
}

function thresholdOf(levels: Float64Array): number {
  const sorted = levels.toSorted();
  const loudest = sorted.at(-1) ?? LOWEST_DBFS;
  const background = sorted[Math.floor(sorted.length * BACKGROUND_SHARE)] ?? LOWEST_DBFS;
  const threshold = Math.max(LOWEST_DBFS, loudest - RANGE_DB);
  if (loudest - background < VOICE_STANDS_OUT_DB) return threshold;
  return Math.max(threshold, background + OVER_BACKGROUND_DB);
}
