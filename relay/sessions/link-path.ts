import type { PublicKey } from "../../hub/contract/jws.ts";
import type { Proofs } from "../dns/zone-answers.ts";
import { WireError } from "../wire/errors.ts";
import { type KnownHub, verifyHubHello } from "../wire/hello.ts";
import { type HubId, hubIdOf, type LabelHash } from "../wire/remote-name.ts";
import type { ControlLine } from "./control-line.ts";
import type { HubSession, HubSessions } from "./hub-sessions.ts";
import type { ControlPath } from "./open-control.ts";
import { spreadSeconds } from "./spread-seconds.ts";

/** What a hub says anew whenever it changes. */
type SaidSession = HubSession & { labels: ReadonlySet<LabelHash>; proofs: Proofs | undefined };

/** An enrolled hub: hello, names, and then it waits for visitors. */
export function makeLinkPath(options: {
  readonly operator: PublicKey;
  readonly zone: string;
  readonly isRevoked: (hub: PublicKey, enrolledAt: number) => boolean;
  readonly sessions: HubSessions;
  /** The number of the hub's session at another node. */
  readonly sessionElsewhere: (hub: HubId) => Promise<number | undefined>;
}): ControlPath {
  const { operator, zone, isRevoked, sessions, sessionElsewhere } = options;

  const check = ({ key, session, enrolment }: KnownHub): void => {
    if (isRevoked(key, enrolment.issuedAt))
      throw new WireError("wire.revoked", "its enrolment was taken back");
    if (enrolment.zone !== zone) throw new WireError("wire.not-enrolled", "enrolled in another zone");
    if ((sessions.find(hubIdOf(key))?.number ?? 0) >= session)
      throw new WireError("wire.stale", "a later session is here already");
  };

  const makeSession = (
    line: ControlLine,
    hub: KnownHub,
    labels: ReadonlySet<LabelHash>,
    silent: AbortSignal,
  ): SaidSession => ({
    id: hubIdOf(hub.key),
    number: hub.session,
    labels,
    proofs: undefined,
    silent,
    dial: (dial) => line.send({ kind: "dial", ...dial }),
    probe: line.probe,
    drain: () => line.send({ kind: "drain" }),
    end: line.end,
  });

  return (line) => {
    let hub: KnownHub | undefined;
    let session: SaidSession | undefined;
    const silent = new AbortController();
    return {
      async hear(message) {
        if (message.kind === "hello" && hub === undefined) {
          const known = await verifyHubHello(message.jws, line.channel, operator);
          check(known);
          if (((await sessionElsewhere(hubIdOf(known.key))) ?? 0) >= known.session)
            throw new WireError("wire.stale", "a later session is at another node already");
          hub = known;
          return line.send({ kind: "welcome", spreadSeconds: spreadSeconds(sessions.size) });
        }
        if (message.kind === "proofs" && session !== undefined) {
          session.proofs = { txt: message.txt, issuers: message.issuers, named: message.named };
          return undefined;
        }
        if (message.kind !== "names" || hub === undefined)
          throw new WireError("wire.unexpected", `no place for ${message.kind}`);
        const labels = new Set(message.labels as LabelHash[]);
        if (session !== undefined) session.labels = labels;
        else {
          // Only now: the session before it, if there is one, knew until this moment whom to let in.
          check(hub);
          session = makeSession(line, hub, labels, silent.signal);
          sessions.add(session);
          line.admit();
        }
      },
      gone(isSilent) {
        if (session !== undefined) sessions.remove(session);
        if (isSilent) silent.abort();
      },
    };
  };
}
