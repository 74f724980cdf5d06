/** One recording from the press of the button to the sound that somebody may send, whatever comes in between. */
import { Hearing } from "./hearing.ts";
import { joinSounds, LONGEST_RECORDING_MS, lengthOf, type RawSound } from "./raw-sound.ts";
import type { Recorder, RecorderListener, StartRecorder } from "./recorder.ts";
import { type GiveBack, MICROPHONE_LOCK, type TabLocks } from "./tab-locks.ts";
import { TakeKeeper } from "./take-keeper.ts";
import type { NewTake, TakeStore } from "./take-store.ts";

/**
 *   starting ──▶ running ──▶ stopping ──▶ stopped
 *      │            │           ▲
 *      ▼            ▼  keep()   │
 *   elsewhere   interrupted ────┘   goOn() leads back to starting
 *   failed
 */
export type RecordingState =
  /** The microphone is on its way. */
  | { readonly kind: "starting" }
  /** Another tab of this browser records. */
  | { readonly kind: "elsewhere" }
  | { readonly kind: "failed"; readonly error: unknown }
  | {
      readonly kind: "running";
      /** Of all that was said, before a break too. */
      readonly elapsedMs: number;
      /** The loudest sample of each of the last {@link LEVELS} stretches of about 40 ms, 0..1; the newest last. */
      readonly levels: readonly number[];
      /** Nothing was to be heard for some seconds. */
      readonly isSilent: boolean;
      /** What was said is on this device; else in memory only. */
      readonly isKept: boolean;
    }
  /** Somebody rang, or the system took the microphone. What was said until then is there. */
  | { readonly kind: "interrupted"; readonly milliseconds: number; readonly isKept: boolean }
  /** The last samples are on their way. */
  | { readonly kind: "stopping" }
  | { readonly kind: "stopped"; readonly sound: RawSound; readonly isKept: boolean };

export interface RecordingPorts {
  readonly startRecorder: StartRecorder;
  readonly takes: TakeStore;
  readonly locks: TabLocks;
  /** For hands and ears: at the first sample, and after the last. */
  readonly cue: (what: "started" | "stopped") => void;
  readonly isAudible: () => boolean;
}

const LEVELS = 48;
/** The pieces come 47 times a second; half of that is smooth enough and leaves the phone cool. */
const EVERY = 2;
const QUIET: readonly number[] = Array(LEVELS).fill(0);

export class RecordingSession {
  readonly #ports: RecordingPorts;
  readonly #take: NewTake;
  readonly #onChange: (state: RecordingState) => void;
  readonly #keeper: TakeKeeper;
  #sounds: readonly RawSound[];
  #state: RecordingState = { kind: "starting" };
  #recorder: Recorder | undefined;
  #isKept = true;
  #isGone = false;
  #giveBack: GiveBack = async () => undefined;

