import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { leaveOut } from "./leave-out.ts";

const PACKAGES = new URL("../node_modules/", import.meta.url);
const { transform } = leaveOut() as unknown as {
  transform: (code: string, id: string) => { code: string } | null;
};
const instead = (file: string) => {
  const url = new URL(file, PACKAGES);
  return transform(readFileSync(url, "utf8"), url.pathname)?.code;
};

test.each([
  "zod/v4/core/to-json-schema.js",
  "zod/v4/core/json-schema-processors.js",
  "zod/v4/core/doc.js",
  "age-encryption/dist/webauthn.js",
  "age-encryption/dist/armor.js",
  "@noble/hashes/scrypt.js",
])("each name of %s stays, and throws", async (file) => {
  const whole: object = await import(new URL(file, PACKAGES).href);
  const code = instead(file) ?? "";
  const left: Record<string, () => void> = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  expect(Object.keys(left)).toEqual(Object.keys(whole));
  for (const call of Object.values(left)) expect(call).toThrow("left out of the page");
});

test("of a text’s checks those go that are called after what it is, and no other", () => {
  const whole = readFileSync(new URL("zod/v4/classic/schemas.js", PACKAGES), "utf8");
  const left = instead("zod/v4/classic/schemas.js") ?? "";
  const gone = whole.split("\n").filter((line) => !left.includes(line));
  expect(gone.filter((line) => / {4}(?:email|jwt|cidrv6|duration)\(params\)/.test(line))).toHaveLength(4);
  expect(
    gone.every((line) => / {4}\w+\(params\) \{$|this\.check\(core\._\w+\(Zod\w+, params\)\)/.test(line)),
  ).toBe(true);
  expect(left).toMatch(/^ {4}regex\(\.\.\.args\)/m);
});

test("nothing else of them is another on the page", () => {
  for (const file of ["zod/v4/core/schemas.js", "zod/v4/core/parse.js", "age-encryption/dist/recipients.js"])
    expect(instead(file)).toBeUndefined();
});
