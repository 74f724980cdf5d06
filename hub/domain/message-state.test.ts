import { expect, test } from "vitest";
import { canMove, isMessageState, MESSAGE_STATES } from "./message-state.ts";

test("every step leads to a state that exists, and final states lead nowhere", () => {
  for (const [state, { next, final }] of Object.entries(MESSAGE_STATES)) {
    expect(next.every(isMessageState), state).toBe(true);
    expect(final, state).toBe(next.length === 0);
  }
});

test("what was heard or withdrawn never comes back", () => {
  for (const over of ["played", "cancelled", "replaced"] as const) {
    for (const state of Object.keys(MESSAGE_STATES) as (keyof typeof MESSAGE_STATES)[]) {
      expect(canMove(over, state)).toBe(false);
    }
  }
});

test("nothing reaches a toy from a draft without being queued", () => {
  expect(canMove("draft", "delivering")).toBe(false);
  expect(canMove("draft", "on_toy")).toBe(false);
});
