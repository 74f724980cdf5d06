/** How long post takes: from recorded to approved, to on the toy, to heard; a dot for each message, and the median. */
import type { MessageView } from "../../../hub/contract/api.ts";

const LEGS = ["approved", "on-toy", "heard"] as const;
/** Recorded to approved, approved (or recorded) to on the toy, on the toy to heard. */
export type Leg = (typeof LEGS)[number];

export interface LegTimes {
  readonly leg: Leg;
  /** Milliseconds, in the order of the messages. */
  readonly times: readonly number[];
  /** `undefined` where nothing is known. */
  readonly median: number | undefined;
}

export function deliveryTimes(messages: readonly MessageView[]): readonly LegTimes[] {
  const all = messages.filter(({ direction }) => direction === "to-toy").map(legsOf);
  return LEGS.map((leg) => {
    const times = all.map((legs) => legs[leg]).filter((time) => time !== undefined);
    return { leg, times, median: medianOf(times) };
  });
}

function legsOf({ createdAt, history }: MessageView): Partial<Record<Leg, number>> {
  const momentOf = (...states: readonly string[]) => {
    const found = history.find(({ state }) => states.includes(state));
    return found === undefined ? undefined : Date.parse(found.at);
  };
  const recorded = Date.parse(createdAt);
  const wasAsked = momentOf("draft", "awaiting_approval") !== undefined;
  const approved = wasAsked ? momentOf("scheduled", "queued") : undefined;
  const there = momentOf("on_toy", "on_toy_unconfirmed");
  return {
    ...between("approved", recorded, approved),
    ...between("on-toy", wasAsked ? approved : recorded, there),
    ...between("heard", there, momentOf("played")),
  };
}

/** A clock that was set in between makes no time: less than none is not believed. */
function between(leg: Leg, from: number | undefined, to: number | undefined): Partial<Record<Leg, number>> {
  return from === undefined || to === undefined || to < from ? {} : { [leg]: to - from };
}

export function medianOf(times: readonly number[]): number | undefined {
  const sorted = times.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const [below, above] = [sorted[middle - 1], sorted[middle]];
  if (above === undefined) return undefined;
  return sorted.length % 2 === 1 || below === undefined ? above : (below + above) / 2;
}

export const TIMES_WIDTH = 288;
const SHORTEST_MS = 1_000;
const LONGEST_MS = 7 * 24 * 3_600_000;
/** A second, a minute, an hour, a day: lines to read the picture by. */
export const GRID_MS = [1_000, 60_000, 3_600_000, 86_400_000] as const;

/** Seconds and days in one picture: each tenfold is as wide. Anything outside is at the edge. */
export function xOfTime(milliseconds: number): number {
  const held = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, milliseconds));
  const share = Math.log(held / SHORTEST_MS) / Math.log(LONGEST_MS / SHORTEST_MS);
  return Math.round(share * TIMES_WIDTH * 100) / 100;
}

/** Of one leg: the name above, the dots below it. */
export const LEG_HEIGHT = 46;
const MIDDLE = 30;
/** How high a heap of dots may grow. */
const HEAP = 24;
/** How wide a dot is, and so how far apart two of them lie side by side. */
const DOT = 5;

/**
 * A dot for each time, heaped where times are alike: the more, the higher, and closer together once they would not fit.
 * @returns a path of points, to be drawn with round ends
 */
export function heapDots(times: readonly number[]): string {
  const heaps = Map.groupBy(times.map(xOfTime), (x) => Math.round(x / DOT));
  const highest = Math.max(1, ...[...heaps.values()].map(({ length }) => length));
  const step = Math.min(DOT, HEAP / Math.max(1, highest - 1));
  return [...heaps]
    .flatMap(([place, heap]) =>
      // What lies within a hair of another is no point more to see.
      [...new Set(heap.map((_, n) => Math.round(2 * (MIDDLE + (n - (heap.length - 1) / 2) * step)) / 2))].map(
        (y) => `M${place * DOT} ${y}h0`,
      ),
    )
    .join("");
}
