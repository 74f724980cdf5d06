import { expect, test } from "vitest";
import { nextDelivery, retryDelay, type WaitingMessage } from "./next-delivery.ts";

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

test("tries at once, then waits longer each time, a minute at most", () => {
  expect([1, 2, 3, 4, 10].map(retryDelay)).toEqual([0, 2_000, 4_000, 8_000, 60_000]);
});
