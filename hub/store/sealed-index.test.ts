import { expect, test } from "vitest";
import { TABLES } from "./sealed-index.ts";

test("every table has a letter of its own: else one table's rows are read as another's", () => {
  const letters = Object.values(TABLES);
  expect(letters.filter((letter) => !/^[a-z]$/.test(letter))).toEqual([]);
  expect(new Set(letters).size).toBe(letters.length);
});
