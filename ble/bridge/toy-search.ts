/**
 * Toys that are nobody's yet: looked for as long as somebody wants it, and claimed by a paw. One search at a time, and one claim for each toy,
 * the one that was asked for last. What is being claimed stays in view when the search is over.
 */
import type { BleCommand } from "../../hub/contract/ble-control.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { type Duration, ms, seconds } from "../../hub/domain/duration.ts";
import type { Advert } from "../radio/radio.ts";
import { type Candidate, Candidates } from "./candidates.ts";
import { type ClaimParts, claimToy } from "./claiming.ts";
import type { RecognisedToy } from "./toy-families.ts";
import { toRssi } from "./toy-link.ts";

/** How often a change of signal strength alone is worth telling. */
const TELL_EVERY = seconds(2);
/** A new candidate is told sooner; adverts can be made up by the thousand. */
const TELL_NEW_WITHIN = ms(250);

export interface ToySearchParts extends ClaimParts {
  readonly signal: AbortSignal;
  /** What is in view is told: at once, or within some time. */
  tellNow(): void;
  tellSoon(within: Duration): void;
  onClaimed(): Promise<void>;
}

interface Claim {
  readonly id: string;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

export class ToySearch {
  readonly #parts: ToySearchParts;
  readonly #candidates: Candidates;
  /** By toy. */
  readonly #claims = new Map<string, Claim>();
  #search: { readonly id: PublicId; stop(): void } | undefined;

  constructor(parts: ToySearchParts) {
    this.#parts = parts;
    this.#candidates = new Candidates(parts.clock, (address) => parts.toys.idOf(address));
  }

  inView(): readonly Candidate[] {
    return this.#candidates.nearestFirst();
  }

  begin(id: PublicId, forSeconds: number): void {
    const { clock, tellNow } = this.#parts;
    this.#search?.stop();
    this.#forgetUnclaimed();
    this.#search = { id, stop: clock.after(seconds(forSeconds), () => this.end()) };
    tellNow();
  }

  end(): void {
    const { line, tellNow } = this.#parts;
    if (this.#search === undefined) return;
    this.#search.stop();
    line().tell({ kind: "search-ended", id: this.#search.id });
    this.#search = undefined;
    this.#forgetUnclaimed();
    tellNow();
  }

  /** A toy that is nobody's. */
  hear({ address, rssi: told }: Advert, recognised: RecognisedToy): void {
    const { family, model, firmware = null } = recognised;
    const rssi = toRssi(told);
    if (this.#search === undefined || rssi === null) return;
    const isNew = this.#candidates.hear({ address, family, model, firmware, rssi });
    this.#parts.tellSoon(isNew ? TELL_NEW_WITHIN : TELL_EVERY);
  }

  async claim(command: Extract<BleCommand, { kind: "claim-toy" }>): Promise<void> {
    const { signal, onClaimed, tellNow } = this.#parts;
    const before = this.#claims.get(command.toy);
    if (before?.id === command.id) return;
    const abort = new AbortController();
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    this.#claims.set(command.toy, { id: command.id, abort, ended });
    try {
      before?.abort.abort(new Error("asked for again"));
      await before?.ended;
      const both = AbortSignal.any([signal, abort.signal]);
      if (!(await claimToy(this.#parts, command, this.#candidates.byId(command.toy), both))) return;
      this.end();
      await onClaimed();
    } finally {
      if (this.#claims.get(command.toy)?.id === command.id) this.#claims.delete(command.toy);
      end();
      if (this.#search === undefined) this.#forgetUnclaimed();
      tellNow();
    }
  }

  /** By the id of the command that began it. */
  cancel(target: string): void {
    for (const { id, abort } of this.#claims.values()) if (id === target) abort.abort(new Error("cancelled"));
    if (this.#search?.id === target) this.end();
  }

  [Symbol.dispose](): void {
    this.#search?.stop();
  }

  #forgetUnclaimed(): void {
    if (this.#claims.size === 0) this.#candidates.clear();
  }
}
