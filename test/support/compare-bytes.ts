/** For files that share a process (`leave-as-found.ts`): Vitest looks at bytes and samples as at objects, each by its name. */
import { expect } from "vitest";

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** @returns `true` for two arrays of one kind with the same in them; nothing where somebody else is to say it */
export function areSameBytes(one: unknown, other: unknown): true | undefined {
  if (!(ArrayBuffer.isView(one) && ArrayBuffer.isView(other))) return undefined;
  if (one.constructor !== other.constructor) return undefined;
  return Buffer.compare(bytesOf(one), bytesOf(other)) === 0 ? true : undefined;
}

expect.addEqualityTesters([areSameBytes]);
