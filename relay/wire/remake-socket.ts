/**
 * A connection that a server took, as if it had been dialled: with `onread`, which Node offers only there, though it is the same socket of the system.
 * It costs a relay half the time for each byte (carrier.ts). What is used for it Node calls private, so all of it is in this file, Node's version is pinned, and
 * where something is not as it was, {@link canRemake} says so and the bytes go through streams.
 */
import { type OnReadOpts, Socket, type SocketConstructorOpts } from "node:net";

/** lib/net.js: the socket of the system below a connection. */
interface Handle {
  reading: boolean;
  readStop(): number;
}
interface Insides {
  _handle: Handle | null;
}

const insides = (socket: Socket): Insides => socket as unknown as Insides;

/** Whether nothing is under way on it but what was read and not taken. */
export function canRemake(socket: Socket): boolean {
  const { _handle: handle } = insides(socket);
  return (
    typeof handle?.readStop === "function" &&
    typeof handle.reading === "boolean" &&
    !socket.destroyed &&
    !socket.connecting &&
    socket.writableLength === 0 &&
    !socket.writableEnded &&
    // Who has said all already.
    !socket.readableEnded &&
    !socket.errored &&
    isOpen(socket)
  );
}

/** An end that was seen and not told yet: `readable` is false only once it was. */
function isOpen(socket: Socket): boolean {
  const { ended } = (socket as unknown as { _readableState: { ended?: boolean } })._readableState;
  return ended === false;
}

/** @returns the new one, paused, and what was read of the old one. The old one ends with it, and is good for nothing else */
export function remake(old: Socket, onread: OnReadOpts): readonly [Socket, Buffer | null] {
  const read: Buffer | null = old.read();
  const own = insides(old);
  const handle = own._handle as Handle;
  handle.readStop();
  handle.reading = false;
  own._handle = null;
  const options = { handle, onread, allowHalfOpen: true, manualStart: true };
  const fresh = new Socket(options as unknown as SocketConstructorOpts);
  // Its server counts the old one.
  fresh.once("close", () => old.destroy());
  old.once("close", () => fresh.destroy());
  return [fresh, read];
}
