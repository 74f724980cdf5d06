/**
 * Stays signed in at the relay, whatever happens: a loop that no exception ends. A node that goes says so before; then the second
 * session is there before the first one ends, and no visitor is lost.
 */

import { WireError } from "../../../relay/wire/errors.ts";
import type { RelayNote } from "../../contract/relay-note.ts";
import { backoff } from "../../domain/backoff.ts";
import { makeBuckets } from "../../domain/buckets.ts";
import { type Duration, hours, minutes, ms, seconds } from "../../domain/duration.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Logger } from "../../ports/logger.ts";
import { makeDialVisitor } from "./dial-visitor.ts";
import type { Resolve } from "./nodes-of.ts";
import type { RelayLine } from "./relay-line.ts";
import { openRelaySession, type RelaySession, type Said, type SayHello } from "./relay-session.ts";

const FIRST_WAIT = seconds(1);
/** Before a relay has named its own. */
const SPREAD = seconds(60);
/** Of the window that a relay names: who begins at its very end would be back after it. */
const SIGNING_IN = seconds(1);
/** A session that lasted so long was none that only seemed to work. */
const STABLE = seconds(60);
/** Between two tries to find another node than the one that goes: soon at first, and then where there is none all hubs would knock every second. */
const SUCCEED_WAIT = seconds(1);
const LONGEST_SUCCEED_WAIT = seconds(30);
/** A node that was not told of the new session by then, since its neighbours cannot reach it, is left. */
const HANDING_OVER = seconds(10);
/** An operator may change their mind; nobody is to be asked every minute. */
const REFUSED_WAIT = hours(1);
/** How far the relay is, is asked so often. */
const MEASURED_EVERY = minutes(1);
/** Visitors that this house is dialled for: whatever the relay lets through. */
const VISITS = { perSecond: 25, burst: 200 };

export type LinkState =
  | { readonly kind: "connecting" }
  /** `milliseconds`: there and back, once it was measured. */
  | { readonly kind: "up"; readonly milliseconds?: number }
  /** `code`: why; `wire.silent` where nobody answered. */
  | { readonly kind: "down"; readonly code: WireError["code"] };

export interface RelayLink extends AsyncDisposable {
  readonly state: LinkState;
  /** Whenever some of it changes. */
  tell(said: Said): void;
}

const FINAL: ReadonlySet<WireError["code"]> = new Set([
  "wire.not-enrolled",
  "wire.revoked",
  "wire.wrong-relay",
]);

