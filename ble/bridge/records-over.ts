/**
 * What a child recorded stays on the toy, which cannot be told to forget it. Where a guardian wants that, it is recorded over once the hub has it:
 * half a second of the room, with the heart lit, and told before it begins.
 *
 *   kept by the hub ──▶ at rest, not at night, no lullaby ──▶ [noted, `recorded-over`] ──▶ recorded over ──▶ [its length]
 *
 * A crash in between leaves the note; the next look tells by the length what is there. Only what no paw makes counts as ours: anything else is
 * brought home, and kept apart.
 */
import type { Logger } from "../../hub/ports/logger.ts";
import type { Journal } from "../journal/journal.ts";
import type { ToySession } from "../toys/toy-driver.ts";
import type { ClaimedToy } from "./claimed-toys.ts";
import { codeOf } from "./code-of.ts";
import type { HubLine } from "./hub-line.ts";
import type { Outbox } from "./outbox.ts";
import type { Recordings } from "./recordings.ts";

export interface RecordsOverParts {
  readonly journal: Journal;
  readonly outbox: Outbox;
  readonly recordings: Recordings;
  readonly log: Logger;
  line(): HubLine;
  sessionOf(toy: string): ToySession | undefined;
  /** A guardian wants it, and just now nothing speaks against it. */
  mayBe(toy: string): boolean;
  /** Resolves when the other rooms could know what this one knows of the toy. @throws JournalError `journal.not-shared` */
  shared(address: string): Promise<void>;
}

export class RecordsOver {
  readonly #parts: RecordsOverParts;
  readonly #running = new Set<string>();

  constructor(parts: RecordsOverParts) {
    this.#parts = parts;
  }

  isBusy(toy: string): boolean {
    return this.#running.has(toy);
  }

  /** Safe to ask at any time, any number of times: does it where it is due. */
  async tend(toy: ClaimedToy): Promise<void> {
    const { recordings, sessionOf, mayBe } = this.#parts;
    const session = sessionOf(toy.toy);
    if (session === undefined || this.#running.has(toy.toy)) return;
    if (!mayBe(toy.toy) || !recordings.isHeldAndKept(toy, session)) return;
    this.#running.add(toy.toy);
    try {
      await this.#recordOver(toy, session);
    } finally {
      this.#running.delete(toy.toy);
    }
  }

  async #recordOver(toy: ClaimedToy, session: ToySession): Promise<void> {
    const { recordings, log } = this.#parts;
    let hasBegun = false;
    try {
      const lengthMs = await session.recordOver({
        signal: session.signal,
        begin: async () => {
          await this.#begin(toy);
          hasBegun = true;
          await this.#parts.shared(toy.address);
        },
      });
      if (lengthMs !== undefined) {
        await recordings.settleOver(toy, lengthMs);
        log.info("a recording was recorded over", { length_ms: lengthMs });
        return;
      }
    } catch (error) {
      log.info("a recording was not recorded over", { code: codeOf(error) });
    }
    // A child came between, or something went wrong: the toy itself says what it holds. Without a link the next look does.
    if (hasBegun && !session.signal.aborted) await recordings.lookAfterOver(toy, session);
  }

  /** @throws JournalError: nothing is recorded then */
  async #begin(toy: ClaimedToy): Promise<void> {
    const { journal, outbox, recordings, line } = this.#parts;
    if (!this.#parts.mayBe(toy.toy)) throw new Error("not any more");
    const { event, change } = outbox.prepare({ kind: "recorded-over", toy: toy.toy });
    await journal.change([change, recordings.beginOver(toy)]);
    line().tell(event);
  }
}
