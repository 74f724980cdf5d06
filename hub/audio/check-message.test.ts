import fc from "fast-check";
import { expect, test } from "vitest";
import { readAppEncoded, readInput } from "../../test/bench/codec-vectors.ts";
import { checkMessage } from "./check-message.ts";
import { encodeMessage } from "./message-codec/encode-message.ts";
import { createMessageFile } from "./message-codec/message-file.ts";
import { LONGEST_MESSAGE_FRAMES } from "./message-limits.ts";

const RATE = 16_000;
function sine(seconds: number, height: number): Int16Array {
  return Int16Array.from({ length: seconds * RATE }, (_, n) => Math.round(height * Math.sin(n / 4)));
}

test("lets a message pass that the original app made, and says how it is", () => {
  const check = checkMessage(readAppEncoded("speech1"));
  expect(check).toMatchObject({ kind: "ok", frameCount: 207, milliseconds: 4140 });
  if (check.kind !== "ok") return;
  expect(check.soundMilliseconds).toBeLessThan(check.milliseconds);
  expect(check.samples).toHaveLength(207 * 320);
});

function damaged(): Uint8Array {
  const file = encodeMessage(readInput("speech1"));
  file.fill(0, 32 + 100 * 40, 32 + 101 * 40);
  return file;
}

/** Silent frames do not make a message longer than it may be, up to the tail that toys need. */
function speechThenSilence(frames: number): Uint8Array {
  const samples = new Int16Array(frames * 320);
  samples.set(readInput("speech1"));
  return encodeMessage(samples);
}

test("40 s of sound and a tail pass", () => {
  expect(checkMessage(speechThenSilence(LONGEST_MESSAGE_FRAMES))).toMatchObject({ kind: "ok" });
});

test.each([
  ["a recording", Uint8Array.of(0x4d, 0x53, ...new Uint8Array(62)), "message.bad-magic"],
  ["a file cut short", readAppEncoded("speech1").subarray(0, -1), "message.truncated"],
  ["a file that goes on after its end", Uint8Array.of(...readAppEncoded("tone1k"), 0), "message.header-lies"],
  ["0 s", createMessageFile(0), "message.empty"],
  [
    "one frame more than any message may have",
    speechThenSilence(LONGEST_MESSAGE_FRAMES + 1),
    "message.too-long",
  ],
  ["40.1 s of sound", encodeMessage(sine(40.1, 3000)), "message.too-long"],
  ["one damaged frame", damaged(), "message.frame-errors"],
  ["frames of zeros", createMessageFile(50), "message.frame-errors"],
  ["silence", readAppEncoded("silence"), "message.silence"],
  ["a tone that hardly anybody hears", encodeMessage(sine(1, 8)), "message.silence"],
  ["a loud tone", encodeMessage(sine(1, 20_000)), "message.too-loud"],
  [
    "speech with its peaks at full scale",
    encodeMessage(readInput("speech1").map((x) => Math.max(-32_767, Math.min(32_767, 1.3 * x)))),
    "message.too-loud",
  ],
])("refuses %s", (_, bytes, code) => {
  expect(checkMessage(bytes)).toMatchObject({ kind: "refused", code });
});

test("never throws, whatever it is handed", () => {
  const anyFrames = fc.uint8Array({ minLength: 40, maxLength: 400 }).map((body) => {
    const file = createMessageFile(Math.floor(body.length / 40));
    file.set(body.subarray(0, file.length - 32), 32);
    return file;
  });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), anyFrames), (bytes) => {
      expect(["ok", "refused"]).toContain(checkMessage(bytes).kind);
    }),
    { numRuns: 300 },
  );
});
