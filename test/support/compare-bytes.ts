/** For files that share a process (`leave-as-found.ts`): Vitest looks at bytes as at objects, each by its name. Of a file of some hundred kilobytes that is most of a test's time. */
import { expect } from "vitest";

/** @returns nothing where somebody else is to say it: other things than bytes, and those of two kinds */
export function areSameBytes(one: unknown, other: unknown): boolean | undefined {
  if (!(one instanceof Uint8Array && other instanceof Uint8Array)) return undefined;
  return one.constructor === other.constructor ? Buffer.compare(one, other) === 0 : undefined;
}

expect.addEqualityTesters([areSameBytes]);
