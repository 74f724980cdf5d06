import fc from "fast-check";
import { expect, test } from "vitest";
import { readInput, readRecording } from "../../../test/bench/codec-vectors.ts";
import { decodeRecording } from "./decode-recording.ts";
import { encodeRecording } from "./encode-recording.ts";

function snr(input: Int16Array, output: Int16Array): number {
  let energy = 0;
  let error = 0;
  for (const [n, sample] of input.entries()) {
    energy += sample ** 2;
    error += (sample - (output[n] as number)) ** 2;
  }
  return 10 * Math.log10(energy / error);
}

test.each([
  [4, 22],
  [5, 27],
  [6, 31.5],
] as const)("speech at %i bits comes back with %d dB", (bitsPerCode, leastDb) => {
  const input = readInput("recording-8k");
  const file = encodeRecording(input, { bitsPerCode });
  expect(snr(input, decodeRecording(file).samples)).toBeGreaterThan(leastDb);
});

test("writes the header that the vectors have", () => {
  const vector = readRecording("recording-8k.ms6");
  const ours = encodeRecording(readInput("recording-8k"), { bitsPerCode: 6 });
  expect(ours.subarray(0, 32)).toEqual(vector.subarray(0, 32));
  expect(ours).toHaveLength(vector.length);
});

test("whatever is encoded is a sound recording, at most a block longer", () => {
  fc.assert(
    fc.property(
      fc.int16Array({ minLength: 1, maxLength: 500 }),
      fc.constantFrom(4, 5, 6),
      (samples, bitsPerCode) => {
        const decoded = decodeRecording(encodeRecording(samples, { bitsPerCode }));
        expect(decoded.bitsPerCode).toBe(bitsPerCode);
        expect(decoded.samples.length - samples.length).toBeGreaterThanOrEqual(0);
        expect(decoded.samples.length - samples.length).toBeLessThan(44);
      },
    ),
    { numRuns: 200 },
  );
});

test("decoding and encoding again keeps what was heard", () => {
  const once = decodeRecording(readRecording("recording-8k.ms4")).samples;
  const again = decodeRecording(encodeRecording(once, { bitsPerCode: 6 })).samples;
  expect(snr(once, again)).toBeGreaterThan(30);
});
