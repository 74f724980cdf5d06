import { expect, test } from "vitest";
import { describeAge } from "./age-words.ts";

test.each([
  [-5, "just now"],
  [59_999, "just now"],
  [60_000, "1 minute ago"],
  [59 * 60_000, "59 minutes ago"],
  [3_600_000, "1 hour ago"],
  [47 * 3_600_000, "47 hours ago"],
  [48 * 3_600_000, "2 days ago"],
])("%i ms is %s", (milliseconds, says) => expect(describeAge(milliseconds)).toBe(says));
