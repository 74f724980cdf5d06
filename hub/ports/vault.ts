import type { About } from "../contract/about.ts";

/** Takes a recording in; can never open one again. */
export interface Vault {
  /** Seals to the family's recipient and forgets. @throws VaultError `vault.none` before a guardian exists */
  seal(
    about: About,
    toyBytes: Uint8Array,
    wav: Uint8Array,
  ): Promise<{ readonly sealed: Uint8Array; readonly number: number }>;
  /** What an age file shows from outside; `undefined` for anything else. */
  formOf(sealed: Uint8Array): { readonly recipients: number; readonly payloadBytes: number } | undefined;
  /** Whether this text is an age file to one recipient, as small as a key. */
  isBox(box: string): boolean;
}

/** What the hub checks before it takes a clip. Runs off the event loop; no clip can hold it up or bring it down. */
export interface ClipCheck {
  /** A message file for the toy: frame errors, length, loudness. */
  message(toyBytes: Uint8Array): Promise<CheckedMessage | Refusal>;
  /** A recording from the toy. `observedMs` is what was told or seen. */
  recording(bytes: Uint8Array, observedMs: number | undefined): Promise<CheckedRecording | Refusal>;
  /** Strict 16-bit WAV from the command line: shaped and encoded for the toy. */
  wav(bytes: Uint8Array): Promise<ShapedMessage | Refusal>;
}

export interface Refusal {
  readonly kind: "refused";
  /** Of `hub/audio`: `audio.silent`, `audio.too-long`, ... */
  readonly code: string;
  readonly detail: string;
}
/** Refused for want of room or time, not for what it is: worth another try. */
export const isForNow = ({ code }: Refusal): boolean => code === "check.busy" || code === "check.stopped";

export interface CheckedMessage {
  readonly kind: "ok";
  readonly milliseconds: number;
}
export interface CheckedRecording {
  readonly kind: "ok";
  readonly milliseconds: number;
  readonly waveform: readonly number[];
  /** 16-bit WAV, 8 kHz. */
  readonly wav: Uint8Array;
}
export interface ShapedMessage {
  readonly kind: "ok";
  readonly milliseconds: number;
  readonly waveform: readonly number[];
  readonly toyBytes: Uint8Array;
  /** 16-bit WAV, 16 kHz: what the toy will say. */
  readonly wav: Uint8Array;
}
