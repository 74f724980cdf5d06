/** When a message may go to the child, and what it waits for until then. */
import { type ChildTimes, type DayMoment, momentOn, type Night, nightAt } from "./child-times.ts";

/** What its sender wished. A moment names its day, so that it moves with the child's times and stays the same morning. */
export type When =
  /** As soon as it is not quiet. */
  | { readonly kind: "now" }
  /** Even while it is quiet: a guardian said so. */
  | { readonly kind: "at-once" }
  | { readonly kind: DayMoment; readonly day: string }
  /** Unix ms. */
  | { readonly kind: "at"; readonly at: number };

export const WAIT_REASONS = ["moment", "quiet-hours"] as const;

export interface Wait {
  /** `moment`: the one that was wished. `quiet-hours`: it could go, and the child sleeps. */
  readonly reason: (typeof WAIT_REASONS)[number];
  /** Unix ms, by the child's times as they are now. */
  readonly until: number;
}

/** The moment that was wished, Unix ms; `undefined` for none. */
export function wishedAt(when: When, times: ChildTimes): number | undefined {
  switch (when.kind) {
    case "now":
    case "at-once":
      return undefined;
    case "at":
      return when.at;
    default:
      return momentOn(times, when.kind, when.day);
  }
}

/** That moment, or the end of the night that it is in; Unix ms. */
export const outsideNight = (times: ChildTimes, at: number): number => nightAt(times, at)?.to ?? at;

/** What is left of a wish whose moment has come: a clock that is set back afterwards brings nothing of it back. */
export const afterMoment = (when: When): When => (when.kind === "at-once" ? when : { kind: "now" });

/** What time it is, Unix ms. `settled` is never early (`settled-time.ts`). */
export interface BothClocks {
  readonly settled: number;
  readonly wall: number;
}

/** The quiet hours that it is in; where the clocks differ it is quiet when either of them says so. */
export const nightNow = (times: ChildTimes, { settled, wall }: BothClocks): Night | undefined =>
  nightAt(times, settled) ?? nightAt(times, wall);

/**
 * What a message waits for; `undefined` where it may go. Both clocks have to agree on that.
 * @param notBefore of its stamp: nobody takes it to the toy earlier, whatever the times are
 */
export function waitOf(
  { when, notBefore }: { readonly when: When; readonly notBefore: number },
  times: ChildTimes,
  now: BothClocks,
): Wait | undefined {
  const wished = wishedAt(when, times);
  const due = wished === undefined ? undefined : Math.max(wished, notBefore);
  const heedsNight = when.kind !== "at-once";
  if (due !== undefined && now.settled < due) {
    return { reason: "moment", until: heedsNight ? outsideNight(times, due) : due };
  }
  const night = heedsNight ? nightNow(times, now) : undefined;
  return night === undefined ? undefined : { reason: "quiet-hours", until: night.to };
}
