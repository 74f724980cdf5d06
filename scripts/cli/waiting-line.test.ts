import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { whileWaiting } from "./waiting-line.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const makeScreen = (isTTY: boolean) => {
  const said: string[] = [];
  return { isTTY, said, write: (text: string) => said.push(text) };
};

test("who waits longer than two seconds at a terminal is told so, each second, and the line goes again", async () => {
  const screen = makeScreen(true);
  const { promise, resolve } = Promise.withResolvers<number>();
  const waiting = whileWaiting("The hub is at it", promise, screen);
  await vi.advanceTimersByTimeAsync(1_900);
  expect(screen.said).toEqual([]);
  await vi.advanceTimersByTimeAsync(1_200);
  expect(screen.said.at(-1)).toBe("\r\u001b[K  The hub is at it ... 3 s");
  resolve(7);
  expect(await waiting).toBe(7);
  expect(screen.said.at(-1)).toBe("\r\u001b[K");
  const { length } = screen.said;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(screen.said).toHaveLength(length);
});

test("nothing is said to a file, nor about what was quick or failed at once", async () => {
  const file = makeScreen(false);
  const { promise, resolve } = Promise.withResolvers<void>();
  const waiting = whileWaiting("It", promise, file);
  await vi.advanceTimersByTimeAsync(10_000);
  resolve();
  await waiting;
  const screen = makeScreen(true);
  await expect(whileWaiting("It", Promise.reject(new Error("no")), screen)).rejects.toThrow("no");
  expect([file.said, screen.said]).toEqual([[], []]);
});
