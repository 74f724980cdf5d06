import type { Socket } from "node:net";
import { makeBuckets } from "../../hub/domain/buckets.ts";
import { sourceOf } from "../gate/source-of.ts";
import type { HubSession, HubSessions } from "../sessions/hub-sessions.ts";
import type { ClientHello } from "../wire/client-hello.ts";
import { hashLabel, parseRemoteName } from "../wire/remote-name.ts";
import { splice } from "../wire/splice.ts";
import { refuse } from "./refuse.ts";

/** A page opens six connections, and a family may sit behind one address. */
const PER_SOURCE = { perSecond: 10, burst: 120 };
/** Visitors that a hub dials for. */
const PER_HUB = { perSecond: 25, burst: 200 };

/** How it ended, for the counters. */
export type VisitEnd =
  | "served" //        joined with its hub, and over
  | "no-name" //       not in this zone
  | "source-limit"
  | "hub-limit"
  | "no-hub" //        not here, or not its label
  | "no-order" //     an authority that nobody called, or somebody who speaks like one
  | "no-answer"; //    the hub did not dial back

interface Visit {
  readonly socket: Socket;
  readonly hello: ClientHello;
  /** What was read of it. */
  readonly bytes: Uint8Array;
  /** When its hello was there, `performance.now()`. */
  readonly since: number;
}

/** What a certificate authority speaks that looks for a proof, and nothing beside it: RFC 8737, 3. */
const ACME = "acme-tls/1";
const mayProve = ({ alpn }: ClientHello, session: HubSession) =>
  alpn.length === 1 && (session.proofs?.named.length ?? 0) > 0;

export interface Visitors {
  /** @returns how it ended, and how many bytes it carried both ways */
  serve(visit: Visit): Promise<{ readonly end: VisitEnd; readonly bytes: number }>;
}

export function makeVisitors(options: {
  readonly zone: string;
  readonly sessions: HubSessions;
  readonly random: () => number;
}): Visitors {
  const { zone, sessions, random } = options;
  const sources = makeBuckets(PER_SOURCE);
  const hubs = makeBuckets(PER_HUB);

  const turnAway = ({ socket, since }: Visit, end: VisitEnd) => {
    refuse(socket, since, random);
    return { end, bytes: 0 };
  };

  return {
    async serve(visit) {
      const { socket, hello, bytes, since } = visit;
      const name = parseRemoteName(hello.serverName ?? "", zone);
      if (!sources.take(sourceOf(socket.remoteAddress), since)) return turnAway(visit, "source-limit");
      if (name === undefined) return turnAway(visit, "no-name");
      const session = sessions.find(name.hub);
      const isKnown = session?.labels.has(hashLabel(name.label)) === true;
      if (session === undefined || !isKnown) return turnAway(visit, "no-hub");
      if (hello.alpn.includes(ACME) && !mayProve(hello, session)) return turnAway(visit, "no-order");
      // After the label: a stranger who knows only the house cannot use up what its family needs.
      if (!hubs.take(name.hub, since)) return turnAway(visit, "hub-limit");
      const line = await sessions.call(session, bytes);
      if (line === undefined) return turnAway(visit, "no-answer");
      return { end: "served", bytes: await splice(socket, line) };
    },
  };
}
