/**
 * Playing and looping: a question to the audio chip for the length (state 17), then state 5 until a timer of that length
 * ends. The toy goes by its timer, not by the sound.
 */
import type { Clock } from "../../../hub/ports/clock.ts";
import { STATES, type StateCode } from "../../toys/cloudpets/states.ts";
import type { AudioChip } from "./audio-chip.ts";
import { Timer } from "./timer.ts";
import { TIMINGS } from "./timings.ts";

/** The play slot that the loop plays, and the play paw. */
export const MAIN_PLAY_SLOT = 2;
/** A round shorter than this is a way to stop, not to play. */
const AUDIBLE_MS = 20;
/** The toy keeps lengths in 16 bits: a clip of 65.6 s plays for 0.064 s. */
const LENGTH_MASK = 0xffff;

export interface PlaybackHost {
  readonly clock: Clock;
  readonly chip: AudioChip;
  enter(state: StateCode): void;
  /** Playing is over: back to rest. */
  rest(): void;
}

export class Playback {
  readonly #host: PlaybackHost;
  readonly #timer: Timer;
  #loop: { left: number; readonly milliseconds: number } | undefined;

  constructor(host: PlaybackHost) {
    this.#host = host;
    this.#timer = new Timer(host.clock);
  }

  get isLooping(): boolean {
    return this.#loop !== undefined;
  }

  /** A playback time, or the question before it, has not run out. */
  get isPending(): boolean {
    return this.#timer.isRunning;
  }

  /** @param playSlot 1..5; 0 stops, but asks for the length of that slot all the same and shows 17 and 5 for it */
  play(playSlot: number): void {
    this.halt();
    this.#ask(playSlot, (milliseconds) => {
      this.#host.enter(STATES.audioPlayback);
      this.#host.chip.play(playSlot);
      this.#timer.start(milliseconds, () => this.#finish());
    });
  }

  /** @param milliseconds of a round; 0: as long as the clip is */
  loop(rounds: number, milliseconds: number): void {
    this.halt();
    const begin = (length: number) => {
      this.#loop = { left: rounds, milliseconds: length };
      this.#round();
    };
    if (milliseconds === 0) this.#ask(MAIN_PLAY_SLOT, begin);
    else begin(milliseconds);
  }

  /** Begins the round of a running loop anew. */
  restartRound(): void {
    if (this.#loop) this.#round();
  }

  /** Silence at once, and no state follows from what was played. */
  halt(): void {
    this.#timer.cancel();
    this.#loop = undefined;
    this.#host.chip.silence();
  }

  #ask(playSlot: number, answer: (milliseconds: number) => void): void {
    this.#host.enter(STATES.audioGetReturnValue);
    this.#timer.start(TIMINGS.chipQuery, () => {
      const length = this.#host.chip.lengthOf(playSlot) & LENGTH_MASK;
      answer(length === 0 ? TIMINGS.unknownClip : length);
    });
  }

  #round(): void {
    const loop = this.#loop;
    if (!loop) return;
    this.#host.enter(STATES.audioPlayback);
    if (loop.milliseconds >= AUDIBLE_MS) this.#host.chip.play(MAIN_PLAY_SLOT);
    this.#timer.start(Math.max(loop.milliseconds, TIMINGS.shortestRound), () => {
      loop.left -= 1;
      if (loop.left > 0) this.#round();
      else this.#finish();
    });
  }

  #finish(): void {
    this.#loop = undefined;
    this.#host.chip.silence();
    this.#host.rest();
  }
}
