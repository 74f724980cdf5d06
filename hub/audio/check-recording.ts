import type { AudioProblem } from "./audio-problems.ts";
import { AudioError } from "./errors.ts";
import type { BitsPerCode } from "./recording-codec/adpcm.ts";
import { parseRecordingFile } from "./recording-codec/recording-file.ts";

type RecordingProblem = Extract<AudioProblem, `recording.${string}`>;

/** Longer than a toy is known to record (40 s), short enough to bound what a strange toy can make us keep. */
const LONGEST_RECORDING_MS = 60_000;
/** A recording may be so much shorter or longer than the toy was seen to record. */
const DURATION_TOLERANCE = 0.03;

export type RecordingCheck =
  | { readonly kind: "ok"; readonly milliseconds: number; readonly bitsPerCode: BitsPerCode }
  | { readonly kind: "refused"; readonly code: RecordingProblem; readonly detail: string };

/**
 * Looks at everything in a toy's recording that can be seen to be wrong: magic, bits, predictors, whole blocks, length.
 * The format has no checksum: other flipped bits, and whole blocks lost where nobody timed the recording, go unseen.
 * Never throws.
 *
 * @param observedMilliseconds how long the toy was seen to record, or said it did.
 */
export function checkRecording(
  bytes: Uint8Array,
  { observedMilliseconds }: { readonly observedMilliseconds?: number } = {},
): RecordingCheck {
  let file: ReturnType<typeof parseRecordingFile>;
  try {
    file = parseRecordingFile(bytes);
  } catch (error) {
    if (!(error instanceof AudioError)) throw error;
    return { kind: "refused", code: error.code as RecordingProblem, detail: error.detail };
  }
  const { milliseconds, bitsPerCode } = file;
  if (milliseconds > LONGEST_RECORDING_MS) {
    return { kind: "refused", code: "recording.too-long", detail: `${milliseconds} ms` };
  }
  if (
    observedMilliseconds !== undefined &&
    Math.abs(milliseconds - observedMilliseconds) > DURATION_TOLERANCE * observedMilliseconds
  ) {
    const detail = `${milliseconds} ms, the toy was seen to record ${observedMilliseconds} ms`;
    return { kind: "refused", code: "recording.wrong-duration", detail };
  }
  return { kind: "ok", milliseconds, bitsPerCode };
}
