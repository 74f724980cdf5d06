/** What the worker does with a clip. Pure: bytes in, facts or a refusal out. */
import { checkMessage } from "../audio/check-message.ts";
import { checkRecording } from "../audio/check-recording.ts";
import { AudioError } from "../audio/errors.ts";
import { decodeMessage } from "../audio/message-codec/decode-message.ts";
import { SAMPLE_RATE_HZ } from "../audio/message-codec/frame-layout.ts";
import { decodeRecording } from "../audio/recording-codec/decode-recording.ts";
import { mixToMono } from "../audio/shaping/mono.ts";
import { shapeMessage } from "../audio/shaping/shape-message.ts";
import { encodeWav, parseWav, splitChannels } from "../audio/wav.ts";
import { waveform, waveformPoints } from "../audio/waveform.ts";
import type { CheckedMessage, CheckedRecording, Refusal, ShapedMessage } from "../ports/vault.ts";

export type ClipJob =
  | { readonly kind: "message"; readonly bytes: Uint8Array }
  | { readonly kind: "recording"; readonly bytes: Uint8Array; readonly observedMs: number | undefined }
  | { readonly kind: "wav"; readonly bytes: Uint8Array };

/** What comes back for each kind of job. */
export interface ClipAnswers {
  readonly message: CheckedMessage | Refusal;
  readonly recording: CheckedRecording | Refusal;
  readonly wav: ShapedMessage | Refusal;
}

/** @param random from 0 up to 1 */
export function checkClip(job: ClipJob, random: () => number): ClipAnswers[ClipJob["kind"]] {
  try {
    if (job.kind === "message") return message(job.bytes);
    if (job.kind === "recording") return recording(job.bytes, job.observedMs);
    return wav(job.bytes, random);
  } catch (error) {
    if (error instanceof AudioError) return { kind: "refused", code: error.code, detail: error.message };
    throw error;
  }
}

function message(bytes: Uint8Array): ClipAnswers["message"] {
  const checked = checkMessage(bytes);
  return checked.kind === "ok" ? { kind: "ok", milliseconds: Math.round(checked.milliseconds) } : checked;
}

function recording(bytes: Uint8Array, observedMs: number | undefined): ClipAnswers["recording"] {
  const checked = checkRecording(bytes, observedMs === undefined ? {} : { observedMilliseconds: observedMs });
  if (checked.kind === "refused") return checked;
  const { samples, sampleRateHz } = decodeRecording(bytes);
  return {
    kind: "ok",
    milliseconds: Math.round(checked.milliseconds),
    waveform: waveform(samples, waveformPoints(checked.milliseconds)),
    wav: encodeWav(samples, sampleRateHz),
  };
}

function wav(bytes: Uint8Array, random: () => number): ClipAnswers["wav"] {
  const sound = parseWav(bytes);
  const shaped = shapeMessage(mixToMono(splitChannels(sound)), sound.sampleRateHz, { random });
  if (shaped.kind === "refused") return { kind: "refused", code: shaped.code, detail: "" };
  // What the family keeps is what the child hears, codec and all.
  const { samples } = decodeMessage(shaped.toyBytes);
  return {
    kind: "ok",
    milliseconds: Math.round(shaped.milliseconds),
    waveform: waveform(samples, waveformPoints(shaped.milliseconds)),
    toyBytes: shaped.toyBytes,
    wav: encodeWav(samples, SAMPLE_RATE_HZ),
  };
}
