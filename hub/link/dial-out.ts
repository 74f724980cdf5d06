/** A stream out of the house, to a machine that the settings name and no other. Whoever has it brings their own TLS: link sees its bytes. */
import { connect, type Socket } from "node:net";
import { seconds } from "../domain/duration.ts";
import { LinkRefused } from "./errors.ts";

/** For the look-up of the name and the connection. */
const PATIENCE = seconds(10);
/** On which nobody says anything: what goes this way is questions and answers. */
const IDLE = seconds(60);
/** More than a certificate's order and all else at once. */
const MOST_STREAMS = 16;

/**
 * @param target `name:port`
 * @returns connected; `undefined` where nobody answers
 * @throws LinkRefused `link.not-allowed`, `link.full`
 */
export type DialOut = (target: string, signal: AbortSignal) => Promise<Socket | undefined>;

/** @param allowed as `name:port`, in exactly this spelling */
export function makeDialOut(allowed: readonly string[]): DialOut {
  let open = 0;
  return async (target, signal) => {
    if (!allowed.includes(target)) throw new LinkRefused("link.not-allowed", "no machine of the settings");
    if (open >= MOST_STREAMS) throw new LinkRefused("link.full", "as many streams as link opens");
    const { hostname, port } = new URL(`https://${target}`);
    const socket = connect({
      host: hostname.replaceAll(/[[\]]/g, ""),
      port: port === "" ? 443 : Number(port),
      allowHalfOpen: true,
      signal,
    });
    open += 1;
    socket.once("close", () => {
      open -= 1;
    });
    socket.setTimeout(IDLE, () => socket.destroy());
    return new Promise((done) => {
      const late = setTimeout(() => socket.destroy(), PATIENCE);
      socket.on("error", () => undefined); // "close" follows
      socket.once("close", () => {
        clearTimeout(late);
        done(undefined);
      });
      socket.once("connect", () => {
        clearTimeout(late);
        done(socket);
      });
    });
  };
}
