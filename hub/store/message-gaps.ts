/**
 * Counters of messages have no holes, so that a lost record shows; an erased message leaves one. So the hole is kept, as a run:
 *
 *   17  record
 *   16  { gap: 3 }    16, 15 and 14 were erased; 15 and 14 have no entry of their own
 *   13  record
 *
 * A run holds nothing of what stood there, and reading down the counters steps over it at once, however long it is.
 */
import { counterKey, counterOf, type SealedIndex, type Write } from "./sealed-index.ts";

export interface Gap {
  /** How many counters, this one and down. */
  readonly gap: number;
}

export const isGap = <T extends object>(stored: T | Gap): stored is Gap => "gap" in stored;

/** @returns the counter to go on from downwards: this one, or the one below the run that it lies in */
export async function belowGap(index: SealedIndex, counter: number): Promise<number> {
  const top = await gapAbove(index, counter, new Map());
  return top === undefined ? counter : top.at - top.length;
}

/** What turns these counters into runs, grown together with the runs beside them. Nobody else may write runs meanwhile. */
export async function gapWrites(index: SealedIndex, counters: readonly number[]): Promise<Write[]> {
  const changed = new Map<number, Gap | undefined>();
  for (const counter of counters.toSorted((one, other) => one - other)) {
    const above = await gapAbove(index, counter + 1, changed);
    const below = await gapAt(index, counter - 1, changed);
    const top = above?.at ?? counter;
    changed.set(counter, undefined);
    if (below !== undefined) changed.set(counter - 1, undefined);
    changed.set(top, { gap: (above?.length ?? 0) + 1 + (below?.gap ?? 0) });
  }
  return [...changed].map(([counter, value]) => ({ key: counterKey("message", counter), value }));
}

async function gapAt(
  index: SealedIndex,
  counter: number,
  changed: ReadonlyMap<number, Gap | undefined>,
): Promise<Gap | undefined> {
  if (changed.has(counter)) return changed.get(counter);
  const stored = await index.get<object>(counterKey("message", counter));
  return stored !== undefined && isGap(stored) ? stored : undefined;
}

/** The run that `counter` lies in. */
async function gapAbove(
  index: SealedIndex,
  counter: number,
  changed: ReadonlyMap<number, Gap | undefined>,
): Promise<{ readonly at: number; readonly length: number } | undefined> {
  // The first entry from here on is a record of its own, or the top of the run.
  for await (const [key, stored] of index.entries<object>({ table: "message", from: counter, limit: 1 })) {
    const at = counterOf(key);
    const now = changed.has(at) ? changed.get(at) : isGap(stored) ? stored : undefined;
    if (now !== undefined && at - now.gap < counter) return { at, length: now.gap };
  }
  return undefined;
}
