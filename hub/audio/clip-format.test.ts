import { expect, test } from "vitest";
import { readVector } from "../../test/bench/codec-vectors.ts";
import { detectClipFormat } from "./clip-format.ts";

test.each([
  ["speech1.in.wav", "wav"],
  ["speech1.app-encoder.au", "message"],
  ["random.ms5.bin", "recording"],
  ["README.md", undefined],
])("%s is %s", (file, format) => expect(detectClipFormat(readVector(file))).toBe(format));

test.each([0, 1, 2])("%i bytes are none of ours", (length) => {
  expect(detectClipFormat(new Uint8Array(length))).toBeUndefined();
});
