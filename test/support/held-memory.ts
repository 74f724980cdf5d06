import { setImmediate as turn } from "node:timers/promises";
import { collectGarbage } from "./collect-garbage.ts";

/** Turns of the event loop in which what is done with says so, and is let go. */
const TURNS = 3;

/** What this process holds on to, bytes: its objects, and the buffers that belong to them. */
export async function heldMemory(): Promise<number> {
  for (let n = 0; n < TURNS; n += 1) {
    await turn();
    collectGarbage();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/**
 * How much more is held for each unit of work: the median of the slopes between any two measurements (Theil-Sen), so that neither the one that a
 * busy machine was late for, nor what was made once, is taken for growth. What is kept of each unit is in all of them.
 * @param work does so many units
 * @returns bytes a unit
 */
export async function growthOf(
  work: (units: number) => Promise<void>,
  units: number,
  measurements = 6,
): Promise<number> {
  const step = Math.ceil(units / measurements);
  const held: number[] = [];
  for (let n = 0; n < measurements; n += 1) {
    await work(step);
    held.push(await heldMemory());
  }
  const slopes = held
    .flatMap((later, at) =>
      held.slice(0, at).map((earlier, before) => (later - earlier) / ((at - before) * step)),
    )
    .sort((one, other) => one - other);
  return slopes[Math.floor(slopes.length / 2)] ?? Number.NaN;
}
