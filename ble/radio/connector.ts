/**
 * Makes connections, one attempt at a time: a controller starts only one, and an attempt on a peer that is not there lasts
 * until it is cancelled. A caller who gave up is told at once; the next attempt begins when the controller has let go.
 */
import { type Duration, ms, seconds } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import { asError, type Settle, settleWithin } from "./bounded-wait.ts";
import { hexByte, RadioError } from "./errors.ts";
import { INTERVAL_UNIT_MS } from "./hci/event-packets.ts";
import { STATUS } from "./hci/status.ts";
import type { HostStack, Peer } from "./host-stack.ts";
import type { ConnectOptions } from "./radio.ts";
import type { StackLink } from "./stack-link.ts";

export interface ConnectorParts {
  readonly clock: Clock;
  readonly logger: Logger;
  /** The stack of the moment, when the adapter is on. */
  stack(): HostStack | undefined;
  peer(address: string): Peer;
  /** Whether there is a link to this peer, or one whose end was not confirmed yet. */
  isLinked(address: string): boolean;
  /** The controller will not let go of an attempt. */
  onWedged(): void;
}

/** How LE Create Connection ended; with a link when it succeeded. */
export interface ConnectOutcome {
  readonly status: number;
  readonly link: StackLink | undefined;
}

const RETRIES = 3;
const RETRY_PAUSE: Duration = ms(250);
/** For the controller to confirm that it stopped trying. */
const CANCEL: Duration = seconds(2);
/** A new link that did not live to its first answer failed to be established, whatever it is called. Vol 1 Part F 2.56. */
const NOT_ESTABLISHED: ReadonlySet<number | undefined> = new Set([
  STATUS.notEstablished,
  STATUS.supervisionTimeout,
]);
const WORTH_ANOTHER_TRY: ReadonlySet<number | undefined> = new Set([
  STATUS.notEstablished,
  STATUS.unknownConnection, // cancelled, and not by us
  STATUS.commandDisallowed, // an attempt that nobody remembers is still under way
]);

export class Connector {
  readonly #parts: ConnectorParts;
  #tail: Promise<void> = Promise.resolve();
  #pending: Settle<ConnectOutcome> | undefined;
  /** Attempts that the loss of the adapter fails. */
  readonly #open = new Set<AbortController>();

  constructor(parts: ConnectorParts) {
    this.#parts = parts;
  }

  connect(address: string, options: ConnectOptions): Promise<StackLink> {
    const turn = this.#tail;
    const { promise, resolve, reject } = Promise.withResolvers<StackLink>();
    const { signal } = options;
    const giveUp = () => reject(asError(signal?.reason));
    const run = async () => {
      await turn;
      if (signal?.aborted === true) throw asError(signal.reason);
      return this.#try(address, options, reject);
    };
    if (signal?.aborted === true) giveUp();
    else signal?.addEventListener("abort", giveUp, { once: true });
    this.#tail = run()
      .then(resolve, reject)
      .finally(() => signal?.removeEventListener("abort", giveUp));
    return promise;
  }

  /** An answer to the attempt under way. @returns whether there was one. */
  noteConnection(outcome: ConnectOutcome): boolean {
    const pending = this.#pending;
    pending?.resolve(outcome);
    return pending !== undefined;
  }