export function startRelayLink(options: {
  readonly note: RelayNote;
  readonly sayHello: SayHello;
  /** The hub's Unix socket for visitors. */
  readonly door: string;
  readonly said: Said;
  /** The system's, where it is left out. */
  readonly resolve?: Resolve;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
  readonly onState: (state: LinkState) => void;
}): RelayLink {
  const { note, sayHello, door, clock, random, log } = options;
  const stopping = new AbortController();
  const visits = makeBuckets(VISITS);
  let { said } = options;
  /** The one that serves, and the one that is about to take its place. */
  const live = new Set<RelaySession>();
  let state: LinkState = { kind: "connecting" };
  const show = (now: LinkState) => {
    state = now;
    options.onState(now);
  };

  const say = ({ tell, prove }: RelaySession) => {
    tell(said.labels);
    prove(said.proofs);
  };
  const open = async () => {
    const before = said;
    const session = await openRelaySession(note, sayHello, before, options.resolve);
    live.add(session);
    // A name that went while the greeting was under way.
    if (said !== before) say(session);
    return session;
  };

  /**
   * Serves until the session ends, or another one is there in its place.
   * @returns that one. @throws WireError why it ended, where none is
   */
  const serve = async (session: RelaySession): Promise<RelaySession> => {
    const { line } = session;
    const served = new AbortController();
    const next = Promise.withResolvers<RelaySession>();
    void measure(line, served.signal);
    try {
      return await Promise.race([read(session, next.resolve), next.promise]);
    } finally {
      served.abort();
    }
  };

  /** Also what comes on a line that another one has taken the place of: visitors who were on their way. */
  const read = async (
    session: RelaySession,
    handOver: (next: RelaySession) => void,
  ): Promise<RelaySession> => {
    const { line } = session;
    const { remoteAddress: relay, nodes, silent } = line;
    const dial = makeDialVisitor({ relay, nodes, door, probe: line.probe, silent });
    let successor: Promise<RelaySession | undefined> | undefined;
    try {
      for (;;) {
        const message = await line.next();
        if (message.kind === "dial" && visits.take("", clock.monotonic())) void dial(message);
        else if (message.kind === "drain") successor ??= succeed(line, handOver);
        else if (message.kind !== "dial")
          throw new WireError("wire.unexpected", `no place for ${message.kind}`);
      }
    } catch (error) {
      const next = await successor;
      if (next === undefined) throw error;
      return next;
    } finally {
      live.delete(session);
      line.end();
    }
  };

  const measure = async (line: RelayLine, served: AbortSignal): Promise<void> => {
    while (!served.aborted) {
      const milliseconds = await line.measure();
      if (milliseconds === undefined || served.aborted) return;
      show({ kind: "up", milliseconds });
      await clock.sleep(MEASURED_EVERY, served).catch(() => undefined); // the session is over
    }
  };

  /**
   * A node that goes takes no new session: another try comes to another node. Only the relay knows from when on visitors come on the new
   * line, and ends the old one then: were it ended from here, it might be gone before the new one's names are heard.
   * @returns `undefined` where it did not come to that before the old line ended
   */
  const succeed = async (
    old: RelayLine,
    handOver: (next: RelaySession) => void,
  ): Promise<RelaySession | undefined> => {
    for (const wait of backoff(SUCCEED_WAIT, LONGEST_SUCCEED_WAIT, random)) {
      if (old.isOver || stopping.signal.aborted) break;
      const next = await open().catch(() => undefined);
      if (next !== undefined) {
        handOver(next);
        // A relay that has us come anew again and again gets two lines of us and no third.
        for (const { line } of live) if (line !== old && line !== next.line) line.end();
        const end = () => old.end();
        clock.sleep(HANDING_OVER, stopping.signal).then(end, end);
        return next;
      }
      await clock.sleep(wait, stopping.signal).catch(() => undefined); // it ends
    }
    return undefined;
  };

  const run = async () => {
    let current: RelaySession | undefined;
    let failures = 0;
    let spread: Duration = SPREAD;
    let wait: Duration = ms(0);
    while (!stopping.signal.aborted) {
      await clock.sleep(wait, stopping.signal);
      let since: number | undefined;
      try {
        show({ kind: "connecting" });
        current = await open();
        while (current !== undefined && !stopping.signal.aborted) {
          since ??= clock.monotonic();
          spread = seconds(current.spreadSeconds);
          show({ kind: "up" });
          current = await serve(current);
        }
      } catch (error) {
        current = undefined;
        const code = error instanceof WireError ? error.code : "wire.silent";
        if (!(error instanceof WireError))
          log.error("the relay's loop goes on", { error: (error as Error).name });
        const wasStable = since !== undefined && clock.monotonic() - since >= STABLE;
        failures = wasStable ? 0 : failures + 1;
        show({ kind: "down", code });
        // After a session that worked, everybody's may have ended at once: then the relay's own window counts.
        const window = wasStable
          ? Math.max(0, spread - SIGNING_IN)
          : Math.min(spread, FIRST_WAIT * 2 ** failures);
        wait = FINAL.has(code) ? REFUSED_WAIT : ms(window * random());
      }
    }
  };

  const running = run().catch(() => undefined); // the sleep that was broken off
  return {
    get state() {
      return state;
    },
    tell(now) {
      said = now;
      for (const session of live) say(session);
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      for (const { line } of live) line.end();
      await running;
    },
  };
}
