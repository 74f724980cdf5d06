import { expect, test } from "vitest";
import { DIAL_BACK_BYTES, encodeDialBack, readDialBack, TOKEN_BYTES } from "./dial-back.ts";

const token = new Uint8Array(TOKEN_BYTES).map((_, at) => at);

test("a token is read back, also when more follows", () => {
  const bytes = encodeDialBack(token);
  expect(Buffer.from(bytes).toString("latin1", 0, 8)).toBe("PAWPOST1");
  expect(readDialBack(bytes)).toEqual(token);
  expect(readDialBack(Uint8Array.from([...bytes, 22, 3]))).toEqual(token);
});

test("it may come in pieces", () => {
  for (let length = 0; length < DIAL_BACK_BYTES; length += 1)
    expect(readDialBack(encodeDialBack(token).subarray(0, length))).toBe("more");
});

test("a visitor's first byte is none of it", () => {
  expect(readDialBack(Uint8Array.from([22]))).toBeUndefined();
  expect(readDialBack(Buffer.from("PAWPOST2"))).toBeUndefined();
});
