import { expect, test } from "vitest";
import { areSameBytes } from "./compare-bytes.ts";

const BYTES = Uint8Array.of(1, 2, 3);

test("bytes are compared as bytes, deep inside something else, too", () => {
  expect(BYTES).toEqual(Uint8Array.of(0, 1, 2, 3).subarray(1));
  expect({ clip: BYTES }).toStrictEqual({ clip: Uint8Array.of(1, 2, 3) });
  expect(() => expect({ clip: BYTES }).toEqual({ clip: Uint8Array.of(1, 2, 4) })).toThrow("4");
  expect(BYTES).not.toEqual(Uint8Array.of(1, 2));
  expect(BYTES).not.toEqual(Uint8Array.of(1, 2, 3, 0));
});

test("what else there is Vitest compares, as before", () => {
  expect(areSameBytes(BYTES, [1, 2, 3])).toBeUndefined();
  expect(areSameBytes(BYTES, Uint8Array.of(1, 2, 4))).toBeUndefined();
  expect(areSameBytes(BYTES, new Uint16Array([1, 2, 3]))).toBeUndefined();
  expect(areSameBytes(BYTES, Buffer.from(BYTES))).toBeUndefined();
  expect(BYTES).not.toEqual(Buffer.from(BYTES));
  expect(BYTES).not.toEqual([1, 2, 3]);
  expect(Float32Array.of(0)).not.toEqual(Float32Array.of(-0));
  expect(BYTES).toEqual(expect.any(Uint8Array));
});

test("it counts in every file: nobody looks for what else hangs on bytes", () => {
  expect(Object.assign(Uint8Array.of(1, 2, 3), { note: 1 })).toEqual(BYTES);
});
