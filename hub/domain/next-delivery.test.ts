import { expect, test } from "vitest";
import { MAILBOX_PLACES, nextDelivery, retryDelay, type WaitingMessage } from "./next-delivery.ts";

const message = (id: string, state: WaitingMessage["state"], queuedAt = 0): WaitingMessage => ({
  id,
  state,
  queuedAt,
  isOfLibrary: false,
});
const lullaby = (...facts: Parameters<typeof message>): WaitingMessage => ({
  ...message(...facts),
  isOfLibrary: true,
});

test.each([
  ["nothing waits", [], { kind: "nothing" }],
  [
    "the oldest goes first",
    [message("b", "queued", 2), message("a", "queued", 1)],
    { kind: "start", id: "a", insteadOf: [] },
  ],
  [
    "an unheard one is not overwritten",
    [message("a", "on_toy"), message("b", "queued")],
    { kind: "occupied", by: "a" },
  ],
  [
    "one that may be unheard is not overwritten",
    [message("a", "on_toy_unconfirmed"), message("b", "queued")],
    { kind: "occupied", by: "a" },
  ],
  [
    "a delivery under way is told again",
    [message("b", "queued"), message("a", "delivering")],
    { kind: "repeat", id: "a" },
  ],
  [
    "drafts and failures wait for people",
    [message("a", "draft"), message("b", "failed")],
    { kind: "nothing" },
  ],
  [
    "a lullaby on the toy makes room for a message",
    [lullaby("a", "on_toy_unconfirmed"), message("b", "queued")],
    { kind: "start", id: "b", insteadOf: ["a"] },
  ],
  [
    "a lullaby makes room for another one",
    [lullaby("a", "on_toy_unconfirmed"), lullaby("b", "queued")],
    { kind: "start", id: "b", insteadOf: ["a"] },
  ],
  [
    "a message goes before a lullaby that waited longer",
    [lullaby("a", "queued", 1), message("b", "queued", 2)],
    { kind: "start", id: "b", insteadOf: [] },
  ],
  [
    "a lullaby never takes the place of a message nobody has heard",
    [message("a", "on_toy_unconfirmed"), lullaby("b", "queued")],
    { kind: "occupied", by: "a" },
  ],
])("%s", (_, messages, next) => expect(nextDelivery(messages)).toEqual(next));

const inSlot = (id: string, slot: number, queuedAt = slot): WaitingMessage => ({
  ...message(id, "on_toy_unconfirmed", queuedAt),
  slot,
});

test.each([
  [
    "the next one goes beside what nobody heard",
    [inSlot("a", 1), inSlot("b", 2), message("c", "queued", 9)],
    { kind: "start", id: "c", insteadOf: [] },
  ],
  [
    "four are as many as there is room for",
    [inSlot("a", 1), inSlot("b", 2), inSlot("c", 3), inSlot("d", 4), message("e", "queued", 9)],
    { kind: "occupied", by: "a" },
  ],
  [
    "when the first was heard, the oldest moves there before anything else comes",
    [inSlot("c", 3), inSlot("b", 2), message("e", "queued", 9)],
    { kind: "move", id: "b" },
  ],
  [
    "one that cannot be brought once more stays where it is, and another moves",
    [{ ...inSlot("b", 2), isStuck: true }, inSlot("c", 3), message("e", "queued", 9)],
    { kind: "move", id: "c" },
  ],
  [
    "where none can move, the next one comes",
    [{ ...inSlot("b", 2), isStuck: true }, message("e", "queued", 9)],
    { kind: "start", id: "e", insteadOf: [] },
  ],
  [
    "a lullaby waits until all was heard: it lies in the first slot alone",
    [inSlot("a", 1), lullaby("b", "queued")],
    { kind: "occupied", by: "a" },
  ],
  [
    "and makes room for a message",
    [lullaby("a", "on_toy_unconfirmed"), message("b", "queued")],
    { kind: "start", id: "b", insteadOf: ["a"] },
  ],
  [
    "a delivery under way comes before a move",
    [inSlot("b", 2), message("e", "delivering")],
    { kind: "repeat", id: "e" },
  ],
])("of a mailbox: %s", (_, messages, next) => expect(nextDelivery(messages, MAILBOX_PLACES)).toEqual(next));

test("a mailbox that was switched off is emptied from the front, and nothing new comes before", () => {
  const [b, c, e] = [inSlot("b", 2), inSlot("c", 3), message("e", "queued", 9)];
  expect(nextDelivery([b, c, e])).toEqual({ kind: "move", id: "b" });
  expect(nextDelivery([{ ...b, slot: 1 }, c, e])).toEqual({ kind: "occupied", by: "b" });
});

test("tries at once, then waits longer each time, a minute at most", () => {
  expect([1, 2, 3, 4, 10].map(retryDelay)).toEqual([0, 2_000, 4_000, 8_000, 60_000]);
});
