/**
 * Hearts that stay dark, as it is night at their child's: by what the hub said last, remembered until it says otherwise, whoever of
 * the two was started anew meanwhile. And hearts that a process left dark that died between a question to the toy and lighting it again.
 *
 *   hub says dark          "dark"      each session of the toy is told at its begin
 *   hub says not dark      "owed"      a session lights the heart, where a message on the toy was not heard
 *   it did                 nothing     the same, where the looks of the toy say that its light is owed
 */
import type { PublicId } from "../../hub/contract/public-id.ts";
import type { Journal } from "../journal/journal.ts";
import type { DeliveryJournal, LooksBook, ToySession } from "../toys/toy-driver.ts";
import type { ClaimedToy } from "./claimed-toys.ts";
import type { RetiredMessages } from "./retired-messages.ts";

const PREFIX = "heart/";
type Night = "dark" | "owed";

export interface DarkHeartsParts {
  readonly journal: Journal;
  readonly deliveries: DeliveryJournal;
  readonly retired: RetiredMessages;
  readonly looks: LooksBook;
  sessionOf(toy: string): ToySession | undefined;
}

export class DarkHearts {
  readonly #parts: DarkHeartsParts;
  /** Counts at once, also where the journal has no room. */
  readonly #nights: Map<string, Night>;

  constructor(parts: DarkHeartsParts) {
    this.#parts = parts;
    const noted = parts.journal.entries(PREFIX);
    this.#nights = new Map(
      noted.map(([key, night]) => [key.slice(PREFIX.length), night === "dark" ? night : "owed"]),
    );
  }

  /** @throws JournalError: it counts until this process ends; ToyError, RadioError: the next session is told */
  async set(toy: ClaimedToy, isDark: boolean): Promise<void> {
    if (isDark === (this.#nights.get(toy.toy) === "dark")) return;
    const written = this.#note(toy.toy, isDark ? "dark" : "owed");
    await Promise.all([written, this.tell(toy)]);
  }

  isDark(toy: string): boolean {
    return this.#nights.get(toy) === "dark";
  }

  /** To be asked at the begin of each session, too. */
  async tell({ toy, address }: ClaimedToy): Promise<void> {
    const session = this.#parts.sessionOf(toy);
    const night = this.#nights.get(toy);
    if (session === undefined) return;
    if (night === "dark") return session.keepDark(session.signal);
    if (night === undefined && this.#parts.looks.find(address)?.isHeartOwed !== true) return;
    await session.endDark(() => this.#isUnheard(address), session.signal);
    if (this.#nights.get(toy) === "owed") await this.#note(toy, undefined);
  }

  /** Whether it has post that nobody was seen to hear, and nobody took back; what is of the library has no light. */
  async #isUnheard(address: string): Promise<boolean> {
    const { deliveries, retired } = this.#parts;
    const held = await deliveries.latestOfAll(address);
    return held.some(
      ({ intent, isDone, isSignalled, isTakenBack }) =>
        isDone && isSignalled && !isTakenBack && !retired.has(intent.messageId),
    );
  }

  /** The journal's change after which nothing is known of this toy's nights. */
  forget({ toy }: ClaimedToy): readonly [string, undefined] {
    this.#nights.delete(toy);
    return [PREFIX + toy, undefined];
  }

  async #note(toy: PublicId, night: Night | undefined): Promise<void> {
    if (night === undefined) this.#nights.delete(toy);
    else this.#nights.set(toy, night);
    await this.#parts.journal.change([[PREFIX + toy, night]]);
  }
}
