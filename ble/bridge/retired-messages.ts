import type { Journal } from "../journal/journal.ts";
import { BridgeError } from "./errors.ts";

/** By whom a message is known to be over: the hub said so, or it was seen here, where it was heard or its stamp ran out. */
export type OverBy = "hub" | "seen";

const PREFIX = { hub: "retired/", seen: "over/" } as const satisfies Record<OverBy, string>;
/** Of each kind. Only as many can be seen here as were stamped and brought; a hub can name any number. */
const MOST = 2_000;
/** No stamp is made for longer. */
const FORGOTTEN_AFTER_MS = 60 * 86_400_000;

/**
 * Messages that are over, remembered so that no old stamp revives them. A hub that was taken over names thousands, to have
 * older ones forgotten: so what is not old is kept, and what finds no room any more is refused.
 */
export class RetiredMessages {
  readonly #journal: Journal;
  readonly #now: () => number;
  /** Those that the journal had no room for. */
  readonly #unwritten = new Map<string, OverBy>();

  /** @param now Unix ms that nobody sets ahead */
  constructor(journal: Journal, now: () => number) {
    this.#journal = journal;
    this.#now = now;
  }

  has(message: string): boolean {
    return this.#unwritten.has(message) || this.#isWritten(message);
  }

  /** Over, and not because it was heard here. */
  isWithdrawn(message: string): boolean {
    const by = this.#unwritten.get(message);
    if (by !== undefined) return by === "hub";
    return this.#journal.get(PREFIX.hub + message) !== undefined;
  }

  /** Counts at once; durable when it resolves. @throws BridgeError `bridge.too-many-retired`, JournalError */
  async add(message: string, by: OverBy): Promise<void> {
    if (this.#isWritten(message)) return; // told again after a break
    const forgotten = this.#surplus(by);
    if (this.#unwritten.size < MOST) this.#unwritten.set(message, by);
    await this.#journal.change([[PREFIX[by] + message, this.#now()], ...forgotten]);
    this.#unwritten.delete(message);
  }

  /** Writes what found no room before. */
  async writeAgain(): Promise<void> {
    for (const [message, by] of [...this.#unwritten]) await this.add(message, by);
  }

  #isWritten(message: string): boolean {
    return Object.values(PREFIX).some((prefix) => this.#journal.get(prefix + message) !== undefined);
  }

  #surplus(by: OverBy): (readonly [string, undefined])[] {
    const all = this.#journal.entries(PREFIX[by]);
    if (all.length < MOST) return [];
    const byAge = [...all].sort(([, one], [, other]) => Number(one) - Number(other));
    const surplus = byAge.slice(0, all.length - MOST + 1);
    const isOld = surplus.every(([, at]) => this.#now() - Number(at) >= FORGOTTEN_AFTER_MS);
    if (by === "hub" && !isOld)
      throw new BridgeError("bridge.too-many-retired", `${all.length} messages are over and none is old`);
    return surplus.map(([key]) => [key, undefined] as const);
  }
}
