import type { OnReadOpts, Socket } from "node:net";

/**
 * Twice what Node reads at once by itself. One buffer for each direction, read into and written from, costs half the processor time of Node's
 * streams, which allocate for every read and leave it to the garbage collector (docs/performance.md).
 */
const BUFFER_BYTES = 131_072;
/** Kept for the next visitors. */
const MOST_FREE = 64;

const free: Buffer[] = [];

/** Carries what one connection reads to another one, and reads no more before that has taken it. */
export interface Carrier {
  /** For the connection that reads, when it is made. */
  readonly onread: OnReadOpts;
  /** @param from made with `onread` */
  join(from: Socket, to: Socket): void;
  /** When both are closed: the buffer is another one's from then on. */
  release(): void;
}

export function makeCarrier(): Carrier {
  const buffer = free.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES);
  let from: Socket | undefined;
  let to: Socket | undefined;
  let isWaiting = false;
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
        return !isWaiting;
      },
    },
    join(reads, writes) {
      from = reads;
      to = writes;
      reads.once("end", () => writes.end());
      reads.resume();
    },
    release() {
      if (free.length < MOST_FREE) free.push(buffer);
    },
  };
}
