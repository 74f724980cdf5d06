/**
 * The 1 KiB between radio and audio chip while a clip is uploaded.
 *
 *   request 1,024 ──▶ writes fill the ring ──▶ full: it drains in blocks of 64 bytes
 *                      request 256 ◀── 256 drained and the last request answered; one request open at a time
 *
 * One task does both: while a request waits for the radio to take it, nothing drains. So 256 bytes cost a whole number of
 * connection events, as the limit of an upload (`upload-limit.ts`) counts them.
 *
 * A write shorter than 20 bytes ends a request. Outside strict mode so does the last byte asked for, and nobody counts
 * writes; in strict mode a short write after the wrong number of writes is a broken request.
 */
import { ms } from "../../../hub/domain/duration.ts";
import type { Clock } from "../../../hub/ports/clock.ts";
import { MAX_WRITE_BYTES } from "../../toys/cloudpets/gatt-table.ts";
import { type DataRequest, PRIME_BYTES, REFILL_BYTES, writesFor } from "../../toys/cloudpets/upload-flow.ts";

const BLOCK_BYTES = 64;
/** A write that crosses the ring's end waits in the radio's own buffer, so one more write always fits. */
const CAPACITY = PRIME_BYTES + MAX_WRITE_BYTES;

export interface UploadRingOptions {
  readonly clock: Clock;
  /** `Infinity`: a block leaves as soon as it is whole. */
  readonly drainBytesPerSecond: number;
  readonly isStrict: boolean;
  /** The toy asks for more; `onTaken` is called when the radio took the question. */
  onRequest(request: DataRequest, onTaken: () => void): void;
  /** A request was answered; the next follows when the ring has drained enough, at the earliest right after this. */
  onAnswered(): void;
  /** The ring is full for the first time. */
  onPrimed(): void;
  /** A block reached the audio chip. */
  onBlock(block: Uint8Array): void;
  /** Strict mode: a request was answered with a wrong number of writes. */
  onBroken(request: DataRequest): void;
}

export class UploadRing {
  readonly #options: UploadRingOptions;
  readonly #held = new Uint8Array(CAPACITY);
  #heldBytes = 0;
  #isPrimed = false;
  #isAsking = false;
  #open: { readonly bytes: number; received: number; writes: number } | undefined;
  #completed = 0;
  #drainedSinceRequest = 0;
  #cancelBlock: (() => void) | undefined;
  #lost = 0;
  #current: DataRequest = { bytes: 0, completed: 0 };

  constructor(options: UploadRingOptions) {
    this.#options = options;
  }

  start(): void {
    this.#ask(PRIME_BYTES);
  }

  /** Whether the toy waits for bytes. */
  get isRequestOpen(): boolean {
    return this.#open !== undefined;
  }

  /** What a read of Data Request answers. */
  get request(): DataRequest {
    return this.#current;
  }

  /** Bytes that arrived with no room left. */
  get lostBytes(): number {
    return this.#lost;
  }

  write(bytes: Uint8Array): void {
    if (this.#open) {
      this.#open.received += bytes.byteLength;
      this.#open.writes += 1;
    }
    this.#store(bytes);
    if (!this.#isPrimed && this.#heldBytes >= PRIME_BYTES) {
      this.#isPrimed = true;
      this.#options.onPrimed();
    }
    if (this.#endsRequest(bytes)) {
      if (this.#isBroken()) {
        this.stop();
        this.#current = { bytes: 0, completed: this.#completed };
        this.#options.onBroken(this.#current);
        return;
      }
      this.#open = undefined;
      this.#completed += 1;
      this.#options.onAnswered();
    }
    this.#drain();
  }

  /** Ends the upload. @returns bytes that had not reached the audio chip and never will */
  stop(): number {
    this.#cancelBlock?.();
    this.#cancelBlock = undefined;
    this.#open = undefined;
    const cut = this.#heldBytes;
    this.#heldBytes = 0;
    this.#isPrimed = false;
    return cut;
  }

  #store(bytes: Uint8Array): void {
    const fitting = bytes.subarray(0, CAPACITY - this.#heldBytes);
    this.#held.set(fitting, this.#heldBytes);
    this.#heldBytes += fitting.byteLength;
    this.#lost += bytes.byteLength - fitting.byteLength;
  }

  #endsRequest(bytes: Uint8Array): boolean {
    if (!this.#open) return false;
    if (bytes.byteLength < MAX_WRITE_BYTES) return true;
    return !this.#options.isStrict && this.#open.received >= this.#open.bytes;
  }

  #isBroken(): boolean {
    return (
      this.#options.isStrict && this.#open !== undefined && this.#open.writes !== writesFor(this.#open.bytes)
    );
  }

  #ask(bytes: number): void {
    this.#open = { bytes, received: 0, writes: 0 };
    this.#drainedSinceRequest = 0;
    this.#current = { bytes, completed: this.#completed };
    this.#isAsking = true;
    const asked = this.#current;
    this.#options.onRequest(asked, () => {
      if (this.#current !== asked) return;
      this.#isAsking = false;
      this.#drain();
    });
  }

  /** @param since when the audio chip became ready for a block: now, unless one has just ended. */
  #drain(since = this.#options.clock.monotonic()): void {
    if (!this.#isPrimed || this.#isAsking || this.#cancelBlock) return;
    const { clock, drainBytesPerSecond } = this.#options;
    if (drainBytesPerSecond === Number.POSITIVE_INFINITY) {
      while (this.#heldBytes >= BLOCK_BYTES) this.#passBlock();
      this.#askForMore();
      return;
    }
    this.#askForMore();
    // A question that is taken at once has started the next block already.
    if (this.#isAsking || this.#cancelBlock || this.#heldBytes < BLOCK_BYTES) return;
    const due = since + (BLOCK_BYTES * 1_000) / drainBytesPerSecond;
    this.#cancelBlock = clock.after(ms(Math.max(0, due - clock.monotonic())), () => {
      this.#cancelBlock = undefined;
      this.#passBlock();
      // From when it was due, so that a late timer does not slow the toy down.
      this.#drain(due);
    });
  }

  #passBlock(): void {
    const block = this.#held.slice(0, BLOCK_BYTES);
    this.#held.copyWithin(0, BLOCK_BYTES, this.#heldBytes);
    this.#heldBytes -= BLOCK_BYTES;
    this.#drainedSinceRequest += BLOCK_BYTES;
    this.#options.onBlock(block);
  }

  #askForMore(): void {
    const hasDrained = this.#drainedSinceRequest >= REFILL_BYTES;
    const hasRoom = PRIME_BYTES - this.#heldBytes >= REFILL_BYTES;
    if (!this.#open && hasDrained && hasRoom) this.#ask(REFILL_BYTES);
  }
}
