/**
 * One ATT request at a time on a link, as the protocol wants it (Bluetooth Core 5.4 Vol 3 Part F 3.3.2).
 *
 * A request whose caller gave up keeps its turn until the peer answers it after all or the link ends: noble's own queue
 * stands still just as long, and the next request behind it must not take a late answer for its own.
 */
import { type Duration, seconds } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { AttError } from "./att-pdu.ts";
import { type Settle, settleWithin } from "./bounded-wait.ts";
import type { Wait } from "./radio.ts";

/** Vol 3 Part F 3.3.3: after this long a transaction has failed, and the link is of no more use. */
const TRANSACTION_TIMEOUT: Duration = seconds(30);

/** What may answer the request under way. */
export interface Answers {
  readonly onError?: (error: AttError) => void;
  readonly onWriteResponse?: () => void;
}

interface Turn {
  begin(): void;
  fail(cause: Error): void;
}

export class AttTurns {
  readonly #clock: Clock;
  readonly #onStalled: () => void;
  readonly #waiting = new Set<Turn>();
  readonly #open = new Set<Turn>();
  #current: { readonly turn: Turn; answers: Answers; readonly cancelTimeout: () => void } | undefined;
  #endedBy: Error | undefined;

  /** @param onStalled a request was not answered for {@link TRANSACTION_TIMEOUT}. */
  constructor(clock: Clock, onStalled: () => void) {
    this.#clock = clock;
    this.#onStalled = onStalled;
  }

  /** What the peer's next answer is for. */
  get answers(): Answers {
    return this.#current?.answers ?? {};
  }

  /**
   * @param request sends it; settles through what it is given and returns what may answer it. Thrown errors end the turn.
   * @param onOverdue told when the deadline passed with the request on its way
   */
  run<T>(
    wait: Wait,
    what: string,
    request: (settle: Settle<T>) => Answers,
    onOverdue: () => void,
  ): Promise<T> {
    return settleWithin<T>(this.#clock, wait, what, (settle) => {
      if (this.#endedBy !== undefined) {
        settle.reject(this.#endedBy);
        return () => undefined;
      }
      let isSettled = false;
      const turn: Turn = {
        begin: () => this.#begin(turn, settle, request),
        fail: settle.reject,
      };
      this.#open.add(turn);
      this.#waiting.add(turn);
      this.#next();
      return () => {
        if (isSettled) return;
        isSettled = true;
        this.#open.delete(turn);
        if (!this.#waiting.delete(turn) && this.#current?.turn === turn) onOverdue();
      };
    });
  }

  /** The link is gone: everything that waits fails, now and later. */
  end(cause: Error): void {
    if (this.#endedBy !== undefined) return;
    this.#endedBy = cause;
    this.#current?.cancelTimeout();
    this.#current = undefined;
    for (const turn of [...this.#open]) turn.fail(cause);
    this.#waiting.clear();
  }

  #begin<T>(turn: Turn, settle: Settle<T>, request: (settle: Settle<T>) => Answers): void {
    const cancelTimeout = this.#clock.after(TRANSACTION_TIMEOUT, this.#onStalled);
    this.#current = { turn, answers: {}, cancelTimeout };
    const finish = (tell: () => void) => {
      const isCurrent = this.#current?.turn === turn;
      if (isCurrent) {
        cancelTimeout();
        this.#current = undefined;
      }
      tell();
      if (isCurrent) this.#next();
    };
    const finishing: Settle<T> = {
      resolve: (value) => finish(() => settle.resolve(value)),
      reject: (cause) => finish(() => settle.reject(cause)),
    };
    try {
      const answers = request(finishing);
      if (this.#current?.turn === turn) this.#current.answers = answers;
    } catch (cause) {
      finishing.reject(cause instanceof Error ? cause : new Error(String(cause)));
    }
  }

  #next(): void {
    if (this.#current !== undefined || this.#endedBy !== undefined) return;
    const [turn] = this.#waiting;
    if (turn === undefined) return;
    this.#waiting.delete(turn);
    turn.begin();
  }
}
