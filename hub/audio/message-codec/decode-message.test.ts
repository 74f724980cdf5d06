import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { correlation, largestDifference } from "../../../test/bench/codec-measures.ts";
import { MESSAGE_VECTORS, readAppEncoded, readReferenceDecode } from "../../../test/bench/codec-vectors.ts";
import { AudioError } from "../errors.ts";
import { decodeMessage, decodeMessageFrames } from "./decode-message.ts";
import { encodeMessage } from "./encode-message.ts";
import { FRAME_BYTES, FRAME_SAMPLES } from "./frame-layout.ts";
import { createMessageFile, MESSAGE_HEADER_BYTES } from "./message-file.ts";

describe.each(MESSAGE_VECTORS)("%s from the app's encoder", (name) => {
  const decoded = decodeMessage(readAppEncoded(name));
  const reference = readReferenceDecode(name);

  test("has no bad frame", () => expect(decoded.frameErrors).toBe(0));
  test("is as long as the reference", () => expect(decoded.samples).toHaveLength(reference.length));

  // The reference leaves the two lowest bits of each sample out, so that silence correlates with nothing.
  if (name === "silence") {
    test("stays as close to the reference as its missing bits allow", () => {
      expect(largestDifference(decoded.samples, reference)).toBeLessThanOrEqual(8);
    });
  } else {
    test("sounds like the reference, its noise included", () => {
      expect(correlation(decoded.samples, reference)).toBeGreaterThan(0.9999);
    });
  }
});

describe("damaged frames", () => {
  const tone = Int16Array.from({ length: 20 * FRAME_SAMPLES }, (_, n) => Math.round(8000 * Math.sin(n / 5)));
  const levelOf = (samples: Int16Array, frame: number) =>
    Math.sqrt(samples.subarray(frame * 320, (frame + 1) * 320).reduce((sum, x) => sum + x * x, 0) / 320);

  /** All zeros end in a zero, where an encoder leaves ones. */
  function damaged(...frames: number[]): ReturnType<typeof decodeMessage> {
    const file = encodeMessage(tone);
    for (const frame of frames)
      file.fill(0, MESSAGE_HEADER_BYTES + frame * 40, MESSAGE_HEADER_BYTES + (frame + 1) * 40);
    return decodeMessage(file);
  }

  test("are counted", () => expect(damaged(5, 9, 10, 11).frameErrors).toBe(4));
  test("one is bridged by the frame before it", () =>
    expect(levelOf(damaged(5).samples, 5)).toBeGreaterThan(1000));
  test("several in a row fade to silence", () => expect(levelOf(damaged(5, 6, 7, 8).samples, 8)).toBe(0));
  test("do not disturb what comes long after", () => {
    const { samples } = damaged(5, 6);
    expect(
      correlation(samples.subarray(10 * 320), decodeMessage(encodeMessage(tone)).samples.subarray(10 * 320)),
    ).toBeGreaterThan(0.999);
  });

  test.each([0, 4, 60, 160, 319])("a flipped bit %i is found or gives other sound, never a crash", (bit) => {
    const file = encodeMessage(tone);
    const at = MESSAGE_HEADER_BYTES + 10 * FRAME_BYTES + (bit >> 3);
    file[at] = (file[at] as number) ^ (1 << (bit & 7));
    expect(decodeMessage(file).samples).toHaveLength(tone.length);
  });
});

test("the same message always decodes to the same samples", () => {
  const file = readAppEncoded("noise");
  expect(decodeMessage(file).samples).toEqual(decodeMessage(file).samples);
});

test("any frames decode to something, with most of them found to be bad", () => {
  let errors = 0;
  let frames = 0;
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 40, maxLength: 400 }), (bytes) => {
      const count = Math.floor(bytes.length / FRAME_BYTES);
      errors += decodeMessageFrames(bytes, new Int16Array(count * FRAME_SAMPLES));
      frames += count;
    }),
    { numRuns: 300 },
  );
  expect(errors / frames).toBeGreaterThan(0.8);
});

test("any bytes are decoded or refused with an AudioError", () => {
  const headed = fc
    .tuple(fc.nat(12), fc.uint8Array({ maxLength: 500 }), fc.nat(40))
    .map(([count, body, cut]) => {
      const file = createMessageFile(count);
      file.set(body.subarray(0, file.length - MESSAGE_HEADER_BYTES), MESSAGE_HEADER_BYTES);
      return file.subarray(0, Math.max(0, file.length - (cut > 20 ? cut : 0)));
    });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), headed), (bytes) => {
      try {
        const { samples, frameErrors, frameCount } = decodeMessage(bytes);
        expect(samples).toHaveLength(frameCount * FRAME_SAMPLES);
        expect(frameErrors).toBeLessThanOrEqual(frameCount);
      } catch (error) {
        if (!(error instanceof AudioError)) throw error;
        expect(error.code).toMatch(/^message\./);
      }
    }),
    { numRuns: 500 },
  );
});
