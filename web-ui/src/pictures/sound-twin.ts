/** Where in a sound somebody speaks, for who does not see its picture. */

/** So much of the loudest is speech. */
const SPEECH_SHARE = 0.12;
/** A pause that is worth a word, ms. */
const PAUSE_MS = 1_500;

export interface Stretch {
  /** Ms from the beginning. */
  readonly from: number;
  readonly to: number;
}

/** @param levels loudness over time, in whatever unit @returns stretches of speech; none for silence */
export function speechOf(levels: readonly number[], milliseconds: number): readonly Stretch[] {
  const loudest = Math.max(0, ...levels);
  if (loudest === 0) return [];
  const step = milliseconds / levels.length;
  const stretches: { from: number; to: number }[] = [];
  levels.forEach((level, n) => {
    if (level < loudest * SPEECH_SHARE) return;
    const [from, to] = [Math.round(n * step), Math.round((n + 1) * step)];
    const last = stretches.at(-1);
    if (last !== undefined && from - last.to < PAUSE_MS) last.to = to;
    else stretches.push({ from, to });
  });
  return stretches;
}
