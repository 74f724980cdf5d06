import { expect, test } from "vitest";
import { z } from "zod";
import { type JsonSchema, writeSchema } from "./write-schema.ts";

const written = (type: z.ZodType) => writeSchema(z.toJSONSchema(type, { io: "input" }) as JsonSchema);

test.each([
  ["a text with its limits", z.string().min(1).max(64), "string (1 to 64 letters)"],
  ["a text of one length", z.string().length(22), "string (22 letters)"],
  ["a time", z.iso.datetime(), "string (date-time)"],
  ["a whole number without limits of its own", z.int(), "integer"],
  ["a number from nought on", z.number().min(0), "number"],
  ["words", z.enum(["guardian", "relative"]), '"guardian" | "relative"'],
  ["one word", z.literal("me"), '"me"'],
  ["a list of words", z.array(z.enum(["a", "b"])).max(3), '("a" | "b")[] (at most 3 of them)'],
  ["this or nothing", z.string().nullable(), "string | null"],
  ["names that nobody knows before", z.record(z.string(), z.boolean()), "{ [name]: boolean }"],
  ["a pair", z.tuple([z.string(), z.boolean()]), "[string, boolean]"],
])("%s", (_, type, text) => expect(written(type)).toBe(text));

test("members stand below each other, what may be left out has its mark", () => {
  expect(
    written(z.strictObject({ name: z.string(), toy: z.strictObject({ volume: z.int() }).optional() })),
  ).toBe(["{", "  name: string", "  toy?: {", "    volume: integer", "  }", "}"].join("\n"));
});
