/**
 * How loud a voice is over time, for the eye. The peaks of levelled speech are all equally high, so that a picture of them is one
 * block; the mean power (RMS) of each stretch shows syllables and pauses.
 */
const BARS = 48;
/** The smallest step of 16 bits: what is quieter is silence. */
const LEAST = 1 / 32_768;

/**
 * @param samples -1..1
 * @returns 0..1 for each of at most `bars` stretches, 1 for the loudest of this sound; all 0 for silence
 */
export function loudnessBars(samples: Float32Array, bars = BARS): number[] {
  const count = Math.min(bars, samples.length);
  const means = Array.from({ length: count }, (_, bar) => {
    const start = Math.floor((bar * samples.length) / count);
    const end = Math.floor(((bar + 1) * samples.length) / count);
    let power = 0;
    for (let at = start; at < end; at += 1) power += (samples[at] ?? 0) ** 2;
    return Math.sqrt(power / (end - start));
  });
  const loudest = Math.max(LEAST, ...means);
  return means.map((mean) => mean / loudest);
}
