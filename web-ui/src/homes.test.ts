import { expect, test } from "vitest";
import { publicId } from "../../hub/contract/public-id.ts";
import { makeHouse, makeMessage, makeToy } from "../test/house-fixture.ts";
import { homesOf, messagesAt } from "./homes.ts";

const id = (letter: string) => publicId.parse(`${letter.repeat(21)}A`);
const [MIKA, NOA, KIM] = [makeToy().child, id("N"), id("K")];
const [mikas] = makeHouse([]).children;
if (mikas === undefined) throw new Error("a house without a child");
const children = [
  { ...mikas, id: KIM, name: "Kim" },
  { ...mikas, id: NOA, name: "Noa" },
  { ...mikas, id: MIKA, name: "Mika" },
];
const messages = [
  makeMessage("a", 1, { state: "awaiting_approval" }),
  makeMessage("b", 2, { state: "draft" }),
  makeMessage("c", 3, { state: "played", child: NOA }),
  makeMessage("d", 4, { state: "played", child: id("X") }),
];
const house = makeHouse(messages, { children });

test("who has a toy comes first; who has neither toy nor messages has no home", () => {
  expect(homesOf(house).map(({ name, toys, waiting }) => [name, toys.length, waiting])).toEqual([
    ["Mika", 1, 2],
    ["Noa", 0, 0],
  ]);
});

test("each home shows its child's messages, and those of nobody who is known", () => {
  const [mika, noa] = homesOf(house);
  const at = (home: typeof mika) => messagesAt(house, home).map((message) => message.id);
  expect(at(mika)).toEqual([id("a"), id("b"), id("d")]);
  expect(at(noa)).toEqual([id("c"), id("d")]);
});

test("where no child is known, all is shown", () => {
  expect(messagesAt(makeHouse(messages, { children: [] }), undefined)).toHaveLength(4);
});
