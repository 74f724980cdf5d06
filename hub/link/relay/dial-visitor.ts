import { lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import type { RelayMessage } from "../../../relay/wire/control-message.ts";
import { encodeDialBack } from "../../../relay/wire/dial-back.ts";
import { isInside } from "../../../relay/wire/is-inside.ts";
import type { UrgentPing } from "../../../relay/wire/urgent-ping.ts";
import { connectPair } from "./connect-pair.ts";

/** A visitor waits five seconds for us. */
const CONNECT_MS = 5_000;
/** A relay from which nothing has come on the visitor's line by then is asked whether it is there at all. */
const LATE_MS = 500;
/** A hub answers a hello at once. One that is stopped keeps no visitor waiting, and no line open. */
const ANSWER_MS = 4_000;

interface DialFrom {
  readonly relay: string;
  readonly nodes: readonly string[];
  readonly door: string;
  /** Asks whether the machine at `relay` is there: once for a line on which nothing comes, and as long as one takes nothing. */
  readonly probe: UrgentPing["ask"];
  /** Aborts where the machine at `relay` does not answer any more: lines to it are as dead. */
  readonly silent: AbortSignal;
}

/** @returns bytes carried, when both are gone; 0 where it did not come to that */
export type DialVisitor = (dial: Extract<RelayMessage, { kind: "dial" }>) => Promise<number>;

/**
 * One visitor's line: to the node where it waits, and to the hub's TLS. What the visitor said first is handed to the hub at once, so
 * that its answer is under way while the line is dialled.
 * @param relay address of the machine that the control session goes to
 * @param nodes of all machines of that relay; where the first one is in the house, so may be the others
 * @param door the hub's Unix socket for visitors
 */
export const makeDialVisitor =
  ({ relay, nodes, door, probe, silent }: DialFrom): DialVisitor =>
  async ({ host, port, token, hello }) => {
    const own = new Set([relay, ...(isInside(relay) ? nodes : [])]);
    const mayDial = (address: string): boolean => own.has(address) || !isInside(address);
    if (isIP(host) !== 0 && !mayDial(host)) return 0;
    const {
      one: line,
      other: hub,
      carried,
    } = connectPair({ host, port, lookup: only(mayDial) }, { path: door }, (isStill) => {
      if (line.remoteAddress === relay) probe(isStill);
    });
    const unconnected = setTimeout(() => line.destroy(), CONNECT_MS);
    line.once("connect", () => clearTimeout(unconnected));
    const timers = [
      unconnected,
      setTimeout(() => line.bytesRead === 0 && probe(), LATE_MS),
      setTimeout(() => hub.bytesRead === 0 && hub.destroy(), ANSWER_MS),
    ];
    const leave = () => {
      if (line.remoteAddress === relay) line.resetAndDestroy();
    };
    silent.addEventListener("abort", leave, { once: true });
    line.once("close", () => {
      timers.forEach(clearTimeout);
      silent.removeEventListener("abort", leave);
    });
    line.write(encodeDialBack(Buffer.from(token, "base64url")));
    hub.write(Buffer.from(hello, "base64url"));
    return carried;
  };

const only =
  (mayDial: (address: string) => boolean): LookupFunction =>
  (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      const allowed = (addresses ?? []).filter(({ address }) => mayDial(address));
      const [first] = allowed;
      const refused =
        error ?? (first === undefined ? Object.assign(new Error("inside"), { code: "EACCES" }) : null);
      if (options.all === true) return done(refused, allowed);
      done(refused, first?.address ?? "", first?.family);
    });
  };
