import { FRAME_BITS, FRAME_BYTES } from "./frame-layout.ts";

/** Writes the bits of one frame in the toy's order: the first bit of the stream is the lowest bit of the first byte. */
export class FrameWriter {
  #bytes: Uint8Array = new Uint8Array(0);
  #next = 0;
  #end = 0;
  #pending = 0;
  #pendingBits = 0;
  /** Bits written so far, those included that found no room. */
  position = 0;

  start(bytes: Uint8Array, at: number): void {
    this.#bytes = bytes;
    this.#next = at;
    this.#end = at + FRAME_BYTES;
    this.#pending = 0;
    this.#pendingBits = 0;
    this.position = 0;
  }

  /** @param bits the first bit of the stream lowest. @param length up to 24. What does not fit is cut off. */
  write(bits: number, length: number): void {
    let pending = this.#pending | (bits << this.#pendingBits);
    let pendingBits = this.#pendingBits + length;
    this.position += length;
    while (pendingBits >= 8) {
      if (this.#next < this.#end) this.#bytes[this.#next++] = pending & 255;
      pending >>>= 8;
      pendingBits -= 8;
    }
    this.#pending = pending;
    this.#pendingBits = pendingBits;
  }

  /** Fills the frame up with ones, as the standard wants and decoders check. */
  finish(): void {
    while (this.position < FRAME_BITS)
      this.write(
        0xff >> (8 - Math.min(8, FRAME_BITS - this.position)),
        Math.min(8, FRAME_BITS - this.position),
      );
  }
}
