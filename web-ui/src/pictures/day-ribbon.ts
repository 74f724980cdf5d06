/**
 * A day as a ribbon of 24 hours: a lane for each person, a sign for each thing that happened to a message of theirs.
 *
 *   Grandma  ──────□────────◇──●───────
 *   You      ────────────□●────────────
 *            0     6     12    18    24
 */
import type { MessageView } from "../../../hub/contract/api.ts";
import { authorOf, dayKey } from "../timeline-query.ts";

export const RIBBON_WIDTH = 288;
export const LANE_HEIGHT = 36;

/** Shapes differ, so that colour is not needed to tell them apart. */
export type RibbonSign = "recorded" | "approved" | "on-toy" | "heard";

interface RibbonDot {
  readonly sign: RibbonSign;
  readonly at: string;
  /** 0..{@link RIBBON_WIDTH} */
  readonly x: number;
}

export interface RibbonLane {
  /** A person, or a child. */
  readonly who: string;
  /** One of theirs. */
  readonly message: MessageView;
  readonly dots: readonly RibbonDot[];
}

/** @param day "2026-03-04": what happened on another day has no place on it */
export function dayLanes(messages: readonly MessageView[], day: string): readonly RibbonLane[] {
  const lanes = new Map<string, { readonly message: MessageView; readonly dots: readonly RibbonDot[] }>();
  for (const message of messages) {
    const dots = signsOf(message)
      .filter(({ at }) => dayKey(at) === day)
      .map((dot) => ({ ...dot, x: xOf(dot.at) }));
    if (dots.length === 0) continue;
    const who = authorOf(message);
    lanes.set(who, { message, dots: [...(lanes.get(who)?.dots ?? []), ...dots] });
  }
  return [...lanes].map(([who, { message, dots }]) => ({
    who,
    message,
    dots: dots.toSorted((one, other) => one.x - other.x),
  }));
}

function signsOf({ createdAt, history }: MessageView): readonly Omit<RibbonDot, "x">[] {
  const signs: Omit<RibbonDot, "x">[] = [{ sign: "recorded", at: createdAt }];
  history.forEach(({ state, at }, n) => {
    const before = history[n - 1]?.state;
    if (before === state) return;
    if (before === "draft" || before === "awaiting_approval") {
      if (state !== "declined" && state !== "cancelled") signs.push({ sign: "approved", at });
    }
    if (state === "played") signs.push({ sign: "heard", at });
    const isThere = state === "on_toy" || state === "on_toy_unconfirmed";
    if (isThere && before !== "on_toy" && before !== "on_toy_unconfirmed") signs.push({ sign: "on-toy", at });
  });
  return signs;
}

/** Where on the ribbon a moment lies, by the clock of the viewer: on a day of 23 or 25 hours, too. */
export function xOf(iso: string): number {
  const at = new Date(iso);
  const minutes = at.getHours() * 60 + at.getMinutes();
  return Math.round((minutes / 1_440) * RIBBON_WIDTH * 100) / 100;
}

const STEP_MINUTES = 10;

/** Where the ribbon is shaded. @param isQuiet of a moment, Unix ms */
export function quietOn(
  day: string,
  isQuiet: (at: number) => boolean,
): readonly { readonly from: number; readonly to: number }[] {
  const midnight = new Date(`${day}T00:00`);
  const stretches: { from: number; to: number }[] = [];
  for (let minute = 0; minute < 1_440; minute += STEP_MINUTES) {
    // By the clock on the wall: on a day of 23 or 25 hours the ribbon has 24, too.
    const at = new Date(midnight);
    at.setMinutes(minute);
    if (!isQuiet(at.getTime())) continue;
    const [from, to] = [minute, minute + STEP_MINUTES].map((edge) => (edge / 1_440) * RIBBON_WIDTH) as [
      number,
      number,
    ];
    const last = stretches.at(-1);
    if (last !== undefined && last.to === from) last.to = to;
    else stretches.push({ from, to });
  }
  return stretches;
}
