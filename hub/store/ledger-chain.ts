/**
 * The ledger: entry n names the hash of entry n-1. Where the chain ends is kept apart, so that a missing end shows too.
 *
 *   hash(n) = SHA-256 of the JSON array ["pawpost-ledger-1", n, hash(n-1), at, kind, person, subject]
 */
import { createHash } from "node:crypto";
import type { Ledger, LedgerEntry } from "../ports/ledger.ts";
import { StoreError } from "./errors.ts";
import { counterKey, counterOf, nameKey, type SealedIndex, type Write } from "./sealed-index.ts";

interface Link {
  readonly entry: LedgerEntry;
  readonly prev: string;
}
interface Head {
  readonly number: number;
  readonly hash: string;
}

const BEFORE_THE_FIRST: Head = { number: 0, hash: "0".repeat(64) };

const hashOf = (number: number, prev: string, { at, kind, person, subject }: LedgerEntry) =>
  createHash("sha256")
    .update(JSON.stringify(["pawpost-ledger-1", number, prev, at, kind, person, subject]))
    .digest("hex");

export class LedgerChain implements Ledger {
  readonly #index: SealedIndex;
  readonly #headKey: Buffer;
  /** More or fewer entries than the head says. */
  readonly #isCutOrGrown: boolean;
  #head: Head;

  private constructor(index: SealedIndex, headKey: Buffer, head: Head, isCutOrGrown: boolean) {
    this.#index = index;
    this.#headKey = headKey;
    this.#head = head;
    this.#isCutOrGrown = isCutOrGrown;
  }

  static async open(index: SealedIndex, nameOf: (word: string) => Uint8Array): Promise<LedgerChain> {
    const headKey = nameKey("meta", nameOf("ledger head"));
    const head = (await index.get<Head>(headKey)) ?? BEFORE_THE_FIRST;
    return new LedgerChain(index, headKey, head, (await index.last("ledger")) !== head.number);
  }

  append(entry: LedgerEntry): Promise<void> {
    return this.#index.commit(this.writes([entry]));
  }

  /** What appends `entries`. To be committed at once, in the same turn of the event loop: the next call goes on from here. */
  writes(entries: readonly LedgerEntry[]): Write[] {
    if (entries.length === 0) return [];
    const writes: Write[] = [];
    for (const entry of entries) {
      const number = this.#head.number + 1;
      const prev = this.#head.hash;
      writes.push({ key: counterKey("ledger", number), value: { entry, prev } satisfies Link });
      this.#head = { number, hash: hashOf(number, prev, entry) };
    }
    writes.push({ key: this.#headKey, value: this.#head });
    return writes;
  }

  async *entries(): AsyncGenerator<LedgerEntry & { readonly number: number }> {
    const end = this.#head;
    await this.#index.settled();
    let last = BEFORE_THE_FIRST;
    for await (const [key, { entry, prev }] of this.#index.entries<Link>({
      table: "ledger",
      to: end.number,
    })) {
      const number = counterOf(key);
      if (number !== last.number + 1 || prev !== last.hash) throw broken(last.number + 1);
      last = { number, hash: hashOf(number, prev, entry) };
      yield { ...entry, number };
    }
    if (this.#isCutOrGrown || last.number !== end.number || last.hash !== end.hash)
      throw broken(last.number + 1);
  }
}

const broken = (number: number) =>
  new StoreError(
    "store.ledger-broken",
    `the ledger's chain does not hold at entry ${number}: somebody or a disk changed it`,
  );
