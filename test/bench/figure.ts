/** What `npm run bench` prints, and what a group of figures has to offer. */

export interface FigureResult {
  /** Stable name, its group's prefix first: `codec.encode.x-real-time`. */
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  /** In words that a machine can read too: `>= 900`. */
  readonly goal: string;
  readonly met: boolean;
  /** Repetitions that `value` was made from. */
  readonly rounds: number;
  /** What was measured in the same run, to judge `value` by. */
  readonly beside: Readonly<Record<string, number | string>>;
}

interface GroupRun {
  /** Tells a person what is going on. */
  report(line: string): void;
  /** Whether anybody asked for this figure; what is not wanted need not be measured. */
  isWanted(figure: string): boolean;
}

export interface FigureGroup {
  readonly prefix: string;
  /** Measures and yields one figure after the other. */
  run(options: GroupRun): AsyncIterable<FigureResult>;
}

/** @param part 0 up to 1. @returns the smallest value that is not below this part of all (nearest rank) */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
  if (found === undefined) throw new RangeError("no values");
  return found;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw new RangeError("no values");
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2;
}

const COMPARISONS = {
  ">=": (value: number, bound: number) => value >= bound,
  "<=": (value: number, bound: number) => value <= bound,
  ">": (value: number, bound: number) => value > bound,
  "<": (value: number, bound: number) => value < bound,
  "=": (value: number, bound: number) => value === bound,
} as const;
export type Goal = readonly [comparison: keyof typeof COMPARISONS, bound: number];

/** Puts a figure together; `met` compares the value itself, nothing is rounded first. */
export function figure(
  name: string,
  {
    value,
    unit,
    goal: [comparison, bound],
    rounds,
    beside,
  }: Omit<FigureResult, "figure" | "goal" | "met"> & { readonly goal: Goal },
): FigureResult {
  const met = COMPARISONS[comparison](value, bound);
  return { figure: name, value, unit, goal: `${comparison} ${bound}`, met, rounds, beside };
}
