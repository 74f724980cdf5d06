import { type ClipSound, clipSound, SPEAKER_RATE_HZ } from "./clip-sound.ts";

/** One sound that came out of the toy, decoded when somebody listens to it. */
export class HeardSound {
  /** 1 the toy's own recording, 2..5 uploads, 0 a streamed one. */
  readonly playSlot: number;
  /** `Clock.now()` when it began. */
  readonly startedAt: number;
  /** Volume level that was set when it began, 0..255. */
  readonly volume: number;
  readonly #clip: Uint8Array;
  #decoded: ClipSound | undefined;
  #playedMs: number | undefined;

  constructor(begin: {
    readonly playSlot: number;
    readonly startedAt: number;
    readonly volume: number;
    readonly clip: Uint8Array;
  }) {
    this.playSlot = begin.playSlot;
    this.startedAt = begin.startedAt;
    this.volume = begin.volume;
    this.#clip = begin.clip;
  }

  /** How long it could be heard, ms; `undefined` while it still plays. */
  get playedMs(): number | undefined {
    return this.#playedMs;
  }

  /** 16 kHz, mono, 16 bit: what was heard of it, as far as it was played. */
  get samples(): Int16Array {
    const { samples } = this.#sound;
    if (this.#playedMs === undefined) return samples;
    return samples.subarray(0, Math.round((this.#playedMs * SPEAKER_RATE_HZ) / 1_000));
  }

  /** Frames that no encoder makes: a clip that was damaged on its way. */
  get frameErrors(): number {
    return this.#sound.frameErrors;
  }

  end(at: number): void {
    this.#playedMs ??= at - this.startedAt;
  }

  get #sound(): ClipSound {
    this.#decoded ??= clipSound(this.#clip);
    return this.#decoded;
  }
}
