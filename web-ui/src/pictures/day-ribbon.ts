/**
 * A day as a ribbon of 24 hours: a lane for each person, a sign for each thing that happened to a message of theirs.
 *
 *   Grandma  ──────□────────◇──●───────
 *   You      ────────────□●────────────
 *            0     6     12    18    24
 */
import type { MessageView } from "../../../hub/contract/api.ts";
import { momentOf, wallTimeAt } from "../../../hub/domain/wall-time.ts";
import { authorOf } from "../timeline-query.ts";

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

/**
 * @param day "2026-03-04": what happened on another day has no place on it
 * @param zone IANA: whose day, and whose clock
 */
export function dayLanes(messages: readonly MessageView[], day: string, zone: string): readonly RibbonLane[] {
  const [from, to] = edgesOf(day, zone);
  const isThere = ({ at }: { readonly at: string }) => Date.parse(at) >= from && Date.parse(at) < to;
  const lanes = new Map<string, { readonly message: MessageView; readonly dots: RibbonDot[] }>();
  for (const message of messages) {
    const dots = signsOf(message)
      .filter(isThere)
      .map((dot) => ({ ...dot, x: xOf(dot.at, zone) }));
    if (dots.length === 0) continue;
    const who = authorOf(message);
    const lane = lanes.get(who);
    if (lane === undefined) lanes.set(who, { message, dots });
    else lane.dots.push(...dots);
  }
  return [...lanes].map(([who, { message, dots }]) => ({
    who,
    message,
    dots: dots.toSorted((one, other) => one.x - other.x),
  }));
}

/** More in a lane than anybody reads one by one. */
const MANY = 12;

export interface OftenSigned {
  readonly sign: RibbonSign;
  readonly times: number;
  readonly first: string;
  readonly last: string;
}

/** @returns how often each thing happened in a lane, and between when; `undefined` where it can be told one by one */
export function sumUp(dots: readonly RibbonDot[]): readonly OftenSigned[] | undefined {
  if (dots.length <= MANY) return undefined;
  const sums = new Map<RibbonSign, OftenSigned>();
  for (const { sign, at } of dots) {
    const before = sums.get(sign);
    sums.set(sign, { sign, times: (before?.times ?? 0) + 1, first: before?.first ?? at, last: at });
  }
  return [...sums.values()];
}

/** One of each that lie so near that they cover each other, in the order in which they are drawn. */
export function apart(dots: readonly RibbonDot[]): readonly RibbonDot[] {
  const places = new Map(dots.map((dot) => [`${dot.sign} ${Math.round(dot.x * 2)}`, dot]));
  return [...places.values()];
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

/** When a day begins, and the next, Unix ms. */
export function edgesOf(day: string, zone: string): readonly [from: number, to: number] {
  const at = new Date(`${day}T00:00Z`);
  const midnight = () => momentOf(zone, wallTimeAt("UTC", at.getTime()), "first");
  const from = midnight();
  at.setUTCDate(at.getUTCDate() + 1);
  return [from, midnight()];
}

/** Where on the ribbon a moment lies, by the clock on the wall: on a day of 23 or 25 hours, too. */
export function xOf(iso: string, zone: string): number {
  const { hour, minute } = wallTimeAt(zone, Date.parse(iso));
  const minutes = hour * 60 + minute;
  return Math.round((minutes / 1_440) * RIBBON_WIDTH * 100) / 100;
}

const STEP_MINUTES = 10;

/** Where the ribbon is shaded. @param isQuiet of a moment, Unix ms */
export function quietOn(
  day: string,
  zone: string,
  isQuiet: (at: number) => boolean,
): readonly { readonly from: number; readonly to: number }[] {
  const midnight = wallTimeAt("UTC", Date.parse(`${day}T00:00Z`));
  const stretches: { from: number; to: number }[] = [];
  for (let minute = 0; minute < 1_440; minute += STEP_MINUTES) {
    // By the clock on the wall: on a day of 23 or 25 hours the ribbon has 24, too.
    const wall = { ...midnight, hour: Math.floor(minute / 60), minute: minute % 60 };
    if (!isQuiet(momentOf(zone, wall, "first"))) continue;
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
