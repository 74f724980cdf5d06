/** Whether two kinds of request can be told apart by how long they take. */

export interface Timings {
  readonly one: readonly number[];
  readonly other: readonly number[];
}

/**
 * Takes both kinds in turn, in an order that each pair draws anew: whatever else the machine does falls on both alike, so
 * that a loaded machine makes the comparison blunter, never one-sided.
 */
export async function timeBoth(
  pairs: number,
  one: () => Promise<number>,
  other: () => Promise<number>,
): Promise<Timings> {
  const timings = { one: [] as number[], other: [] as number[] };
  for (let pair = 0; pair < pairs; pair++) {
    if (Math.random() < 0.5) {
      timings.one.push(await one());
      timings.other.push(await other());
    } else {
      timings.other.push(await other());
      timings.one.push(await one());
    }
  }
  return timings;
}

/**
 * Welch's t of both, without the slowest tenth of all (pauses of the machine, which say nothing of the hub). Where there is
 * no difference it is a draw from nearly the normal distribution: beyond 5 once in two million runs.
 */
export function welchT({ one, other }: Timings): number {
  const slow =
    [...one, ...other].toSorted((a, b) => a - b)[Math.floor((one.length + other.length) * 0.9)] ?? 0;
  const [a, b] = [one, other].map((list) => momentsOf(list.filter((value) => value < slow)));
  if (a === undefined || b === undefined) return 0;
  return (a.mean - b.mean) / Math.sqrt(a.variance / a.count + b.variance / b.count);
}

function momentsOf(list: readonly number[]) {
  const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
  const variance = list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (list.length - 1);
  return { count: list.length, mean, variance };
}
