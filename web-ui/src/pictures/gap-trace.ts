/**
 * What was heard of a toy while nobody held it, as a picture: a dot for each advert, a stroke where one followed the other as a free toy's
 * do. What was not heard stays empty.
 *
 *   0 ┌──────────────┐ -30 dBm
 *     │ ••••    ••   │
 *  70 └──────────────┘ -100
 *     0            288     from when it was let go until it was held again
 */
import type { GapView } from "../../../hub/contract/gaps.ts";
import { CHART_WIDTH, yOf } from "./signal-chart.ts";

/** A free toy is heard twice a second: one that is missed now and then is no silence. */
const TOGETHER_MS = 1_700;

export interface TracePoint {
  /** Unix ms. */
  readonly at: number;
  /** dBm. */
  readonly rssi: number;
}

export interface GapTraceSummary {
  readonly weakest: number;
  readonly strongest: number;
  /** Between two times that it was heard, whole seconds. */
  readonly longestSilence: number;
}

export function pointsOf({ heard, heardSince }: GapView): readonly TracePoint[] {
  if (heardSince === null) return [];
  const since = Date.parse(heardSince);
  return heard.map(([after = 0, rssi = 0]) => ({ at: since + after, rssi }));
}

/** The `d` of one SVG path. @param points at least one, oldest first */
export function drawTrace(points: readonly TracePoint[], { heardSince, until }: GapView): string {
  const begin = heardSince === null ? 0 : Date.parse(heardSince);
  const lasts = Math.max(1, Date.parse(until) - begin);
  const xOf = (at: number) => Math.round((10 * CHART_WIDTH * (at - begin)) / lasts) / 10;
  let path = "";
  for (const [index, { at, rssi }] of points.entries()) {
    const before = points[index - 1];
    const isTogether = before !== undefined && at - before.at <= TOGETHER_MS;
    path += `${isTogether ? "L" : "M"}${xOf(at)} ${yOf(rssi)}h.2`;
  }
  return path;
}

/** @returns `undefined` where nothing was heard */
export function sumUpTrace(points: readonly TracePoint[]): GapTraceSummary | undefined {
  const levels = points.map(({ rssi }) => rssi);
  if (levels.length === 0) return undefined;
  const silences = points.slice(1).map(({ at }, index) => at - (points[index]?.at ?? at));
  return {
    weakest: Math.min(...levels),
    strongest: Math.max(...levels),
    longestSilence: Math.round(Math.max(0, ...silences) / 1_000),
  };
}
