import { AUDIO_PROBLEMS, type AudioProblem } from "./audio-problems.ts";

/**
 * Bytes or samples that cannot be used as sound. `code` is stable and never translated; message and `advice` are for
 * people. Extends `Error` and not `HubError`: `hub/audio` imports nothing, so that it can run anywhere.
 */
export class AudioError extends Error {
  override readonly name = "AudioError";
  readonly code: AudioProblem;
  /** What exactly was found, for whoever looks into it. */
  readonly detail: string;
  /** What the reader can do about it. */
  readonly advice: string;

  constructor(code: AudioProblem, detail: string, options?: ErrorOptions) {
    const { title, next } = AUDIO_PROBLEMS[code];
    super(`${title} (${detail})`, options);
    this.code = code;
    this.detail = detail;
    this.advice = next;
  }
}
