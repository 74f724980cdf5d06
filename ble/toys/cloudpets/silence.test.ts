import { expect, test } from "vitest";
import { decodeMessage } from "../../../hub/audio/message-codec/decode-message.ts";
import { encodeMessage } from "../../../hub/audio/message-codec/encode-message.ts";
import { SILENCE, SILENCE_MS } from "./silence.ts";

const RATE_HZ = 16_000;

test("is what the encoder makes of silence", () => {
  const samples = new Int16Array((SILENCE_MS * RATE_HZ) / 1_000);
  expect(Buffer.from(SILENCE).toString("hex")).toBe(Buffer.from(encodeMessage(samples)).toString("hex"));
});

test("is a whole message in which nothing can be heard", () => {
  const { samples, frameErrors } = decodeMessage(SILENCE);
  expect(frameErrors).toBe(0);
  expect(samples.length).toBe((SILENCE_MS * RATE_HZ) / 1_000);
  // The codec fills in noise far below hearing: -60 dB of full scale at most.
  expect(samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)).toBeLessThan(33);
});
