import { joinPieces, type RawSound } from "./raw-sound.ts";
import type { NewTake, TakeState, TakeStore } from "./take-store.ts";

/** How often it is written: what a crash costs at most. */
const PIECE_MS = 1_000;

export interface TakeKeeperOptions {
  readonly store: TakeStore;
  readonly take: NewTake;
  /** How many pieces are kept already, of a recording that goes on. */
  readonly piecesBefore: number;
  /** Told when what is recorded is not kept, and when it is again. */
  readonly onKept: (isKept: boolean) => void;
}

/**
 * Writes a recording down second by second while it goes on. Where the browser is full, nothing is lost: what could not be
 * written stays in memory, is tried again with the next second, and `onKept` says so meanwhile.
 */
export class TakeKeeper {
  readonly #options: TakeKeeperOptions;
  #waiting: readonly RawSound[] = [];
  #waitingMs = 0;
  #pieces: number;
  #isKept = true;
  #isOver = false;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: TakeKeeperOptions) {
    this.#options = options;
    this.#pieces = options.piecesBefore;
  }

  /** Whether all that was added is on this device. */
  get isKept(): boolean {
    return this.#isKept && this.#waiting.length === 0;
  }

  add(sound: RawSound): void {
    if (this.#isOver) return;
    this.#waiting = [...this.#waiting, sound];
    this.#waitingMs += (sound.pcm.length * 1_000) / sound.sampleRateHz;
    if (this.#waitingMs >= PIECE_MS) void this.flush();
  }

  /** Writes what there is, one write behind the other. Never rejects. */
  flush(): Promise<void> {
    this.#waitingMs = 0;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  /** The rest is written, and what becomes of it. @returns whether all of it is kept */
  async end(state: TakeState): Promise<boolean> {
    this.#isOver = true;
    await this.flush();
    const { store, take } = this.#options;
    if (this.isKept) await store.change(take.id, { state }).catch(() => this.#tell(false));
    return this.isKept;
  }

  /** Nothing of it stays. */
  async discard(): Promise<void> {
    this.#isOver = true;
    this.#waiting = [];
    await this.#writing;
    const { store, take } = this.#options;
    await store.remove(take.id).catch(() => undefined); // A browser that keeps nothing has nothing to remove.
  }

  async #write(): Promise<void> {
    const { store, take } = this.#options;
    try {
      for (let piece = this.#takeOne(); piece !== undefined; piece = this.#takeOne()) {
        if (this.#pieces === 0) await store.begin(take);
        await store.add(take.id, this.#pieces, piece.sound);
        this.#pieces += 1;
        this.#waiting = this.#waiting.slice(piece.of);
      }
      this.#tell(true);
    } catch {
      // It waits where it is, for the next second.
      this.#tell(false);
    }
  }

  /** All that waits, as far as it has one rate, as one piece; and of how many it is made. */
  #takeOne(): { readonly sound: RawSound; readonly of: number } | undefined {
    const [first] = this.#waiting;
    if (first === undefined) return undefined;
    const { sampleRateHz } = first;
    const end = this.#waiting.findIndex((sound) => sound.sampleRateHz !== sampleRateHz);
    const alike = end === -1 ? this.#waiting : this.#waiting.slice(0, end);
    const pcm = joinPieces(alike.map((sound) => sound.pcm));
    return { sound: { pcm, sampleRateHz }, of: alike.length };
  }

  #tell(isKept: boolean): void {
    if (this.#isKept === isKept) return;
    this.#isKept = isKept;
    this.#options.onKept(isKept);
  }
}
