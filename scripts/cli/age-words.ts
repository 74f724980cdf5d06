const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago that was, in one word or two. @param milliseconds since then */
export function describeAge(milliseconds: number): string {
  if (milliseconds < MINUTE) return "just now";
  const [unit, name] =
    milliseconds < HOUR
      ? ([MINUTE, "minute"] as const)
      : milliseconds < 2 * DAY
        ? ([HOUR, "hour"] as const)
        : ([DAY, "day"] as const);
  const count = Math.floor(milliseconds / unit);
  return `${count} ${name}${count === 1 ? "" : "s"} ago`;
}
