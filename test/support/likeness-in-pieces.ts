/** A syllable's worth at 16 kHz: 100 ms. */
const PIECE = 1_600;
/** The search: at a quarter of the samples, then to the sample. */
const STEP = 4;
const FINE = 6;
/** Through the toy's codec a piece stays above it; of another sentence hardly one gets there by chance. */
const ALIKE = 0.85;
/** How far a piece may lie from its place, in samples. Pauses add up. */
const [EARLIER, LATER] = [8_000, 16_000];

/**
 * How much of a sound is heard, where it was broken by pauses that nobody made: a busy machine's browser puts silence between two
 * pieces of what its microphone hears, or leaves a moment out, at as many places as it likes. Each 100 ms of what was said are looked
 * for by themselves; those that are there count by their energy. A break costs the piece it falls into.
 * @returns 0..1; other sentences stay under 0.1
 */
export function likenessInPieces(heard: Int16Array, said: Int16Array): number {
  const [fineHeard, fineSaid] = [Float64Array.from(heard), Float64Array.from(said)];
  const [coarseHeard, coarseSaid] = [coarse(heard), coarse(said)];
  let [all, found] = [0, 0];
  for (let from = 0; from < said.length; from += PIECE) {
    const piece = fineSaid.subarray(from, from + PIECE);
    const energy = energyOf(piece);
    all += energy;
    const coarsePiece = coarseSaid.subarray(from / STEP, (from + PIECE) / STEP);
    const near = bestFit(coarseHeard, coarsePiece, (from - EARLIER) / STEP, (from + LATER) / STEP);
    const best = bestFit(fineHeard, piece, STEP * near.at - FINE, STEP * near.at + FINE);
    if (best.likeness > ALIKE) found += energy;
  }
  return all === 0 ? 0 : found / all;
}

const coarse = (samples: Int16Array): Float64Array =>
  Float64Array.from({ length: Math.floor(samples.length / STEP) }, (_, at) =>
    samples.subarray(at * STEP, (at + 1) * STEP).reduce((sum, sample) => sum + sample, 0),
  );

const energyOf = (samples: Float64Array): number => samples.reduce((sum, sample) => sum + sample * sample, 0);

/** Where the whole piece fits best, by the normalised correlation. */
function bestFit(
  heard: Float64Array,
  piece: Float64Array,
  first: number,
  last: number,
): { readonly at: number; readonly likeness: number } {
  const energy = energyOf(piece);
  let best = { at: Math.max(0, first), likeness: 0 };
  for (let start = best.at; start <= Math.min(last, heard.length - piece.length); start += 1) {
    let [dot, there] = [0, 0];
    for (let at = 0; at < piece.length; at += 1) {
      const sample = heard[start + at] ?? 0;
      dot += sample * (piece[at] ?? 0);
      there += sample * sample;
    }
    const likeness = dot <= 0 ? 0 : dot / Math.sqrt(there * energy);
    if (likeness > best.likeness) best = { at: start, likeness };
  }
  return best;
}