  /** The adapter is gone: nothing under way can succeed. */
  fail(cause: Error): void {
    for (const attempt of [...this.#open]) attempt.abort(cause);
  }

  /** @param fail tells the caller at once; what is thrown afterwards only ends the turn. */
  async #try(address: string, options: ConnectOptions, fail: (cause: Error) => void): Promise<StackLink> {
    const { clock } = this.#parts;
    const deadlineMs = clock.monotonic() + options.within;
    const attempt = new AbortController();
    const abort = () => attempt.abort(options.signal?.reason);
    options.signal?.addEventListener("abort", abort, { once: true });
    this.#open.add(attempt);
    const wait = () => ({ within: ms(deadlineMs - clock.monotonic()), signal: attempt.signal });
    try {
      for (let tries = 1; ; tries += 1) {
        const outcome = await this.#once(address, options, wait, fail);
        if (outcome.kind === "up") return outcome.link;
        const { status } = outcome;
        if (tries > RETRIES || !(NOT_ESTABLISHED.has(status) || WORTH_ANOTHER_TRY.has(status))) {
          const why = status === undefined ? "" : ` (${hexByte(status)})`;
          throw new RadioError("radio.connect-failed", `no link after ${tries} tries${why}`, { status });
        }
        this.#parts.logger.debug("link was not established", { tries });
        await settleWithin<void>(clock, wait(), "connect", (settle) =>
          clock.after(RETRY_PAUSE, () => settle.resolve()),
        );
      }
    } finally {
      this.#open.delete(attempt);
      options.signal?.removeEventListener("abort", abort);
    }
  }

  async #once(
    address: string,
    options: ConnectOptions,
    wait: () => { readonly within: Duration; readonly signal: AbortSignal },
    fail: (cause: Error) => void,
  ): Promise<{ kind: "up"; link: StackLink } | { kind: "failed"; status: number | undefined }> {
    const { clock } = this.#parts;
    const stack = this.#parts.stack();
    if (stack === undefined) throw new RadioError("radio.unavailable", "the adapter is not on");
    if (this.#parts.isLinked(address))
      throw new RadioError("radio.connect-failed", "there is a link to this peer");
    const peer = this.#parts.peer(address);
    let connection: ConnectOutcome;
    try {
      connection = await this.#answer(wait(), () => stack.connect(peer, options));
    } catch (cause) {
      fail(asError(cause));
      await this.#cancel(stack, peer);
      throw cause;
    }
    if (connection.link === undefined) {
      // Nobody's attempt may well be none: then its cancel is refused, and there is nothing to wait for.
      if (connection.status === STATUS.commandDisallowed) stack.cancelConnect(peer);
      if (connection.status === STATUS.alreadyConnected) this.#parts.onWedged();
      return { kind: "failed", status: connection.status };
    }
    const { link } = connection;
    // Where the kernel makes the connection (a real adapter) it goes by its own parameters, not by ours. Before the first question: a change
    // takes six events, and what is asked meanwhile takes two each.
    if (link.intervalMs !== nearestInterval(options.intervalMs)) link.askForInterval(options);
    try {
      const isUp = await settleWithin<boolean>(clock, wait(), "first answer of the peer", (settle) => {
        void link.firstReply.then(() => settle.resolve(true));
        void link.ended.then(() => settle.resolve(false));
        return () => undefined;
      });
      if (isUp) return { kind: "up", link };
      return { kind: "failed", status: (await link.ended).reason };
    } catch (cause) {
      fail(asError(cause));
      await link.disconnect({ within: CANCEL });
      throw cause;
    }
  }

  /** The next answer about a connection. */
  #answer(wait: { within: Duration; signal?: AbortSignal }, ask: () => void): Promise<ConnectOutcome> {
    return settleWithin<ConnectOutcome>(this.#parts.clock, wait, "connect", (settle) => {
      this.#pending = settle;
      ask();
      return () => {
        if (this.#pending === settle) this.#pending = undefined;
      };
    });
  }

  /** Until the controller says that the attempt is over. It may just have succeeded: then the link is ended again. */
  async #cancel(stack: HostStack, peer: Peer): Promise<void> {
    if (this.#parts.stack() !== stack) return; // the adapter went, and the attempt with it
    let connection: ConnectOutcome;
    try {
      connection = await this.#answer({ within: CANCEL }, () => stack.cancelConnect(peer));
    } catch {
      this.#parts.onWedged(); // it neither confirmed nor connected: nothing else will get through
      return;
    }
    await connection.link?.disconnect({ within: CANCEL });
  }
}

/** What the air can have: steps of 1.25 ms. Bluetooth Core 5.4 Vol 4 Part E 7.8.12. */
function nearestInterval(intervalMs: number): number {
  return Math.round(intervalMs / INTERVAL_UNIT_MS) * INTERVAL_UNIT_MS;
}
