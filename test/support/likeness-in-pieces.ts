/** The search for pieces: at a quarter of the samples, in pieces of 100 ms at 16 kHz. */
const STEP = 4;
const PIECE = 1_600;
/** Then the shift of each piece to the sample. */
const FINE = 6;

/**
 * How alike a sound is to what it was made from where it was heard with pauses that nobody made: a busy machine's browser
 * puts silence between two pieces of what its microphone hears, or leaves a moment out. At so many places at most the shift between
 * the two may change; the normalised correlation is of all of it, 0..1. Each place finds likeness by chance too: with
 * three of them other sentences stay under 0.3.
 * @param mostShift samples by which the beginning may lie apart
 */
export function likenessInPieces(
  heard: Int16Array,
  said: Int16Array,
  { seams, mostShift = 8_000 }: { readonly seams: number; readonly mostShift?: number },
): number {
  const first = -mostShift;
  const last = Math.max(mostShift, heard.length - said.length + mostShift);
  const sums = sumsOf(coarse(heard), coarse(said), first / STEP, Math.floor(last / STEP));
  const cuts = [0, sums.length - 1];
  let best = 0;
  for (let n = 0; n <= seams; n += 1) {
    best = Math.max(
      best,
      correlation(heard, said, cuts, (from, to) => first + STEP * bestShift(sums, from, to).at),
    );
    const cut = bestCut(sums, cuts);
    if (cut === undefined) break;
    cuts.splice(
      cuts.findIndex((at) => at > cut),
      0,
      cut,
    );
  }
  return best;
}

/** Of all pieces between the cuts, each at its own shift. */
function correlation(
  heard: Int16Array,
  said: Int16Array,
  cuts: readonly number[],
  shiftOf: (from: number, to: number) => number,
): number {
  let [dot, a, b] = [0, 0, 0];
  for (const [n, from] of cuts.slice(0, -1).entries()) {
    const to = cuts[n + 1] ?? from;
    const piece = said.subarray(from * PIECE, Math.min(said.length, to * PIECE));
    const found = bestFit(heard, piece, from * PIECE + shiftOf(from, to));
    dot += found.dot;
    a += found.a;
    b += found.b;
  }
  return a === 0 || b === 0 ? 0 : dot / Math.sqrt(a * b);
}

const coarse = (samples: Int16Array): Float64Array =>
  Float64Array.from({ length: Math.floor(samples.length / STEP) }, (_, at) =>
    samples.subarray(at * STEP, (at + 1) * STEP).reduce((sum, sample) => sum + sample, 0),
  );

/** Row p, column s: how well all pieces before p fit when they lie at the s-th shift. */
function sumsOf(heard: Float64Array, said: Float64Array, first: number, last: number): Float64Array[] {
  const pieceLength = PIECE / STEP;
  const sums = [new Float64Array(last - first + 1)];
  for (let from = 0; from < said.length; from += pieceLength) {
    const piece = said.subarray(from, from + pieceLength);
    const before = sums.at(-1) ?? new Float64Array();
    sums.push(
      before.map((sum, column) => {
        const start = from + first + column;
        let dot = 0;
        for (let at = 0; at < piece.length; at += 1) dot += (piece[at] ?? 0) * (heard[start + at] ?? 0);
        return sum + dot;
      }),
    );
  }
  return sums;
}

function bestShift(sums: readonly Float64Array[], from: number, to: number): { at: number; dot: number } {
  const [before, after] = [sums[from] ?? new Float64Array(), sums[to] ?? new Float64Array()];
  let best = { at: 0, dot: Number.NEGATIVE_INFINITY };
  for (let at = 0; at < after.length; at += 1) {
    const dot = (after[at] ?? 0) - (before[at] ?? 0);
    if (dot > best.dot) best = { at, dot };
  }
  return best;
}

/** Where one cut more makes both sides fit best; `undefined` where no piece is left to cut. */
function bestCut(sums: readonly Float64Array[], cuts: readonly number[]): number | undefined {
  let best: { cut: number; gain: number } | undefined;
  for (const [n, from] of cuts.slice(0, -1).entries()) {
    const to = cuts[n + 1] ?? from;
    const whole = bestShift(sums, from, to).dot;
    for (let cut = from + 1; cut < to; cut += 1) {
      const gain = bestShift(sums, from, cut).dot + bestShift(sums, cut, to).dot - whole;
      if (best === undefined || gain > best.gain) best = { cut, gain };
    }
  }
  return best?.cut;
}

function bestFit(heard: Int16Array, piece: Int16Array, near: number): { dot: number; a: number; b: number } {
  let best = { dot: Number.NEGATIVE_INFINITY, a: 0, b: 0 };
  for (let start = near - FINE; start <= near + FINE; start += 1) {
    let [dot, a, b] = [0, 0, 0];
    for (let at = 0; at < piece.length; at += 1) {
      const [x, y] = [heard[start + at] ?? 0, piece[at] ?? 0];
      dot += x * y;
      a += x * x;
      b += y * y;
    }
    if (dot > best.dot) best = { dot, a, b };
  }
  return best;
}
