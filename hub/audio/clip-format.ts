import { MESSAGE_MAGIC } from "./message-codec/message-file.ts";
import { RECORDING_MAGIC } from "./recording-codec/recording-file.ts";
import { isWav } from "./wav.ts";

export type ClipFormat = "message" | "recording" | "wav";

/** Tells a format by its first bytes; `undefined` for anything that is none of ours. The rest may still be wrong. */
export function detectClipFormat(bytes: Uint8Array): ClipFormat | undefined {
  if (isWav(bytes)) return "wav";
  if (bytes.byteLength < 2) return undefined;
  const magic = (bytes[0] as number) | ((bytes[1] as number) << 8);
  if (magic === MESSAGE_MAGIC) return "message";
  if (magic === RECORDING_MAGIC) return "recording";
  return undefined;
}
