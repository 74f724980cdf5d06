import type { Socket } from "node:net";

/**
 * What every visitor hears who does not get through, whatever the reason, and when: no such hub, a hub that is not there, a label that
 * is none of its, too many. So the answer tells nobody which houses there are.
 */
const AFTER_MS = 300;
/** Drawn anew each time: what a look-up took does not show. */
const JITTER_MS = 60;
/** For the alert to be read before the connection is gone. */
const LINGER_MS = 1_000;

/** A fatal alert, `unrecognized_name`, in a record of its own: RFC 8446, 5.1 and 6; RFC 6066, 3. */
const ALERT = Uint8Array.from([21, 3, 3, 0, 2, 2, 112]);

/**
 * @param since when its hello was there, on the clock of `performance.now()`
 * @param random 0 to 1
 */
export function refuse(socket: Socket, since: number, random: () => number): void {
  // What it goes on to say is thrown away, so that its own system delivers the alert and no reset.
  socket.on("data", () => undefined).resume();
  const wait = Math.max(0, since + AFTER_MS + JITTER_MS * random() - performance.now());
  const timer = setTimeout(() => {
    socket.end(ALERT);
    const end = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once("close", () => clearTimeout(end));
  }, wait);
  socket.once("close", () => clearTimeout(timer));
}
