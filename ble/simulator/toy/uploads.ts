/** The commands `00` and `01`, and what becomes of the uploads they begin and end. */
import type { Clock } from "../../../hub/ports/clock.ts";
import type { Command } from "../../toys/cloudpets/commands.ts";
import { STATES, type StateCode } from "../../toys/cloudpets/states.ts";
import type { DataRequest } from "../../toys/cloudpets/upload-flow.ts";
import type { AudioChip } from "./audio-chip.ts";
import type { Flash } from "./flash.ts";
import type { ToySwitches } from "./switches.ts";
import { Timer } from "./timer.ts";
import { TIMINGS } from "./timings.ts";
import type { RestartCause } from "./toy-event.ts";
import { Upload, type UploadOutcome, type UploadReport } from "./upload.ts";
import { admitsKey } from "./upload-key.ts";

export interface UploadsHost {
  readonly clock: Clock;
  readonly flash: Flash;
  readonly chip: AudioChip;
  readonly switches: ToySwitches;
  /** 0..1, where the watchdog's tick lies. */
  readonly random: () => number;
  enter(state: StateCode): void;
  rest(): void;
  /** `onTaken` is called when the radio took it. */
  tellRequest(request: DataRequest, onTaken?: () => void): void;
  restart(cause: RestartCause): void;
  tellEnded(report: UploadReport): void;
}

/** Uploads that are remembered for whoever asks how they went. */
const MOST_REPORTS = 1_000;

export class Uploads {
  readonly #host: UploadsHost;
  readonly #refusal: Timer;
  readonly #reports: UploadReport[] = [];
  #upload: Upload | undefined;
  /** The firmware's own flag; `09 06` reads and clears it, and then a second `00` no longer aborts. */
  #isMarked = false;
  #isStrict = false;

  constructor(host: UploadsHost) {
    this.#host = host;
    this.#refusal = new Timer(host.clock);
  }

  /** Uploads that ended, oldest first. */
  get reports(): readonly UploadReport[] {
    return this.#reports;
  }

  get isMarked(): boolean {
    return this.#isMarked;
  }

  get isUnderWay(): boolean {
    return this.#upload !== undefined;
  }

  get request(): DataRequest {
    return this.#upload?.request ?? { bytes: 0, completed: 0 };
  }

  unmark(): void {
    this.#isMarked = false;
  }

  write(bytes: Uint8Array): void {
    this.#upload?.write(bytes);
  }

  /** `00` while an upload is marked. */
  abort(): void {
    this.#close("aborted");
    this.#host.rest();
  }

  /** `00` in Idle. */
  start({ slot, key, strict }: Extract<Command, { kind: "start-upload" }>): void {
    const { chip, flash, clock, switches, random } = this.#host;
    if (!admitsKey(flash, key)) {
      this.#host.enter(STATES.keyCheckFailed);
      this.#refusal.start(TIMINGS.keyRefused, () => this.#host.rest());
      return;
    }
    if (strict !== undefined) this.#isStrict = strict;
    if (switches.abortedUploadErasesSlot && slot > 0) chip.erase(slot + 1);
    this.#isMarked = true;
    this.#upload = new Upload({
      clock,
      switches,
      slot,
      isStrict: this.#isStrict,
      phaseMs: random() * 100,
      onRequest: (request, onTaken) => this.#host.tellRequest(request, onTaken),
      onPrimed: () => this.#host.enter(STATES.audioUpload),
      onBroken: (request) => {
        this.#host.tellRequest(request);
        this.#close("broken");
        this.#host.rest();
      },
      onStalled: () => this.#host.restart("upload-stalled"),
    });
    this.#host.enter(STATES.bufferPrime);
    this.#upload.start();
  }

  /** `01`: what reached the audio chip is the clip. */
  finish(): void {
    this.#close(this.#upload?.slot === 0 ? "streamed" : "stored");
  }

  /** State 15 ends early. */
  forgetRefusal(): void {
    this.#refusal.cancel();
  }

  losePower(outcome: "restarted" | "powered-off"): void {
    this.#refusal.cancel();
    this.#close(outcome);
    this.#isStrict = false;
  }

  #close(outcome: UploadOutcome): void {
    const ended = this.#upload?.end(outcome);
    this.#upload = undefined;
    this.#isMarked = false;
    if (!ended) return;
    if (outcome === "stored") this.#host.chip.store(ended.report.slot + 1, ended.clip);
    if (outcome === "streamed") this.#host.chip.stream(ended.clip);
    this.#reports.push(ended.report);
    if (this.#reports.length > MOST_REPORTS) this.#reports.shift();
    this.#host.tellEnded(ended.report);
  }
}
