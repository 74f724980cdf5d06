/**
 * The two-sample test of Kolmogorov and Smirnov.
 * @returns whether they may well come from one distribution: of pairs that do, one in ten thousand is taken for two
 */
export function isSameDistribution(one: readonly number[], other: readonly number[]): boolean {
  const [n, m] = [one.length, other.length];
  if (n === 0 || m === 0) throw new RangeError("nothing to compare");
  return distance(one, other) < Math.sqrt(-Math.log(0.0001 / 2) / 2) * Math.sqrt((n + m) / (n * m));
}

/** How far apart the two shares of "up to so much" ever are. */
function distance(one: readonly number[], other: readonly number[]): number {
  const [first, second] = [one, other].map((values) => values.toSorted((a, b) => a - b)) as [
    number[],
    number[],
  ];
  let most = 0;
  for (let i = 0, j = 0; i < first.length && j < second.length; ) {
    const value = Math.min(first[i] ?? 0, second[j] ?? 0);
    while ((first[i] ?? Number.POSITIVE_INFINITY) <= value) i += 1;
    while ((second[j] ?? Number.POSITIVE_INFINITY) <= value) j += 1;
    most = Math.max(most, Math.abs(i / first.length - j / second.length));
  }
  return most;
}
