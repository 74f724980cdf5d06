import type { OnReadOpts, Socket } from "node:net";

/**
 * Twice what Node reads at once by itself. One buffer for each direction, read into and written from, costs half the processor time of Node's
 * streams, which allocate for every read and leave it to the garbage collector (docs/performance.md).
 */
const BUFFER_BYTES = 131_072;
/** Looked at so often, while bytes wait: what is not taken for as long is told before it has waited for twice as long. */
const STUCK_MS = 250;
/** Kept for the next visitors. */
const MOST_FREE = 64;

const free: Buffer[] = [];

/** Told again and again while the same bytes wait to be taken. @param isStill whether it is still the same ones, later on */
export type OnStuck = (isStill: () => boolean) => void;

/** Carries what one connection reads to another one, and reads no more before that has taken it. */
export interface Carrier {
  /** For the connection that reads, when it is made. */
  readonly onread: OnReadOpts;
  /** @param from made with `onread` */
  join(from: Socket, to: Socket): void;
  /** When both are closed: the buffer is another one's from then on. */
  release(): void;
}

export function makeCarrier(onStuck?: OnStuck): Carrier {
  const buffer = free.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES);
  let from: Socket | undefined;
  let to: Socket | undefined;
  let isWaiting = false;
  /** How many times it has waited. */
  let waits = 0;
  let seen = 0;
  let watching: NodeJS.Timeout | undefined;
  const look = () => {
    if (!isWaiting) return stopLooking();
    const nth = waits;
    if (nth === seen) onStuck?.(() => isWaiting && waits === nth);
    seen = nth;
  };
  const stopLooking = () => {
    clearInterval(watching);
    watching = undefined;
  };
  const written = () => {
    if (!isWaiting || (to?.writableLength ?? 0) > 0) return;
    isWaiting = false;
    from?.resume();
  };
  return {
    onread: {
      buffer,
      callback(size) {
        if (to === undefined || to.destroyed) return false;
        to.write(buffer.subarray(0, size), written);
        // What the system has not taken is still in the buffer: nothing may be read into it before that is gone.
        isWaiting = to.writableLength > 0;
        if (!isWaiting) return true;
        waits += 1;
        if (onStuck !== undefined) watching ??= setInterval(look, STUCK_MS);
        return false;
      },
    },
    join(reads, writes) {
      from = reads;
      to = writes;
      reads.once("end", () => writes.end());
      reads.resume();
    },
    release() {
      isWaiting = false;
      stopLooking();
      if (free.length < MOST_FREE) free.push(buffer);
    },
  };
}
