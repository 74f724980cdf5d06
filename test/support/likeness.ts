/**
 * How alike two sounds are: the largest normalised correlation over all shifts up to `maxShift` samples, 0..1. Unlike
 * sounds of speech stay well under 0.3; the same through the toy's codec is over 0.9.
 */
export function likeness(one: Int16Array, other: Int16Array, maxShift = 8_000): number {
  const [long, short] = one.length >= other.length ? [one, other] : [other, one];
  let best = 0;
  // Coarse over every fourth shift at a quarter of the samples, then fine around the best.
  const at = (shift: number, step: number): number => {
    let dot = 0;
    let a = 0;
    let b = 0;
    for (
      let index = Math.max(0, -shift);
      index < short.length && index + shift < long.length;
      index += step
    ) {
      const x = long[index + shift] ?? 0;
      const y = short[index] ?? 0;
      dot += x * y;
      a += x * x;
      b += y * y;
    }
    return a === 0 || b === 0 ? 0 : dot / Math.sqrt(a * b);
  };
  let bestShift = 0;
  for (let shift = -maxShift; shift <= Math.max(maxShift, long.length - short.length); shift += 2) {
    const found = at(shift, 5);
    if (found > best) [best, bestShift] = [found, shift];
  }
  best = 0;
  for (let shift = bestShift - 4; shift <= bestShift + 4; shift++) best = Math.max(best, at(shift, 1));
  return best;
}
