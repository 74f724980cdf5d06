import type { Socket } from "node:net";
import { vanishedWatch } from "./vanished.ts";

/** A line on which nobody says anything is asked after so long whether it is still there. */
const KEEP_ALIVE_MS = 60_000;

/**
 * What ends one of two connections ends the other in the same way, and so does an end that has vanished; the bytes between are the caller's to carry.
 * @param dead aborts where somebody knows that the way is gone: what was sent and not received keeps a system trying for a quarter of an hour
 * @returns bytes read of both, when both are closed
 */
export function joinEnds(one: Socket, other: Socket, dead?: AbortSignal): Promise<number> {
  return new Promise((resolve) => {
    let open = 2;
    const bury = () => {
      breakOff(one);
      breakOff(other);
    };
    dead?.addEventListener("abort", bury, { once: true });
    const join = (from: Socket, to: Socket) => {
      const forget = vanishedWatch.watch(from, bury);
      const closed = (hadError: boolean) => {
        // A connection that broke must not look like one that was ended.
        if (hadError || !from.readableEnded) breakOff(to);
        open -= 1;
        forget();
        if (open > 0) return;
        dead?.removeEventListener("abort", bury);
        resolve(one.bytesRead + other.bytesRead);
      };
      from.on("error", () => undefined); // "close" follows, and says it
      // Gone before the other one came: it says so no more.
      if (from.closed) return closed(from.errored !== null);
      from.setNoDelay(true);
      from.setKeepAlive(true, KEEP_ALIVE_MS);
      from.once("close", closed);
    };
    join(one, other);
    join(other, one);
  });
}

/** A Unix socket knows no reset: there the TLS inside notices that its end is missing. */
const breakOff = (socket: Socket): void =>
  void (socket.remoteFamily === undefined ? socket.destroy() : socket.resetAndDestroy());
