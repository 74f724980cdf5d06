/**
 * The record paw, and the silent recording that anybody in range can start by `08 02`: without a state, without a light,
 * without the limit of 19 s.
 */
import type { Clock } from "../../../hub/ports/clock.ts";
import { STATES, type StateCode } from "../../toys/cloudpets/states.ts";
import type { AudioChip } from "./audio-chip.ts";
import { SLOT_MILLISECONDS, type ToySwitches } from "./switches.ts";
import { Timer } from "./timer.ts";
import { OLD_CHIP_BELOW, TIMINGS } from "./timings.ts";

export interface RecorderHost {
  readonly clock: Clock;
  readonly chip: AudioChip;
  enter(state: StateCode): void;
  rest(): void;
  lightHeart(): void;
}

export class Recorder {
  readonly #host: RecorderHost;
  readonly #longestMs: number;
  readonly #end: Timer;
  #kind: "none" | "paw" | "silent" = "none";
  #startedAt = 0;

  constructor(host: RecorderHost, switches: ToySwitches) {
    this.#host = host;
    this.#longestMs =
      switches.audioChipVersion < OLD_CHIP_BELOW ? TIMINGS.longestRecordingOldChip : TIMINGS.longestRecording;
    this.#end = new Timer(host.clock);
  }

  get isSilent(): boolean {
    return this.#kind === "silent";
  }

  startByPaw(): void {
    this.#begin("paw", this.#longestMs, () => this.#endByPaw());
    this.#host.lightHeart();
    this.#host.enter(STATES.audioRecord);
  }

  /** The paw asks for the end; it comes once the shortest recording is over. */
  stopByPaw(): void {
    if (this.#kind !== "paw") return;
    const lasted = this.#host.clock.monotonic() - this.#startedAt;
    this.#end.start(Math.max(0, TIMINGS.shortestRecording - lasted), () => this.#endByPaw());
  }

  startSilently(): void {
    this.#begin("silent", SLOT_MILLISECONDS, () => this.stop());
  }

  /** Ends whichever recording runs, and keeps it; the state is the caller's. */
  stop(): void {
    this.#end.cancel();
    this.#kind = "none";
    this.#host.chip.stopRecording();
  }

  losePower(): void {
    this.#end.cancel();
    this.#kind = "none";
  }

  #begin(kind: "paw" | "silent", longestMs: number, end: () => void): void {
    this.stop();
    this.#kind = kind;
    this.#startedAt = this.#host.clock.monotonic();
    this.#host.chip.startRecording();
    this.#end.start(longestMs, end);
  }

  #endByPaw(): void {
    this.stop();
    this.#host.rest();
  }
}
