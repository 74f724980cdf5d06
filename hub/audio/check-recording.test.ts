import fc from "fast-check";
import { expect, test } from "vitest";
import { readRecording } from "../../test/bench/codec-vectors.ts";
import { checkRecording } from "./check-recording.ts";
import { encodeRecording } from "./recording-codec/encode-recording.ts";

const recording = readRecording("recording-8k.ms4");

test("says how long a recording is and how it is coded", () => {
  expect(checkRecording(recording)).toEqual({ kind: "ok", milliseconds: 2902.5, bitsPerCode: 4 });
});

test.each([
  [2902.5, "ok"],
  [2902.5 / 0.971, "ok"],
  [2902.5 / 1.029, "ok"],
  [2902.5 / 0.969, "recording.wrong-duration"],
  [2902.5 / 1.031, "recording.wrong-duration"],
  [0, "recording.wrong-duration"],
])("2902.5 ms where the toy recorded %d ms is %s", (observedMilliseconds, outcome) => {
  const check = checkRecording(recording, { observedMilliseconds });
  expect(check.kind === "ok" ? "ok" : check.code).toBe(outcome);
});

test.each([
  [
    "a block that came twice in a short recording",
    Uint8Array.of(...recording, ...recording.subarray(-22 * 20)),
    "recording.wrong-duration",
  ],
  ["a tenth that got lost", recording.subarray(0, 32 + 22 * 486), "recording.wrong-duration"],
  ["a notification that got lost", recording.subarray(0, -16), "recording.bad-size"],
  ["a message", Uint8Array.of(0x41, 0x55, ...recording.subarray(2)), "recording.bad-magic"],
  ["8 bits", Uint8Array.of(...recording.subarray(0, 4), 8, ...recording.subarray(5)), "recording.bad-bits"],
  [
    "a predictor that does not exist",
    Uint8Array.of(...recording.subarray(0, 33), 0xff, ...recording.subarray(34)),
    "recording.bad-predictor",
  ],
  [
    "more than a minute",
    encodeRecording(new Int16Array(8000 * 61), { bitsPerCode: 4 }),
    "recording.too-long",
  ],
])("refuses %s", (_, bytes, code) => {
  expect(checkRecording(bytes, { observedMilliseconds: 2902.5 })).toMatchObject({ kind: "refused", code });
});

test("cannot see a flipped bit in a code: the format has no checksum", () => {
  const flipped = recording.slice();
  flipped[2000] = (flipped[2000] as number) ^ 1;
  expect(checkRecording(flipped, { observedMilliseconds: 2902.5 })).toMatchObject({ kind: "ok" });
});

test("never throws, whatever it is handed", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.option(fc.double(), { nil: undefined }),
      (bytes, observed) => {
        const check = checkRecording(bytes, observed === undefined ? {} : { observedMilliseconds: observed });
        expect(["ok", "refused"]).toContain(check.kind);
      },
    ),
  );
});
