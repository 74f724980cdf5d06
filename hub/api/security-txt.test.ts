import { expect, test } from "vitest";
import { renderSecurityTxt } from "./security-txt.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2027, 4, 6, 7, 8, 9);
const ORIGIN = "https://bears.example";

/** Field -> values, as RFC 9116 has it: one a line, comments left out. */
function parse(text: string): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  for (const line of text.split("\n").filter((each) => each !== "" && !each.startsWith("#"))) {
    const [, name = "", value = ""] = /^([A-Za-z-]+): (\S.*)$/.exec(line) ?? [];
    fields.set(name, [...(fields.get(name) ?? []), value]);
  }
  return fields;
}
const expiry = (now: number, seen = 0): number => {
  const [text = ""] = parse(renderSecurityTxt(ORIGIN, now, seen)).get("Expires") ?? [];
  expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/); // RFC 3339
  return Date.parse(text);
};

test("has every field that RFC 9116 asks for, Expires and Preferred-Languages once", () => {
  const fields = parse(renderSecurityTxt(ORIGIN, NOW, 0));
  expect(Object.fromEntries(fields)).toEqual({
    Contact: [`${ORIGIN}/.well-known/security-contact`],
    Expires: ["2027-06-05T07:08:09Z"],
    "Preferred-Languages": ["en"],
    Canonical: [`${ORIGIN}/.well-known/security.txt`],
    Policy: [`${ORIGIN}/.well-known/security-contact#policy`],
  });
});

test("never expired: 30 days ahead at every request", () => {
  for (let now = NOW; now < NOW + 4_000 * DAY; now += 97 * DAY) expect(expiry(now) - now).toBe(30 * DAY);
});

test("a clock that says 1970 does not make it look expired", () => {
  expect(expiry(0, NOW)).toBe(NOW + 360 * DAY);
  expect(expiry(0, 0)).toBeGreaterThan(Date.UTC(2027, 9, 1)); // a hub that has not written down anything yet
  expect(expiry(NOW - 5 * 365 * DAY, NOW)).toBe(NOW + 360 * DAY);
});
