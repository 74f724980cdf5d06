import { describe, expect, test } from "vitest";
import { phoneLink, phoneNumber } from "./phone-number.ts";

test.each([
  ["+49 (0)30 123 45-67", "tel:+49301234567"],
  ["030/1234567", "tel:0301234567"],
  ["(030) 12.34", "tel:0301234"],
  ["112", "tel:112"],
])("%s is dialled as %s", (number, link) => {
  expect(phoneNumber.parse(` ${number} `)).toBe(number);
  expect(phoneLink(number)).toBe(link);
});

describe("no phone number", () => {
  test.each([
    "",
    "12",
    "call me",
    "javascript:alert(1)",
    "+49;ext=1",
    "030 12#34",
    "1\n2345",
    "1".repeat(16),
    "٠٣٠١٢٣٤",
  ])("%j", (text) => expect(phoneNumber.safeParse(text).success).toBe(false));
});
