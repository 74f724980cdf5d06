import { expect, test } from "vitest";
import { decodeLongTermKeys } from "./long-term-keys.ts";

const row = (key: string) => `${"00".repeat(20)}${key.repeat(16)}`;
const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");

test("reads every key", () => {
  const keys = decodeLongTermKeys(hex(`1300 0000 4a00 0200 ${row("aa")} ${row("bb")}`));
  expect(keys?.map((key) => key.toString("hex"))).toEqual(["aa".repeat(16), "bb".repeat(16)]);
});

test("no keys are keys too: they take back those before", () => {
  expect(decodeLongTermKeys(hex("1300 0000 0200 0000"))).toEqual([]);
});

test.each([
  ["another command", "0500 0000 0200 0000"],
  ["fewer keys than it claims", `1300 0000 2600 0200 ${row("aa")}`],
  ["nothing but a header", "1300 0000 0000"],
])("ignores %s", (_, text) => expect(decodeLongTermKeys(hex(text))).toBeUndefined());
