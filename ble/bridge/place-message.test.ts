import { expect, test } from "vitest";
import type { NotedDelivery } from "../toys/toy-driver.ts";
import { placeMessage } from "./place-message.ts";

type Lies = readonly [slot: number, message: string, how?: "begun" | "freed"];

const noted = ([slot, messageId, how]: Lies, index: number): NotedDelivery => ({
  intent: {
    deliveryId: `delivery ${index}`,
    messageId,
    toyAddress: "7c:ec:79:00:00:01",
    slot,
    milliseconds: 1_000,
    sha256: "00".repeat(32),
    lengthBefore: 0,
  },
  isDone: how !== "begun",
  isSignalled: how !== "begun",
  isTakenBack: how === "freed",
});
const place = (message: string, lies: readonly Lies[]) =>
  placeMessage(message, {
    held: lies.map(noted),
    playPawSlot: 1,
    isOver: (one) => one.startsWith("over"),
  });

test.each<[string, readonly Lies[], number | undefined]>([
  ["an empty toy", [], 1],
  ["a toy with what was heard", [[1, "over a"]], 1],
  [
    "a toy with silence",
    [
      [1, "over a"],
      [2, "b", "freed"],
    ],
    1,
  ],
  ["one unheard", [[1, "a"]], 2],
  [
    "two unheard",
    [
      [1, "a"],
      [2, "b"],
    ],
    3,
  ],
  [
    "a gap in the middle",
    [
      [1, "a"],
      [2, "over b"],
      [3, "c"],
    ],
    2,
  ],
  [
    "one that is to move first",
    [
      [1, "over a"],
      [2, "b"],
    ],
    3,
  ],
  ["another that was begun in the play paw's slot", [[1, "a", "begun"]], 2],
  ["one that was begun and withdrawn", [[1, "over a", "begun"]], 1],
  [
    "four unheard",
    [
      [1, "a"],
      [2, "b"],
      [3, "c"],
      [4, "d"],
    ],
    undefined,
  ],
  [
    "three unheard, none of them in the play paw's slot",
    [
      [1, "over a"],
      [2, "b"],
      [3, "c"],
      [4, "d"],
    ],
    undefined,
  ],
])("a new one, on %s", (_, lies, slot) => expect(place("new", lies)).toBe(slot));

test.each<[string, readonly Lies[], number]>([
  [
    "is there already",
    [
      [1, "it"],
      [2, "b"],
    ],
    1,
  ],
  [
    "waits behind another",
    [
      [1, "a"],
      [2, "it"],
    ],
    2,
  ],
  [
    "moves up when that was heard",
    [
      [1, "over a"],
      [2, "it"],
      [3, "c"],
    ],
    1,
  ],
  ["moves up where there is only silence", [[2, "it"]], 1],
  [
    "goes on where it broke off",
    [
      [1, "a"],
      [3, "it", "begun"],
    ],
    3,
  ],
  [
    "goes on moving where that broke off",
    [
      [2, "it"],
      [1, "it", "begun"],
    ],
    1,
  ],
  [
    "is not taken for there where it was freed",
    [
      [1, "a"],
      [2, "it", "freed"],
    ],
    2,
  ],
])("one that %s", (_, lies, slot) => expect(place("it", lies)).toBe(slot));
