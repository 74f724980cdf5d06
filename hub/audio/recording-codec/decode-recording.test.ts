import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RECORDING_VECTORS, readRecording, readRecordingOracle } from "../../../test/bench/codec-vectors.ts";
import { AudioError } from "../errors.ts";
import { decodeRecording } from "./decode-recording.ts";

test.each(RECORDING_VECTORS)(
  "$name decodes to the maker's own samples, every one",
  ({ name, bitsPerCode }) => {
    const decoded = decodeRecording(readRecording(name));
    expect(decoded.bitsPerCode).toBe(bitsPerCode);
    expect(decoded.samples).toEqual(readRecordingOracle(name));
    expect(decoded.milliseconds).toBeCloseTo(decoded.samples.length / 8, 9);
  },
);

describe("refuses", () => {
  const change = (at: number, ...bytes: number[]) => {
    const file = readRecording("random.ms4");
    file.set(bytes, at);
    return file;
  };
  const whole = readRecording("random.ms4");

  test.each([
    ["nothing at all", new Uint8Array(0), "recording.bad-magic"],
    ["a message's magic", change(0, 0x41, 0x55), "recording.bad-magic"],
    ["a header cut short", whole.subarray(0, 31), "recording.bad-size"],
    ["a header alone", whole.subarray(0, 32), "recording.empty"],
    ["3 bits per code", change(4, 3, 0), "recording.bad-bits"],
    ["7 bits per code", change(4, 7, 0), "recording.bad-bits"],
    ["bits in the high byte", change(4, 4, 1), "recording.bad-bits"],
    ["half a block at the end", whole.subarray(0, -11), "recording.bad-size"],
    ["a byte too many", Uint8Array.of(...whole, 0), "recording.bad-size"],
    ["predictor 7 in the first block", change(33, 0x7f), "recording.bad-predictor"],
    ["predictor 15 in the last block", change(whole.length - 21, 0xf0), "recording.bad-predictor"],
  ])("%s", (_, bytes, code) => {
    expect(() => decodeRecording(bytes)).toThrow(expect.objectContaining({ name: "AudioError", code }));
  });
});

test("takes no notice of header words that nobody reads", () => {
  const file = readRecording("random.ms5");
  file.fill(0x5a, 6, 32);
  expect(decodeRecording(file).samples).toEqual(readRecordingOracle("random.ms5"));
});

test("any bytes are decoded or refused with an AudioError", () => {
  const headed = fc
    .tuple(fc.constantFrom(4, 5, 6), fc.uint8Array({ maxLength: 400 }))
    .map(([bits, body]) => Uint8Array.of(0x4d, 0x53, 0x40, 0x1f, bits, 0, ...new Uint8Array(26), ...body));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 100 }), headed), (bytes) => {
      try {
        const { samples } = decodeRecording(bytes);
        expect(samples.every((sample) => sample % 16 === 0)).toBe(true);
      } catch (error) {
        if (!(error instanceof AudioError)) throw error;
        expect(error.code).toMatch(/^recording\./);
      }
    }),
    { numRuns: 500 },
  );
});
