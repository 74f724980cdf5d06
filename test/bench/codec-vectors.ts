/** The audio vectors of `test/vectors/audio`, for tests and bench. Its README tells where each comes from. */
import { readFileSync } from "node:fs";
import { parseWav } from "../../hub/audio/wav.ts";

const FOLDER = new URL("../vectors/audio/", import.meta.url);

/** Inputs that have a file made by the app's own encoder, and the reference's decode of it. */
export const MESSAGE_VECTORS = ["speech1", "tone1k", "sweep", "noise", "silence", "impulse"] as const;
export type MessageVector = (typeof MESSAGE_VECTORS)[number];
/** Those that are speech. */
export const SPEECH_VECTORS = ["speech1"] as const satisfies readonly MessageVector[];

export const RECORDING_VECTORS = [
  { name: "random.ms4", bitsPerCode: 4 },
  { name: "random.ms5", bitsPerCode: 5 },
  { name: "random.ms6", bitsPerCode: 6 },
  { name: "recording-8k.ms4", bitsPerCode: 4 },
  { name: "recording-8k.ms6", bitsPerCode: 6 },
] as const;
export type RecordingVector = (typeof RECORDING_VECTORS)[number]["name"];

export function readVector(file: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(file, FOLDER)));
}

export function readInput(name: MessageVector | "recording-8k"): Int16Array {
  return parseWav(readVector(`${name}.in.wav`)).samples;
}

export function readAppEncoded(name: MessageVector): Uint8Array {
  return readVector(`${name}.app-encoder.au`);
}

export function readReferenceDecode(name: MessageVector): Int16Array {
  return parseWav(readVector(`${name}.app-encoder.ref-itu-fixed.wav`)).samples;
}

export function readRecording(name: RecordingVector): Uint8Array {
  return readVector(`${name}.bin`);
}

export function readRecordingOracle(name: RecordingVector): Int16Array {
  if (!name.startsWith("random")) return parseWav(readVector(`${name}.oracle.wav`)).samples;
  const bytes = readVector(`${name}.oracle.s16le`);
  const view = new DataView(bytes.buffer);
  return Int16Array.from({ length: bytes.byteLength / 2 }, (_, n) => view.getInt16(2 * n, true));
}
