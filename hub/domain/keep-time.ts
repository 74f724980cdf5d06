import { type Duration, hours } from "./duration.ts";

/** What a guardian may choose, for each child; `null` is for ever. */
export const KEEP_DAYS = [7, 30, 90, 365, null] as const;
export type KeepDays = (typeof KEEP_DAYS)[number];

/** A child nobody chose anything for. */
const USUAL_DAYS: KeepDays = 90;

export const keepDaysOf = (child: { readonly keepDays?: KeepDays }): KeepDays =>
  child.keepDays === undefined ? USUAL_DAYS : child.keepDays;

/** For how long a message is kept that nobody starred, counted in lived time; `undefined` for ever. */
export const keepTimeOf = (child: { readonly keepDays?: KeepDays }): Duration | undefined => {
  const days = keepDaysOf(child);
  return days === null ? undefined : hours(24 * days);
};
