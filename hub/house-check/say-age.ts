const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time as one says it: "3 hours". @param milliseconds below zero is none */
export function sayAge(milliseconds: number): string {
  const [unit, name] =
    milliseconds >= 2 * DAY
      ? ([DAY, "day"] as const)
      : milliseconds >= 2 * HOUR
        ? ([HOUR, "hour"] as const)
        : milliseconds >= 2 * MINUTE
          ? ([MINUTE, "minute"] as const)
          : ([1_000, "second"] as const);
  const count = Math.max(0, Math.floor(milliseconds / unit));
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}
