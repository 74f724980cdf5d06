import { expect, test } from "vitest";
import { makeHouse, makeMessage } from "../../test/house-fixture.ts";
import {
  arcOf,
  countOnToys,
  countToysCopies,
  kindOf,
  RING_PLACES,
  RING_SIZE,
  type RingFacts,
} from "./safety-ring.ts";

const NOTHING: RingFacts = {
  waitingHere: 0,
  messages: 0,
  bytes: 0,
  toysCopies: 0,
  libraryItems: 0,
  onToys: 0,
  toys: 0,
  backedUp: undefined,
  isKeptElsewhere: false,
};
const kinds = (facts: Partial<RingFacts>) =>
  RING_PLACES.map((place) => kindOf(place, { ...NOTHING, ...facts }));

test.each<[string, Partial<RingFacts>, string]>([
  ["a new hub", {}, "nothing nothing nothing nothing nothing"],
  ["what waits on this device", { waitingHere: 2 }, "sealed nothing nothing nothing nothing"],
  ["sealed files alone", { messages: 3, bytes: 9_000 }, "nothing sealed nothing nothing nothing"],
  ["a copy for a toy among them", { messages: 3, toysCopies: 1 }, "nothing heard nothing nothing nothing"],
  ["the library", { libraryItems: 4 }, "nothing heard nothing nothing nothing"],
  ["a backup", { backedUp: "3 March" }, "nothing nothing nothing sealed nothing"],
  ["a second hub", { isKeptElsewhere: true }, "nothing nothing nothing nothing sealed"],
  ["something on a toy", { messages: 1, onToys: 1, toys: 1 }, "nothing sealed heard nothing nothing"],
])("a place is shown at its weakest: %s", (_, facts, said) => expect(kinds(facts).join(" ")).toBe(said));

test("the hub has a copy for the toy until the message was heard or can come no more", () => {
  const states = ["scheduled", "queued", "delivering", "on_toy", "on_toy_unconfirmed"] as const;
  const over = [
    "draft",
    "awaiting_approval",
    "declined",
    "played",
    "replaced",
    "cancelled",
    "failed",
  ] as const;
  const messages = [...states, ...over].map((state, at) =>
    makeMessage(String.fromCharCode(97 + at), at, { state }),
  );
  const answer = makeMessage("z", 59, { direction: "from-toy", state: "received" });
  expect(countToysCopies(makeHouse([...messages, answer]))).toBe(states.length);
});

test("on toys lies what got there, and what a child said last", () => {
  const answer = makeMessage("a", 5, { direction: "from-toy", author: null });
  expect(countOnToys(makeHouse([]))).toBe(0);
  expect(countOnToys(makeHouse([answer]))).toBe(1);
});

test("arcs lie clockwise from the top, within the picture, and do not touch", () => {
  const arcs = RING_PLACES.map((_, at) => arcOf(at));
  const angle = ({ x, y }: { x: number; y: number }) =>
    (Math.atan2(y - RING_SIZE / 2, x - RING_SIZE / 2) + Math.PI / 2 + 2 * Math.PI) % (2 * Math.PI);
  const angles = arcs.map(angle);
  expect([...angles].sort((a, b) => a - b)).toEqual(angles);
  const ends = arcs.map(({ path }) => (path.match(/-?[\d.]+/g) ?? []).map(Number));
  for (const [at, numbers] of ends.entries()) {
    expect(numbers.every((value) => value >= 0 && value <= RING_SIZE)).toBe(true);
    const [next] = [ends[(at + 1) % ends.length] ?? []];
    expect(numbers.slice(-2)).not.toEqual(next.slice(0, 2));
  }
});
