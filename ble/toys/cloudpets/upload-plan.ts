/**
 * What an upload sends: the clip, cut to what the toy asks for, and padding behind it.
 *
 * The end needs care. `01` clears the toy's ring, which may still hold 1 KiB of sound, so requests are answered with
 * padding until the next one proves that the last byte of the clip has drained: a toy that asks for `n` bytes holds
 * at most 1,024 - n, and those are the latest ones.
 *
 * Pure: bytes in, writes out.
 */
import { MAX_WRITE_BYTES } from "./gatt-table.ts";
import { PADDING_BYTE, PRIME_BYTES } from "./upload-flow.ts";

export class UploadPlan {
  readonly #clip: Uint8Array;
  #sent = 0;

  constructor(clip: Uint8Array) {
    this.#clip = clip;
  }

  /** Bytes handed out, padding included. */
  get sentBytes(): number {
    return this.#sent;
  }

  /** All of the clip was handed out. */
  get isClipSent(): boolean {
    return this.#sent >= this.#clip.byteLength;
  }

  /** 0..100, of the clip. */
  get percent(): number {
    return Math.min(100, Math.floor((100 * this.#sent) / this.#clip.byteLength));
  }

  /** Whether a request for `bytes` proves that nothing of the clip is left in the toy's ring. */
  isDrainedBy(bytes: number): boolean {
    return this.isClipSent && this.#sent - this.#clip.byteLength >= PRIME_BYTES - bytes;
  }

  /** The writes that answer one request: whole ones and a short one. Requests are never merged. */
  answer(bytes: number): Uint8Array[] {
    const start = this.#sent;
    const answer = new Uint8Array(bytes).fill(PADDING_BYTE);
    answer.set(this.#clip.subarray(start, start + bytes));
    this.#sent += bytes;
    const writes: Uint8Array[] = [];
    for (let at = 0; at < bytes; at += MAX_WRITE_BYTES)
      writes.push(answer.subarray(at, at + MAX_WRITE_BYTES));
    return writes;
  }
}