  /** @param before all pieces that are kept of it, when it goes on after a break */
  constructor(
    ports: RecordingPorts,
    take: NewTake,
    onChange: (state: RecordingState) => void,
    before: readonly RawSound[] = [],
  ) {
    this.#ports = ports;
    this.#take = take;
    this.#onChange = onChange;
    this.#sounds = before;
    this.#keeper = new TakeKeeper({
      store: ports.takes,
      take,
      piecesBefore: before.length,
      onKept: (isKept) => {
        this.#isKept = isKept;
        if (this.#state.kind === "running") this.#show({ ...this.#state, isKept });
      },
    });
  }

  /** Never rejects: what goes wrong is a state. */
  async start(): Promise<void> {
    this.#show({ kind: "starting" });
    const giveBack = await this.#ports.locks.take(MICROPHONE_LOCK);
    if (giveBack === undefined) return this.#show({ kind: "elsewhere" });
    this.#giveBack = giveBack;
    const beforeMs = lengthOf(this.#sounds);
    try {
      if (this.#isGone) return await giveBack();
      const options = { longestMs: LONGEST_RECORDING_MS - beforeMs, isAudible: this.#ports.isAudible() };
      const recorder = await this.#ports.startRecorder(this.#listen(beforeMs), options);
      if (this.#isGone) {
        recorder.discard();
        return await giveBack();
      }
      this.#recorder = recorder;
      this.#ports.cue("started");
      this.#show(this.#running(beforeMs));
    } catch (error) {
      await giveBack();
      this.#show({ kind: "failed", error });
    }
  }

  /** What was said so far, to be sent. */
  async stop(): Promise<void> {
    if (this.#state.kind !== "running") return;
    this.#show({ kind: "stopping" });
    await this.#halt();
    await this.#finish();
  }

  /** After a break: as it is. */
  async keep(): Promise<void> {
    if (this.#state.kind !== "interrupted") return;
    this.#show({ kind: "stopping" });
    await this.#finish();
  }

  /** After a break: the same recording, from there. */
  async goOn(): Promise<void> {
    if (this.#state.kind === "interrupted") await this.start();
  }

  /** Nothing of it stays. */
  async discard(): Promise<void> {
    this.#leave();
    this.#recorder?.discard();
    await this.#keeper.discard();
  }

  /** The page goes out of sight, or away: what is in memory is written at once. */
  flush(): void {
    void this.#keeper.flush();
  }

  /** The screen is gone without a word, as when a session ends: what was said is there at the next visit. */
  async close(): Promise<void> {
    if (this.#isGone) return;
    this.#leave();
    await this.#recorder?.stop();
    this.flush();
  }

  #listen(beforeMs: number): RecorderListener {
    const hearing = new Hearing();
    const levels: number[] = Array(LEVELS).fill(0);
    let pieces = 0;
    let loudest = 0;
    return {
      onPiece: (samples, elapsedMs) => {
        const sampleRateHz = this.#recorder?.sampleRateHz;
        if (sampleRateHz !== undefined) this.#keeper.add({ pcm: samples, sampleRateHz });
        const peak = peakOf(samples);
        const isSilent = hearing.isSilent(peak, elapsedMs);
        loudest = Math.max(loudest, peak);
        pieces += 1;
        if (pieces % EVERY !== 1 || this.#state.kind !== "running") return;
        levels.shift();
        levels.push(loudest);
        loudest = 0;
        this.#show(this.#running(beforeMs + elapsedMs, [...levels], isSilent));
      },
      onFull: () => void this.stop(),
      onInterrupted: () => void this.#interrupt(),
    };
  }

  #running(elapsedMs: number, levels: readonly number[] = QUIET, isSilent = false): RecordingState {
    return { kind: "running", elapsedMs, levels, isSilent, isKept: this.#isKept };
  }

  async #interrupt(): Promise<void> {
    if (this.#state.kind !== "running") return;
    this.#show({ kind: "stopping" });
    await this.#halt();
    await this.#keeper.flush();
    this.#show({ kind: "interrupted", milliseconds: lengthOf(this.#sounds), isKept: this.#keeper.isKept });
  }

  /** The microphone is given back; what it heard is in `#sounds`. */
  async #halt(): Promise<void> {
    const sound = await this.#recorder?.stop();
    this.#recorder = undefined;
    if (sound !== undefined) this.#sounds = [...this.#sounds, sound];
    await this.#giveBack();
    this.#ports.cue("stopped");
  }

  async #finish(): Promise<void> {
    const isKept = await this.#keeper.end("draft");
    this.#show({ kind: "stopped", sound: await joinSounds(this.#sounds), isKept });
  }

  #leave(): void {
    this.#isGone = true;
    void this.#giveBack();
  }

  #show(state: RecordingState): void {
    if (this.#isGone) return;
    this.#state = state;
    this.#onChange(state);
  }
}

function peakOf(samples: Float32Array): number {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  return Math.min(1, peak);
}
