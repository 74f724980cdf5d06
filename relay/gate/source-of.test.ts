import { expect, test } from "vitest";
import { sourceOf } from "./source-of.ts";

test.each([
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"],
  ["2001:db8:1:2::6", "2001:db8:1:2::"],
  ["2001:0db8:0001:0002::", "2001:db8:1:2::"],
  ["2001:db8::1", "2001:db8:0:0::"],
  ["::1", "0:0:0:0::"],
  ["fe80::1%eth0", "fe80:0:0:0::"],
  [undefined, "none"],
  ["nonsense", "none"],
])("%s counts as %s", (address, source) => {
  expect(sourceOf(address)).toBe(source);
});
