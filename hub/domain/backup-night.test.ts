import { expect, test } from "vitest";
import { isBackupDue } from "./backup-night.ts";
import { hours } from "./duration.ts";

const at = (hour: number, minute = 0) => hour * 60 + minute;

test.each([
  [
    "before the minute that was chosen",
    { minuteOfDay: at(3, 29), sinceLast: hours(24), isWanted: false },
    false,
  ],
  ["at the minute that was chosen", { minuteOfDay: at(3, 30), sinceLast: hours(24), isWanted: false }, true],
  ["late in the night", { minuteOfDay: at(6, 59), sinceLast: hours(24), isWanted: false }, true],
  ["when the night is over", { minuteOfDay: at(7), sinceLast: hours(24), isWanted: false }, false],
  ["a second time in one night", { minuteOfDay: at(5), sinceLast: hours(2), isWanted: false }, false],
  ["by day when a night was missed", { minuteOfDay: at(15), sinceLast: hours(33), isWanted: false }, true],
  ["by day when there was none yet", { minuteOfDay: at(15), sinceLast: undefined, isWanted: false }, true],
  ["by day after an erasing", { minuteOfDay: at(15), sinceLast: hours(1), isWanted: true }, true],
])("%s", (_, now, isDue) => expect(isBackupDue({ chosen: 0.5 }, now)).toBe(isDue));

test.each([0, 0.999_999])("a night that begins at %f is within 00 and 07", (chosen) => {
  const due = Array.from({ length: 24 * 60 }, (_, minuteOfDay) => minuteOfDay).filter((minuteOfDay) =>
    isBackupDue({ chosen }, { minuteOfDay, sinceLast: hours(24), isWanted: false }),
  );
  expect(due.length).toBeGreaterThan(0);
  expect(due.at(-1)).toBe(at(7) - 1);
});
