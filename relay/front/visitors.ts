import type { Socket } from "node:net";
import { makeBuckets } from "../../hub/domain/buckets.ts";
import type { Neighbours } from "../cluster/neighbours.ts";
import { sourceOf } from "../gate/source-of.ts";
import type { AwaitedLines } from "../sessions/awaited-lines.ts";
import type { Dial, HubSessions, Knock } from "../sessions/hub-sessions.ts";
import type { ClientHello } from "../wire/client-hello.ts";
import { type HubId, hashLabel, parseRemoteName } from "../wire/remote-name.ts";
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
  | "hub-limit" //    too many come to it, or wait by one of its names
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

export interface Visitors {
  /** @returns how it ended, and how many bytes it carried both ways */
  serve(visit: Visit): Promise<{ readonly end: VisitEnd; readonly bytes: number }>;
  /** For a visitor that waits at another node. @returns whether its hub was told to dial there */
  dial(hub: HubId, knock: Knock, dial: Dial): boolean;
}

export function makeVisitors(options: {
  readonly zone: string;
  readonly sessions: HubSessions;
  readonly lines: AwaitedLines;
  readonly neighbours: Pick<Neighbours, "dial">;
  /** Where hubs dial back to this node. */
  readonly here: () => Pick<Dial, "host" | "port">;
  readonly random: () => number;
}): Visitors {
  const { zone, sessions, lines, neighbours, here, random } = options;
  const sources = makeBuckets(PER_SOURCE);
  const hubs = makeBuckets(PER_HUB);

  const turnAway = ({ socket, since }: Visit, end: VisitEnd) => {
    refuse(socket, since, random);
    return { end, bytes: 0 };
  };

  /** @returns why not, where the hub was not told */
  const tell = (hub: HubId, { label, isAuthority }: Knock, dial: Dial): VisitEnd | undefined => {
    const session = sessions.find(hub);
    if (session?.labels.has(label) !== true) return "no-hub";
    if (isAuthority && (session.proofs?.named.length ?? 0) === 0) return "no-order";
    // After the label: a stranger who knows only the house cannot use up what its family needs.
    if (!hubs.take(hub, performance.now())) return "hub-limit";
    session.dial(dial);
    return undefined;
  };

  return {
    async serve(visit) {
      const { socket, hello, bytes, since } = visit;
      const name = parseRemoteName(hello.serverName ?? "", zone);
      if (!sources.take(sourceOf(socket.remoteAddress), since)) return turnAway(visit, "source-limit");
      if (name === undefined) return turnAway(visit, "no-name");
      const { hub } = name;
      const isAuthority = hello.alpn.includes(ACME);
      if (isAuthority && hello.alpn.length > 1) return turnAway(visit, "no-order");
      const knock: Knock = { label: hashLabel(name.label), isAuthority };
      // Nobody is asked where too many wait by this name as it is.
      let refused: VisitEnd | undefined = "hub-limit";
      const line = await lines.wait(
        knock.label,
        async (token) => {
          const said = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64url");
          const dial = { ...here(), token, hello: said };
          if (sessions.find(hub) !== undefined) refused = tell(hub, knock, dial);
          else refused = (await neighbours.dial(hub, knock, dial)) ? undefined : "no-hub";
          return refused === undefined;
        },
        () => sessions.find(hub)?.probe(),
      );
      if (line === undefined) return turnAway(visit, refused ?? "no-answer");
      const signedIn = sessions.find(hub);
      const carried = await splice(socket, line, {
        dead: signedIn?.silent,
        // What it says waits as well, only in the middle of something.
        onStuck: (isStill) => signedIn?.probe(isStill),
      });
      return { end: "served", bytes: carried };
    },
    dial(hub, knock, dial) {
      const isTold = tell(hub, knock, dial) === undefined;
      // Whether it dials back shows at the other node only.
      if (isTold) sessions.find(hub)?.probe();
      return isTold;
    },
  };
}
