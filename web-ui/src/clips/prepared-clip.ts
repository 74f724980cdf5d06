/** A message that is ready to be heard, stamped and sent. */
export interface PreparedClip {
  /** For the toy. */
  readonly toyBytes: Uint8Array<ArrayBuffer>;
  /** SHA-256 of `toyBytes`: what the stamp is for. */
  readonly sha256: string;
  /** For people: 16 kHz, before the toy's codec. */
  readonly wav: Uint8Array<ArrayBuffer>;
  /** As the bear says it: out of the toy's codec. */
  readonly bear: Uint8Array<ArrayBuffer>;
  readonly waveform: readonly number[];
  /** As the toy plays it, its silent tail included. */
  readonly milliseconds: number;
  /** How long somebody speaks. */
  readonly soundMilliseconds: number;
  /** Milliseconds of silence that were taken off at its start and at its end. */
  readonly trimmed: { readonly start: number; readonly end: number };
}

export type Preparation =
  | { readonly kind: "ok"; readonly clip: PreparedClip }
  /** `code` is one of `hub/audio`'s. */
  | { readonly kind: "refused"; readonly code: string };
