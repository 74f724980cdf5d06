/** The hubs that are signed in at this node. All of it is memory: a hub that comes back says it anew. */
import type { Proofs } from "../dns/zone-answers.ts";
import type { WireError } from "../wire/errors.ts";
import type { HubId, LabelHash } from "../wire/remote-name.ts";
import type { UrgentPing } from "../wire/urgent-ping.ts";

/** A visitor that waits at a node, this one or another, and what it said so far. */
export interface Dial {
  readonly host: string;
  readonly port: number;
  /** base64url. */
  readonly token: string;
  /** base64url. */
  readonly hello: string;
}

/** What a hello says of who knocks: all that the node of the hub has to know of it. */
export interface Knock {
  readonly label: LabelHash;
  /** It speaks as a certificate authority does. */
  readonly isAuthority: boolean;
}

export interface HubSession {
  readonly id: HubId;
  /** Of two sessions of one hub the higher counts. */
  readonly number: number;
  readonly labels: ReadonlySet<LabelHash>;
  readonly proofs: Proofs | undefined;
  /** Aborts where the hub does not answer any more. */
  readonly silent: AbortSignal;
  /** Has the hub dial back. */
  dial(dial: Dial): void;
  /** Ends it where it does not answer within seconds. */
  readonly probe: UrgentPing["ask"];
  /** Asks it to sign in once more, at another node perhaps, before this one goes. */
  drain(): void;
  /** Ends it: another one of this hub took its place, its enrolment was taken back, the node goes. */
  end(code: WireError["code"]): void;
}

export interface HubSessions {
  /** Ends the one of the same hub that was there before. */
  add(session: HubSession): void;
  remove(session: HubSession): void;
  find(id: HubId): HubSession | undefined;
  readonly all: Iterable<HubSession>;
  readonly size: number;
}

/** @param onChange told when a hub has come, and when it is here no more */
export function makeHubSessions(onChange: {
  readonly came: (session: HubSession) => void;
  readonly left: (id: HubId) => void;
}): HubSessions {
  const sessions = new Map<HubId, HubSession>();
  return {
    add(session) {
      const before = sessions.get(session.id);
      sessions.set(session.id, session);
      onChange.came(session);
      before?.end("wire.stale");
    },
    remove(session) {
      if (sessions.get(session.id) !== session) return;
      sessions.delete(session.id);
      onChange.left(session.id);
    },
    find: (id) => sessions.get(id),
    get all() {
      return sessions.values();
    },
    get size() {
      return sessions.size;
    },
  };
}
