import { expect, test } from "vitest";
import type { MessageView, ToyView } from "../contract/api.ts";
import type { MessageState } from "../domain/message-state.ts";
import { HouseBook } from "./house-book.ts";

const TOY = { id: "toy", connected: true, rssi: -50, activity: "idle", volume: 40 } as unknown as ToyView;
const at = (minute: number) => `2026-01-02T03:${String(minute).padStart(2, "0")}:00.000Z`;
const message = (id: string, states: readonly MessageState[], more: Partial<MessageView> = {}): MessageView =>
  ({
    id,
    toy: "toy",
    direction: "to-toy",
    state: states.at(-1),
    history: states.map((state, minute) => ({ state, at: at(minute), cause: "test" })),
    progress: null,
    ...more,
  }) as MessageView;
const told = (book: HouseBook, view: MessageView, nowMs = 0) =>
  book.hear({ kind: "message", message: view }, nowMs).map(({ kind }) => kind);
const stateOf = (book: HouseBook, toy = TOY, nowMs = 0) => book.stateOf(toy, false, nowMs);

test("each step is told once, however often the page is told of it", () => {
  const book = new HouseBook([TOY], [], 0);
  expect(told(book, message("a", ["queued"]))).toEqual([]);
  expect(told(book, message("a", ["queued", "delivering"]))).toEqual([]);
  const there = message("a", ["queued", "delivering", "on_toy"]);
  expect(told(book, there)).toEqual(["message_delivered"]);
  expect(told(book, there)).toEqual([]);
  expect(told(book, message("a", ["queued", "delivering", "on_toy", "on_toy_unconfirmed"]))).toEqual([]);
  const heard = message("a", ["queued", "delivering", "on_toy", "played"]);
  expect(told(book, heard)).toEqual(["message_played"]);
  // A star put on it much later.
  expect(told(book, { ...heard, kept: true })).toEqual([]);
});

test("an answer is told once, and not when somebody shares it", () => {
  const book = new HouseBook([TOY], [], 0);
  const answer = (states: readonly MessageState[]) => message("b", states, { direction: "from-toy" });
  expect(told(book, answer(["awaiting_release"]))).toEqual(["recording_received"]);
  expect(told(book, answer(["awaiting_release"]))).toEqual([]);
  expect(told(book, answer(["awaiting_release", "shared"]))).toEqual([]);
});

test("what was there before a restart is no news", () => {
  const there = message("a", ["queued", "delivering", "on_toy"]);
  const answer = message("b", ["received"], { direction: "from-toy" });
  const book = new HouseBook([TOY], [there, answer], 0);
  expect(told(book, { ...there, kept: true })).toEqual([]);
  expect(told(book, answer)).toEqual([]);
  expect(stateOf(book)).toMatchObject({ unheard: 1, last_delivered: at(2) });
});

test("what waits for a guardian is told as that", () => {
  const book = new HouseBook([TOY], [], 0);
  expect(told(book, message("c", ["awaiting_approval"]))).toEqual(["approval_needed"]);
  expect(stateOf(book)).toMatchObject({ queued: 0 });
});

test("time left, by how it went so far", () => {
  const book = new HouseBook([TOY], [], 0);
  const moving = (percent: number) =>
    message("a", ["queued", "delivering"], { progress: { percent, attempt: 1 } });
  told(book, moving(10), 1_000);
  expect(stateOf(book, TOY, 1_000).delivering).toEqual({ id: "a", percent: 10, eta_s: null });
  told(book, moving(60), 6_000);
  expect(stateOf(book, TOY, 6_000)).toMatchObject({
    state: "delivering",
    delivering: { id: "a", percent: 60, eta_s: 4 },
  });
  // It broke off, and began anew.
  told(book, moving(0), 7_000);
  expect(stateOf(book, TOY, 7_000).delivering?.eta_s).toBeNull();
});

test.each([
  [{ connected: false }, "out_of_range"],
  [{ activity: "playing" }, "playing"],
  [{ activity: "recording" }, "recording"],
  [{ activity: "fetching" }, "recording"],
  [{}, "idle"],
] as const)("a toy that says %o is %s", (change, state) => {
  expect(stateOf(new HouseBook([TOY], [], 0), { ...TOY, ...change }).state).toBe(state);
});

test("a lullaby on the toy is nothing unheard; what is erased is forgotten", () => {
  const lullaby = message("l", ["queued", "delivering", "on_toy"], { library: "item" as never });
  const waiting = message("w", ["queued"]);
  const book = new HouseBook([TOY], [lullaby, waiting], 0);
  expect(stateOf(book)).toMatchObject({ unheard: 0, queued: 1 });
  book.hear({ kind: "erased", messages: ["w" as never] }, 0);
  expect(stateOf(book).queued).toBe(0);
});
