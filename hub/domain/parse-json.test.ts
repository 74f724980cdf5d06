import { expect, test } from "vitest";
import { parseJson } from "./parse-json.ts";

test.each([
  ["text", '{"a":1}', { a: 1 }],
  ["bytes", new TextEncoder().encode('["ä"]'), ["ä"]],
  ["nothing that is something", "null", null],
])("%s", (_, said, value) => expect(parseJson(said)).toEqual(value));

test.each([
  ["no JSON", "{a:1}"],
  ["an empty text", ""],
  ["nothing at all", undefined],
  ["no bytes", new Uint8Array()],
  ["no UTF-8", Uint8Array.of(0x22, 0xff, 0x22)],
])("%s is undefined", (_, said) => expect(parseJson(said)).toBeUndefined());
