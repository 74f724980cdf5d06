/**
 * Keeps the write commands of one link from filling the controller's buffers, which all links share: so many may be under
 * way, the others wait here. A peer that sleeps or fades then holds up nobody but itself.
 */

/** Enough for a request and its follower; uploads ask for more. */
const DEFAULT_IN_FLIGHT = 2;

export class WriteWindow {
  readonly #write: (send: () => void) => void;
  #waiting: (() => void)[] = [];
  /** Given to the stack and not seen on its way to the controller yet. */
  #handed = 0;
  /** Packets in the controller, oldest first: whether each is a write command. */
  readonly #inController: boolean[] = [];
  readonly #wider = new Map<object, number>();

  /** @param write runs one send; it may throw. */
  constructor(write: (send: () => void) => void) {
    this.#write = write;
  }

  /** Write commands that the controller has not reported as sent. */
  get unsent(): number {
    return this.#waiting.length + this.#handed + this.#inController.filter(Boolean).length;
  }

  push(send: () => void): void {
    this.#waiting.push(send);
    this.#pump();
  }

  allow(packets: number): Disposable {
    const key = {};
    this.#wider.set(key, packets);
    this.#pump();
    return { [Symbol.dispose]: () => void this.#wider.delete(key) };
  }

  noteSent(isWriteCommand: boolean): void {
    if (isWriteCommand && this.#handed > 0) this.#handed -= 1;
    this.#inController.push(isWriteCommand);
  }

  noteCompleted(packets: number): void {
    this.#inController.splice(0, packets);
    this.#pump();
  }

  clear(): void {
    this.#waiting = [];
    this.#handed = 0;
    this.#inController.length = 0;
  }

  #pump(): void {
    const allowed = Math.max(DEFAULT_IN_FLIGHT, ...this.#wider.values());
    while (this.#handed + this.#inController.length < allowed) {
      const send = this.#waiting.shift();
      if (send === undefined) return;
      this.#handed += 1;
      this.#write(send);
    }
  }
}
