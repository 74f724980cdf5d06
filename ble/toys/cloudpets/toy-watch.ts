/**
 * What the toy's states mean: which were ours, and which were the child.
 *
 * While we hold the link nobody else can act, so what we did not cause was the child at the paws. The toy has no receipt:
 * a message was heard when a playback was seen that nobody commanded.
 *
 *   record paw    2 ........... 1
 *   play paw     17 → 5 ....... 1
 *   we fetch a value   17 ...... 1        we upload   9 → 3 ... 1       we download   8 → 7 ... 1
 *   we start, stop a loop  5 .... 1        game mode   18 or 19, once a press
 *   we play a message   17 → 5 .. 1
 *
 * Pure: states and times in, events out.
 */
import type { ToyEvent } from "../toy-driver.ts";
import { STATES, stateName } from "./states.ts";

/** What we are doing that shows in the toy's states. */
export type Doing = "fetch-value" | "upload" | "download" | "start-loop" | "stop-playing" | "play";

/** What makes the toy ask its audio chip for a length. */
const ASKING: ReadonlySet<Doing> = new Set(["fetch-value", "start-loop", "stop-playing", "play"]);
/** What makes the toy play. */
const PLAYING: ReadonlySet<Doing> = new Set(["start-loop", "stop-playing", "play"]);

export class ToyWatch {
  readonly #emit: (event: ToyEvent) => void;
  #doing: Doing | undefined;
  #playback: { readonly isCommanded: boolean } | undefined;
  /** By the record paw; `since`: undefined where it had begun before the link came up. */
  #recording: { readonly since: number | undefined } | undefined;
  #hasStrangeQuery = false;
  #lastRecordingMs: number | undefined;

  constructor(emit: (event: ToyEvent) => void) {
    this.#emit = emit;
  }

  /** States that this causes are ours until the result is disposed. */
  during(doing: Doing): Disposable {
    this.#doing = doing;
    return {
      [Symbol.dispose]: () => {
        this.#doing = undefined;
      },
    };
  }

  /** How long the latest recording was seen to last, ms; told once. */
  takeRecordingMs(): number | undefined {
    const lasted = this.#lastRecordingMs;
    this.#lastRecordingMs = undefined;
    return lasted;
  }

  /** The toy's state as read right after connecting: no event, but what it goes on to is understood. A loop was no child. */
  begin(code: number, isLooping: boolean): void {
    if (code === STATES.audioPlayback) this.#playback = { isCommanded: isLooping };
    if (code === STATES.audioRecord) this.#recording = { since: undefined };
  }

  /** @param at `Clock.monotonic()` */
  saw(code: number, at: number): void {
    switch (code) {
      case STATES.idle:
        this.#sawIdle(at);
        return;
      case STATES.audioRecord:
        this.#recording = { since: at };
        this.#emit({ kind: "paw-pressed", paw: "record" });
        this.#emit({ kind: "recording-started" });
        return;
      case STATES.audioGetReturnValue:
        this.#hasStrangeQuery = this.#doing === undefined || !ASKING.has(this.#doing);
        return;
      case STATES.audioPlayback:
        this.#sawPlayback();
        return;
      case STATES.gameRecordPaw:
        this.#emit({ kind: "paw-pressed", paw: "record" });
        return;
      case STATES.gamePlayPaw:
        this.#emit({ kind: "paw-pressed", paw: "play" });
        return;
      case STATES.bufferPrime:
      case STATES.audioUpload:
      case STATES.keyCheckFailed:
        if (this.#doing !== "upload") this.#unexpected(code);
        return;
      case STATES.audioGetRecordLength:
      case STATES.audioDownload:
        if (this.#doing !== "download") this.#unexpected(code);
        return;
      default:
        this.#unexpected(code);
    }
  }

  #sawPlayback(): void {
    this.#hasStrangeQuery = false;
    // A loop shows the state at the start of every round.
    if (this.#playback !== undefined) return;
    this.#playback = { isCommanded: this.#doing !== undefined && PLAYING.has(this.#doing) };
    if (this.#playback.isCommanded) return;
    this.#emit({ kind: "paw-pressed", paw: "play" });
    this.#emit({ kind: "playback-started" });
  }

  #sawIdle(at: number): void {
    if (this.#recording !== undefined) {
      const { since } = this.#recording;
      this.#lastRecordingMs = since === undefined ? undefined : at - since;
      this.#recording = undefined;
      this.#emit({ kind: "recording-ended", seenMilliseconds: this.#lastRecordingMs });
    }
    if (this.#playback !== undefined) {
      const { isCommanded } = this.#playback;
      this.#playback = undefined;
      this.#emit({ kind: "playback-ended", commanded: isCommanded });
    }
    if (this.#hasStrangeQuery) this.#unexpected(STATES.audioGetReturnValue);
    this.#hasStrangeQuery = false;
  }

  #unexpected(code: number): void {
    this.#emit({ kind: "unexpected", what: `state ${code} ${stateName(code) ?? "unknown"}` });
  }
}
