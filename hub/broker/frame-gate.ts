/**
 * Stands between a socket and the broker and lets only MQTT frames of a sane size through. The broker buffers a frame
 * until it is whole, whatever length its header claims; here a claim that is too large ends the connection.
 *
 *   byte 0      packet type and flags
 *   byte 1..4   remaining length, 7 bits a byte, low first (MQTT 3.1.1, 2.2.3)
 */
import { Duplex } from "node:stream";

export interface FrameLimits {
  /** Until the broker has accepted the CONNECT, bytes per frame. */
  readonly beforeConnect: number;
  readonly afterConnect: number;
}

export class FrameGate extends Duplex {
  readonly #socket: Duplex;
  readonly #limits: FrameLimits;
  readonly #onRefused: () => void;
  #isConnected = false;
  /** Bytes of the current frame that are still to come; 0 when a header is next. */
  #left = 0;
  /** Header bytes seen so far, while they do not yet tell the length. */
  #header: number[] = [];

  constructor(socket: Duplex, limits: FrameLimits, onRefused: () => void) {
    super({ allowHalfOpen: false });
    this.#socket = socket;
    this.#limits = limits;
    this.#onRefused = onRefused;
    socket.on("data", (chunk: Buffer) => {
      if (!this.#admits(chunk)) {
        this.#onRefused();
        this.destroy();
      } else if (!this.push(chunk)) {
        socket.pause();
      }
    });
    socket.once("end", () => this.push(null));
    socket.once("close", () => this.destroy());
    socket.on("error", () => this.destroy()); // the broker hears of it as a closed stream
  }

  /** The broker knows who this is: longer frames may pass from here on. */
  admitConnected(): void {
    this.#isConnected = true;
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#socket.destroyed) done();
    else this.#socket.write(chunk, encoding, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  #admits(chunk: Buffer): boolean {
    for (let at = 0; at < chunk.length; ) {
      if (this.#left > 0) {
        const taken = Math.min(this.#left, chunk.length - at);
        this.#left -= taken;
        at += taken;
        continue;
      }
      const byte = chunk[at++] ?? 0;
      this.#header.push(byte);
      if (this.#header.length === 1 || byte >= 0x80) {
        if (this.#header.length > 4) return false; // MQTT-2.2.3: four length bytes at most
        continue;
      }
      const length = this.#header
        .slice(1)
        .reduce((sum, digit, place) => sum + (digit & 0x7f) * 128 ** place, 0);
      const limit = this.#isConnected ? this.#limits.afterConnect : this.#limits.beforeConnect;
      if (this.#header.length + length > limit) return false;
      this.#left = length;
      this.#header = [];
    }
    return true;
  }
}
