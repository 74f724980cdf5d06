import type { Socket } from "node:net";

/** A line on which nobody says anything is asked after so long whether it is still there. */
const KEEP_ALIVE_MS = 60_000;

/**
 * Joins two connections until both are closed: bytes as they come, half-closes as half-closes, resets as resets. Whoever reads
 * slowly slows down who sends, by TCP's own means.
 * @returns bytes carried, both ways together
 */
export function splice(one: Socket, other: Socket): Promise<number> {
  return new Promise((resolve) => {
    let open = 2;
    const join = (from: Socket, to: Socket) => {
      from.setNoDelay(true);
      from.setKeepAlive(true, KEEP_ALIVE_MS);
      const over = (hadError: boolean) => {
        // A connection that broke must not look like one that was ended.
        if (hadError || !from.readableEnded) breakOff(to);
        open -= 1;
        if (open === 0) resolve(one.bytesRead + other.bytesRead);
      };
      // Gone before the other one came: it says so no more.
      if (from.closed) over(from.errored !== null);
      else from.once("close", over);
      from.on("error", () => undefined); // "close" follows, and says it
      from.pipe(to);
    };
    join(one, other);
    join(other, one);
  });
}

/** A Unix socket knows no reset: there the TLS inside notices that its end is missing. */
const breakOff = (socket: Socket): void =>
  void (socket.remoteFamily === undefined ? socket.destroy() : socket.resetAndDestroy());
