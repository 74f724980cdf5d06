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

export interface FigureGroup {
  readonly prefix: string;
  /** Measures and yields one figure after the other. `report` tells a person what is going on. */
  run(options: { report(line: string): void }): AsyncIterable<FigureResult>;
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
