/**
 * The picture of a sound: 30 to 120 numbers, 0 for silence to 1024 for full scale, each the largest sample of its stretch.
 * The scale is that of Matrix voice messages (MSC3246).
 */

const FEWEST_POINTS = 30;
const MOST_POINTS = 120;
const FULL_HEIGHT = 1024;
const POINTS_PER_SECOND = 4;

/** @returns how many points suit a sound of this length. */
export function waveformPoints(milliseconds: number): number {
  return withinLimits(Math.round((milliseconds / 1000) * POINTS_PER_SECOND));
}

/**
 * @param samples mono; integers, or floats in the range -1..1.
 * @param points a wish, kept within 30..120.
 */
export function waveform(samples: Int16Array | Float32Array, points: number): number[] {
  const count = withinLimits(points);
  const fullScale = samples instanceof Float32Array ? 1 : 32_768;
  return Array.from({ length: count }, (_, point) => {
    const start = Math.floor((point * samples.length) / count);
    // A sound with fewer samples than points has some of them drawn twice.
    const end = Math.min(
      samples.length,
      Math.max(start + 1, Math.floor(((point + 1) * samples.length) / count)),
    );
    let highest = 0;
    for (let n = start; n < end; n++) highest = Math.max(highest, Math.abs(samples[n] as number));
    return Math.min(FULL_HEIGHT, Math.round((highest / fullScale) * FULL_HEIGHT));
  });
}

function withinLimits(points: number): number {
  return Math.max(FEWEST_POINTS, Math.min(MOST_POINTS, Math.round(points) || FEWEST_POINTS));
}
