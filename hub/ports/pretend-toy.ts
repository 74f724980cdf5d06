import type { PretendToyView } from "../contract/api.ts";

/** The simulated toy on this machine, as the pretend-toy panel handles it. */
export interface PretendToy {
  view(): Promise<PretendToyView>;
  /** Tells every change until `signal` aborts. */
  watch(onChange: (view: PretendToyView) => void, signal: AbortSignal): Promise<void>;
  press(paw: "play" | "record"): Promise<void>;
  /** What the child says next: 8 kHz, 16-bit little-endian, mono. */
  say(pcm: Uint8Array): Promise<void>;
  /** WAV of what the speaker played last; `undefined` for nothing yet. */
  heard(): Promise<Uint8Array<ArrayBuffer> | undefined>;
}
