import type { Socket } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { endsOf, type Unanswered } from "./unanswered.ts";
import { makeVanishedWatch } from "./vanished.ts";

const LOOK_MS = 10_000;
const socket = { localPort: 443, remoteAddress: "10.77.0.2", remotePort: 50_000 } as Socket;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** @param said how many tries in vain the system counts, at one look after the other @returns after how many looks it was given up */
async function lookThrough(said: readonly number[]): Promise<number | undefined> {
  let looks = 0;
  let gaveUpAfter: number | undefined;
  const read = async (): Promise<Unanswered> => {
    const tries = said[looks] ?? 0;
    looks += 1;
    return new Map(tries === 0 ? [] : [[endsOf(socket) ?? "", tries]]);
  };
  const watch = makeVanishedWatch({ read });
  const leave = watch.watch(socket, () => {
    gaveUpAfter = looks;
  });
  await vi.advanceTimersByTimeAsync(said.length * LOOK_MS);
  leave();
  await vi.advanceTimersByTimeAsync(LOOK_MS);
  expect(looks).toBe(said.length); // nobody is watched any more
  return gaveUpAfter;
}

test.each([
  ["who answers nothing is given up after fifty seconds", [5, 6, 6, 7, 7, 7, 7, 7], 6],
  ["each try is further apart: not before there were five of them", [1, 2, 3, 3, 4, 4, 4, 4, 5, 5], 9],
  ["who answers is not", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], undefined],
  ["who answers once in between is given as long again", [5, 6, 6, 7, 7, 2, 5, 6, 6, 7, 7, 7], 11],
  ["a bad line, on which much is sent twice", [1, 0, 2, 1, 0, 1, 3, 0, 1, 1, 2, 0], undefined],
] as const)("%s", async (_, said, after) => expect(await lookThrough(said)).toBe(after));
