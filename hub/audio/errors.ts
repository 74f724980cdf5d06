import type { AudioProblem } from "./audio-problems.ts";

/**
 * Bytes or samples that cannot be used as sound. `code` is stable and never translated; what a person is told is in
 * {@link AUDIO_PROBLEMS}. Extends `Error` and not `HubError`: `hub/audio` imports nothing, so that it can run anywhere.
 */
export class AudioError extends Error {
  override readonly name = "AudioError";
  readonly code: AudioProblem;

  constructor(code: AudioProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
