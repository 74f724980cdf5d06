/**
 * Keeps the write commands of one link from filling the controller's buffers, which all links share: so many may be under
 * way, the others wait here. A peer that sleeps or fades then holds up nobody but itself.
 */
import type { BufferShare, BufferUser } from "./buffer-share.ts";

/** Enough for a request and its follower; uploads ask for more. */
const DEFAULT_IN_FLIGHT = 2;
/** What an event is expected to carry before one was seen. */
const FIRST_GUESS = 4;

export interface WindowParts {
  readonly share: BufferShare;
  /** `Clock.monotonic()`. */
  now(): number;
  intervalMs(): number;
  /** Runs one send; it may throw. */
  write(send: () => void): void;
}

export class WriteWindow implements BufferUser {
  readonly #parts: WindowParts;
  #waiting: (() => void)[] = [];
  /** Given to the stack and not seen on its way to the controller yet. */
  #handed = 0;
  /** Packets in the controller, oldest first: whether each is a write command. */
  readonly #inController: boolean[] = [];
  readonly #wider = new Map<object, number>();
  #event = { at: Number.NEGATIVE_INFINITY, carried: FIRST_GUESS, hadRoom: false };
  #carries = FIRST_GUESS;
  #mostCarried = 0;

  constructor(parts: WindowParts) {
    this.#parts = parts;
    parts.share.join(this);
  }

  /** Write commands that the controller has not reported as sent. */
  get unsent(): number {
    return this.#waiting.length + this.#handed + this.#inController.filter(Boolean).length;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  get outstanding(): number {
    return this.#handed + this.#inController.length;
  }

  get mostOutstanding(): number {
    return Math.max(DEFAULT_IN_FLIGHT, ...this.#wider.values());
  }

  get carries(): number {
    return this.#carries;
  }

  /** In one event, of all so far. */
  get mostCarried(): number {
    return this.#mostCarried;
  }

  get eventAt(): number {
    return this.#event.at;
  }

  push(send: () => void): void {
    this.#waiting.push(send);
    this.#parts.share.deal();
  }

  allow(packets: number): Disposable {
    const key = {};
    this.#wider.set(key, packets);
    this.#parts.share.deal();
    return { [Symbol.dispose]: () => void this.#wider.delete(key) };
  }

  sendOne(): void {
    const send = this.#waiting.shift();
    if (send === undefined) return;
    this.#handed += 1;
    this.#parts.write(send);
  }

  noteSent(isWriteCommand: boolean): void {
    if (isWriteCommand && this.#handed > 0) this.#handed -= 1;
    this.#inController.push(isWriteCommand);
  }

  noteCompleted(packets: number): void {
    this.#inController.splice(0, packets);
    this.#measure(packets);
    this.#parts.share.deal();
  }

  /** The link is no more. */
  clear(): void {
    this.#waiting = [];
    this.#handed = 0;
    this.#inController.length = 0;
    this.#parts.share.leave(this);
  }

  /** A controller tells of an event's packets at once or one by one. */
  #measure(packets: number): void {
    const now = this.#parts.now();
    const { at, carried, hadRoom } = this.#event;
    if (now - at > this.#parts.intervalMs() / 2) {
      // One that carried all there was might have carried more.
      this.#carries = Math.max(1, hadRoom ? Math.max(this.#carries, carried + 1) : carried);
      this.#event = { at: now, carried: 0, hadRoom: false };
    }
    this.#event.carried += packets;
    this.#mostCarried = Math.max(this.#mostCarried, this.#event.carried);
    this.#event.hadRoom = this.#inController.length === 0;
  }
}
