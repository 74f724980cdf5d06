import type { Clock } from "../../hub/ports/clock.ts";
import type { Journal } from "../journal/journal.ts";

const PREFIX = "retired/";
/** Stamps run out long before this many messages are over. */
const MOST = 2_000;

/** Messages that are over, remembered so that no old stamp revives them. */
export class RetiredMessages {
  readonly #journal: Journal;
  readonly #clock: Clock;
  /** Those that the journal had no room for. */
  readonly #unwritten = new Set<string>();

  constructor(journal: Journal, clock: Clock) {
    this.#journal = journal;
    this.#clock = clock;
  }

  has(message: string): boolean {
    return this.#unwritten.has(message) || this.#journal.get(PREFIX + message) !== undefined;
  }

  /** Counts at once; durable when it resolves. */
  async add(message: string): Promise<void> {
    if (this.#journal.get(PREFIX + message) !== undefined) return; // told again after a break
    if (this.#unwritten.size < MOST) this.#unwritten.add(message);
    await this.#journal.change([[PREFIX + message, this.#clock.now()], ...this.#surplus()]);
    this.#unwritten.delete(message);
  }

  /** Writes what found no room before. */
  async writeAgain(): Promise<void> {
    for (const message of [...this.#unwritten]) await this.add(message);
  }

  #surplus(): (readonly [string, undefined])[] {
    const all = this.#journal.entries(PREFIX);
    if (all.length < MOST) return [];
    const byAge = [...all].sort(([, one], [, other]) => Number(one) - Number(other));
    return byAge.slice(0, all.length - MOST + 1).map(([key]) => [key, undefined] as const);
  }
}
