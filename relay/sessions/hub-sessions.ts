/** The hubs that are here, and the visitors that wait for their lines. All of it is memory: a hub that comes back says it anew. */
import type { Socket } from "node:net";
import type { Proofs } from "../dns/zone-answers.ts";
import type { WireError } from "../wire/errors.ts";
import type { HubId, LabelHash } from "../wire/remote-name.ts";

/** A hub dials back at once, or not at all. */
const DIAL_MS = 5_000;
/** Who waits for one hub at most, before any of them is let in. */
const MOST_WAITING = 64;

export interface HubSession {
  readonly id: HubId;
  /** Of two sessions of one hub the higher counts. */
  readonly number: number;
  readonly labels: ReadonlySet<LabelHash>;
  readonly proofs: Proofs | undefined;
  /** Has the hub dial back with this token. */
  dial(token: string, hello: Uint8Array): void;
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
  /** @returns the hub's line for this visitor; `undefined` where none came in time, or too many wait */
  call(session: HubSession, hello: Uint8Array): Promise<Socket | undefined>;
  /** @returns whether somebody waits for it; else it is nobody's, and nobody has used it since */
  answer(token: Uint8Array, line: Socket): boolean;
  readonly all: Iterable<HubSession>;
  readonly size: number;
}

/** @param random so many bytes that nobody can guess */
export function makeHubSessions(random: () => Buffer): HubSessions {
  const sessions = new Map<HubId, HubSession>();
  const waiting = new Map<string, (line: Socket | undefined) => void>();
  const waitingFor = new Map<HubId, number>();
  return {
    add(session) {
      const before = sessions.get(session.id);
      sessions.set(session.id, session);
      before?.end("wire.stale");
    },
    remove(session) {
      if (sessions.get(session.id) === session) sessions.delete(session.id);
    },
    find: (id) => sessions.get(id),
    async call(session, hello) {
      const before = waitingFor.get(session.id) ?? 0;
      if (before >= MOST_WAITING) return undefined;
      waitingFor.set(session.id, before + 1);
      const token = random().toString("base64url");
      let timer: NodeJS.Timeout | undefined;
      try {
        return await new Promise<Socket | undefined>((come) => {
          waiting.set(token, come);
          timer = setTimeout(() => come(undefined), DIAL_MS);
          session.dial(token, hello);
        });
      } finally {
        clearTimeout(timer);
        waiting.delete(token);
        const now = (waitingFor.get(session.id) ?? 1) - 1;
        if (now === 0) waitingFor.delete(session.id);
        else waitingFor.set(session.id, now);
      }
    },
    answer(token, line) {
      const name = Buffer.from(token).toString("base64url");
      const come = waiting.get(name);
      waiting.delete(name);
      come?.(line);
      return come !== undefined;
    },
    get all() {
      return sessions.values();
    },
    get size() {
      return sessions.size;
    },
  };
}
