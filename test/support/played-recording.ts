/** A microphone, a store and locks that a test plays, for recordings without a browser. */
import type { RawSound } from "../../web-ui/src/recording/raw-sound.ts";
import type { RecorderListener, StartRecorder } from "../../web-ui/src/recording/recorder.ts";
import type { GiveBack, TabLocks } from "../../web-ui/src/recording/tab-locks.ts";
import { type NewTake, type Take, TakeGone, type TakeStore } from "../../web-ui/src/recording/take-store.ts";

/** As long as the real one's. */
const PIECE = 1_024;

export class PlayedMicrophone {
  sampleRateHz = 48_000;
  /** What the next `start` throws. */
  failure: Error | undefined;
  isOpen = false;
  readonly asked: { readonly longestMs: number | undefined }[] = [];
  #listener: RecorderListener | undefined;
  #heard: number[] = [];
  #longest = 0;

  readonly start: StartRecorder = async (listener, { longestMs } = {}) => {
    this.asked.push({ longestMs });
    if (this.failure !== undefined) throw this.failure;
    this.#listener = listener;
    this.#heard = [];
    this.#longest = Math.floor(((longestMs ?? 40_000) * this.sampleRateHz) / 1_000);
    this.isOpen = true;
    const { sampleRateHz } = this;
    return {
      sampleRateHz,
      stop: async () => {
        this.isOpen = false;
        return { pcm: Float32Array.from(this.#heard), sampleRateHz };
      },
      discard: () => {
        this.isOpen = false;
      },
    };
  };

  /** Says that much; sample n of the sound is `height(n)`. */
  speak(milliseconds: number, height: (n: number) => number = () => 0.5): void {
    const count = Math.round((milliseconds * this.sampleRateHz) / 1_000);
    for (let at = 0; at < count && this.isOpen; at += PIECE) {
      const length = Math.min(PIECE, count - at, this.#longest - this.#heard.length);
      const piece = Float32Array.from({ length }, (_, n) => height(this.#heard.length + n));
      this.#heard.push(...piece);
      this.#listener?.onPiece(piece, (this.#heard.length * 1_000) / this.sampleRateHz);
      if (this.#heard.length === this.#longest) {
        this.#listener?.onFull();
        return;
      }
    }
  }

  interrupt(): void {
    this.#listener?.onInterrupted();
  }
}

/** Fails for as long as it is full. */
export class PlayedTakeStore implements TakeStore {
  isFull = false;
  readonly #takes = new Map<string, Take>();
  readonly #pieces = new Map<string, RawSound[]>();

  async begin(take: NewTake): Promise<void> {
    this.#check();
    this.#takes.set(take.id, { ...take, state: "recording", milliseconds: 0 });
    this.#pieces.set(take.id, []);
  }

  async add(id: string, number: number, piece: RawSound): Promise<void> {
    this.#check();
    const take = this.#takes.get(id);
    const pieces = this.#pieces.get(id);
    if (take === undefined || pieces?.length !== number) throw new TakeGone("not that piece");
    pieces.push(piece);
    const milliseconds = take.milliseconds + (piece.pcm.length * 1_000) / piece.sampleRateHz;
    this.#takes.set(id, { ...take, milliseconds });
  }

  async change(id: string, change: Partial<Pick<Take, "state" | "notes">>): Promise<void> {
    this.#check();
    const take = this.#takes.get(id);
    if (take !== undefined) this.#takes.set(id, { ...take, ...change });
  }

  async remove(id: string): Promise<void> {
    this.#check();
    this.#takes.delete(id);
    this.#pieces.delete(id);
  }

  async all(): Promise<readonly Take[]> {
    return [...this.#takes.values()].toSorted((one, other) => one.startedAt - other.startedAt);
  }

  async sounds(id: string): Promise<readonly RawSound[]> {
    return [...(this.#pieces.get(id) ?? [])];
  }

  #check(): void {
    if (this.isFull) throw new DOMException("full", "QuotaExceededError");
  }
}

/** One browser: tabs that share it share its locks. */
export class PlayedTabLocks implements TabLocks {
  readonly #taken = new Set<string>();

  async take(name: string): Promise<GiveBack | undefined> {
    if (this.#taken.has(name)) return undefined;
    this.#taken.add(name);
    return async () => void this.#taken.delete(name);
  }

  async taken(): Promise<ReadonlySet<string>> {
    return new Set(this.#taken);
  }
}
