import { expect, test } from "vitest";
import { differencesFrom } from "./shape.ts";

const english = { door: { title: "Hello", hint: "", lines: ["one", "two"] }, left: (n: number) => `${n}` };

test.each([
  ["the same shape", { door: { title: "Hallo", hint: "", lines: ["1", "2"] }, left: () => "" }, []],
  [
    "a key that is not there, deep inside",
    { door: { hint: "", lines: ["1", "2"] }, left: () => "" },
    ["door.title is missing"],
  ],
  ["a whole topic that is not there", { left: () => "" }, ["door is missing"]],
  [
    "a line of a list that is not there",
    { ...english, door: { ...english.door, lines: ["1"] } },
    ["door.lines.1 is missing"],
  ],
  ["a key that English has not", { ...english, old: "" }, ["old is too much"]],
  [
    "a text in the place of a sentence with facts",
    { ...english, left: "" },
    ["left is a string, not a function"],
  ],
  [
    "nothing said where English says something",
    { ...english, door: { ...english.door, title: "" } },
    ["door.title is empty"],
  ],
])("%s", (_, other, said) => expect(differencesFrom(english, other)).toEqual(said));
