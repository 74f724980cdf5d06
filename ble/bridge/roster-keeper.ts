/**
 * Whose stamps count, as this machine believes it. Before the first paw was pressed the hub may offer any roster; with the
 * press its first guardian is pinned, and from then on only a chain that grows out of what is known here is taken.
 */
import { z } from "zod";
import { SignatureError } from "../../hub/contract/errors.ts";
import { assertFollows, type Roster, verifyRoster } from "../../hub/contract/roster.ts";
import { sha256Hex } from "../../hub/contract/sha256.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import type { Journal, JournalView, JsonValue } from "../journal/journal.ts";

const ENTRY = "roster/entry/";
const PIN = "roster/pin";
const pin = z.strictObject({ fingerprint: sha256Hex, head: sha256Hex, length: z.int().min(1) });

/**
 * The roster that a paw pinned, as the journal has it; `undefined` before the first.
 * @throws SignatureError when what is kept here does not hold
 */
export async function keptRoster(journal: JournalView): Promise<Roster | undefined> {
  const known = pin.safeParse(journal.get(PIN));
  if (!known.success) return undefined;
  const roster = await verifyRoster(journal.entries(ENTRY).map(([, entry]) => String(entry)));
  assertFollows(roster, known.data, known.data.length);
  return roster;
}

/** The journal's change after which nobody's word counts here. */
export const forgetRoster = (journal: JournalView): readonly (readonly [string, undefined])[] =>
  [PIN, ...journal.entries(ENTRY).map(([key]) => key)].map((key) => [key, undefined] as const);

export interface RosterPiece {
  readonly from: number;
  readonly total: number;
  readonly entries: readonly string[];
}

export class RosterKeeper {
  readonly #journal: Journal;
  readonly #log: Logger;
  /** The chain that counts; `undefined` until a toy was claimed. */
  #pinned: Roster | undefined;
  /** What the hub offered last, before anything is pinned. */
  #offered: { readonly roster: Roster; readonly entries: readonly string[] } | undefined;
  /** What the hub offered last begins with somebody else than the first guardian whom a paw pinned. */
  #isOfAnotherFamily = false;
  #pieces: string[] = [];
  /** Entries of the pinned chain that the journal holds: fewer than it has where there was no room. */
  #written: number;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(journal: Journal, log: Logger, pinned: Roster | undefined) {
    this.#journal = journal;
    this.#log = log;
    this.#pinned = pinned;
    this.#written = pinned?.hashes.length ?? 0;
  }

  /** @throws SignatureError when what is kept here does not hold: somebody wrote into this machine's memory */
  static async open(journal: Journal, log: Logger): Promise<RosterKeeper> {
    return new RosterKeeper(journal, log, await keptRoster(journal));
  }

  get pinned(): Roster | undefined {
    return this.#pinned;
  }

  /** The chain that a paw would pin now, or has pinned. */
  get current(): Roster | undefined {
    return this.#pinned ?? this.#offered?.roster;
  }

  /** The hub speaks for another family than the one whose paw was pressed: it may claim nothing here. */
  get isOfAnotherFamily(): boolean {
    return this.#isOfAnotherFamily;
  }

  /** Takes one piece; acts when the last one has come. A roster that must not be believed changes nothing. */
  take(piece: RosterPiece): Promise<void> {
    return this.#inTurn(async () => {
      if (piece.from === 0) this.#pieces = [];
      if (piece.from !== this.#pieces.length) return; // a piece was lost: the hub tells the whole again before it is needed
      this.#pieces.push(...piece.entries);
      if (this.#pieces.length < piece.total) return;
      const entries = this.#pieces;
      this.#pieces = [];
      try {
        const roster = await verifyRoster(entries);
        if (this.#pinned === undefined) this.#offered = { roster, entries };
        else await this.#follow(this.#pinned, roster, entries);
        this.#isOfAnotherFamily = false;
      } catch (error) {
        if (!(error instanceof SignatureError)) throw error;
        if (error.code === "roster.wrong-first-guardian") this.#isOfAnotherFamily = true;
        this.#log.warn("roster refused", { code: error.code });
      }
    });
  }

  async #follow(known: Roster, roster: Roster, entries: readonly string[]): Promise<void> {
    if (roster.head === known.head && this.#written === entries.length) return;
    assertFollows(roster, { fingerprint: known.fingerprint, head: known.head }, known.hashes.length);
    // It counts from here on, written or not: a full disk must not keep a device alive that was struck out.
    this.#pinned = roster;
    await this.#journal.change(changesFor(roster, entries, this.#written));
    this.#written = entries.length;
  }

  /**
   * Pins what is offered, in one durable step with `more`.
   * @returns the pinned roster; `undefined` when none was offered
   */
  pin(more: (roster: Roster) => readonly (readonly [string, JsonValue])[]): Promise<Roster | undefined> {
    return this.#inTurn(async () => {
      if (this.#pinned !== undefined) {
        await this.#journal.change(more(this.#pinned));
        return this.#pinned;
      }
      if (this.#offered === undefined) return undefined;
      const { roster, entries } = this.#offered;
      await this.#journal.change([...changesFor(roster, entries, 0), ...more(roster)]);
      this.#pinned = roster;
      this.#written = entries.length;
      return roster;
    });
  }

  /** What is offered and what is pinned are never changed by two at once. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work, work);
    this.#turn = turn.catch(() => undefined); // whoever asked hears of it
    return turn;
  }
}

/** @param written how many of them the journal holds already */
export function changesFor(
  roster: Roster,
  entries: readonly string[],
  written: number,
): (readonly [string, JsonValue])[] {
  const fresh = entries.slice(written).map((entry, at) => [entryKey(written + at), entry] as const);
  const { fingerprint, head, hashes } = roster;
  return [...fresh, [PIN, { fingerprint, head, length: hashes.length }]];
}

/** Keys sort as text. */
const entryKey = (number: number) => ENTRY + String(number).padStart(6, "0");
