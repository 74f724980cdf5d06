import { SAMPLE_RATE_HZ } from "../../hub/audio/message-codec/frame-layout.ts";
import { readInput } from "./codec-vectors.ts";

/** Real speech at 16 kHz, as long as asked for: the speech vector over and over, begun elsewhere for another `take`. */
export function spokenSeconds(seconds: number, take = 0): Float32Array {
  const voice = readInput("speech1");
  const start = Math.floor((take * voice.length) / 8);
  return Float32Array.from(
    { length: seconds * SAMPLE_RATE_HZ },
    (_, n) => (voice[(start + n) % voice.length] as number) / 32_768,
  );
}
