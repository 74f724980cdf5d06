import { connect } from "node:net";
import { type Duration, seconds } from "../../hub/domain/duration.ts";

/** A house on the other side of the world answers in a third of a second. */
const PATIENCE = seconds(3);

/**
 * Tries to connect, to all ports at once. Nothing is sent, and nothing that is said is read.
 * @returns those that took the connection
 */
export async function knockAt(
  address: string,
  ports: readonly number[],
  signal: AbortSignal,
  patience: Duration = PATIENCE,
): Promise<number[]> {
  const opens = await Promise.all(ports.map((port) => isOpen(address, port, signal, patience)));
  return ports.filter((_, at) => opens[at]);
}

const isOpen = (host: string, port: number, signal: AbortSignal, patience: Duration): Promise<boolean> =>
  new Promise((told) => {
    const socket = connect({ host, port, signal });
    const late = setTimeout(() => socket.destroy(), patience);
    socket.once("connect", () => {
      told(true);
      socket.destroy();
    });
    socket.on("error", () => undefined); // "close" follows
    socket.once("close", () => {
      clearTimeout(late);
      told(false);
    });
  });
