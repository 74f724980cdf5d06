import { expect, test } from "vitest";
import {
  canMove,
  isMessageState,
  isOpen,
  isUnstamped,
  MESSAGE_STATES,
  type MessageState,
} from "./message-state.ts";

test("every step leads to a state that exists, and final states lead nowhere", () => {
  for (const [state, { next, final }] of Object.entries(MESSAGE_STATES)) {
    expect(next.every(isMessageState), state).toBe(true);
    expect(final, state).toBe(next.length === 0);
  }
});

test("what was heard or withdrawn never comes back", () => {
  for (const over of ["played", "cancelled", "replaced", "declined"] as const) {
    for (const state of Object.keys(MESSAGE_STATES) as (keyof typeof MESSAGE_STATES)[]) {
      expect(canMove(over, state)).toBe(false);
    }
  }
});

const STATES = Object.keys(MESSAGE_STATES).filter(isMessageState);

test("nothing that nobody stamped reaches a toy without being queued", () => {
  for (const unstamped of STATES.filter(isUnstamped)) {
    expect(canMove(unstamped, "queued"), unstamped).toBe(true);
    for (const further of ["delivering", "on_toy", "on_toy_unconfirmed", "played"] as const)
      expect(canMove(unstamped, further), `${unstamped} ${further}`).toBe(false);
  }
});

test("a relative's message is approved, declined or taken back, and nothing leads back to waiting", () => {
  expect(MESSAGE_STATES.awaiting_approval.next).toEqual(["scheduled", "queued", "declined", "cancelled"]);
  expect(STATES.filter((state) => canMove(state, "awaiting_approval"))).toEqual([]);
  expect(STATES.filter((state) => canMove(state, "declined"))).toEqual(["awaiting_approval"]);
});

test("an answer is never a message to a toy, nor the other way round", () => {
  const answers: readonly MessageState[] = ["quarantined", "received", "awaiting_release", "shared"];
  for (const from of STATES)
    for (const to of STATES)
      if (canMove(from, to)) expect(answers.includes(from), `${from} ${to}`).toBe(answers.includes(to));
});

test("the hub has work with what is on its way, and with a declined message until its sound is gone", () => {
  const open = (state: MessageState, sealedBytes = 1) => isOpen({ history: [{ state }], sealedBytes });
  expect(STATES.filter((state) => open(state))).toEqual([
    "declined",
    "scheduled",
    "queued",
    "delivering",
    "on_toy",
    "on_toy_unconfirmed",
  ]);
  expect(open("declined", 0)).toBe(false);
  expect(open("queued", 0)).toBe(true);
});
