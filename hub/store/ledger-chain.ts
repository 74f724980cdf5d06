/**
 * The ledger (hub/contract/ledger.ts) in the index: each entry with the hash of the one before. Where the chain ends is kept
 * apart, so that a missing end shows too.
 */
import { createHash } from "node:crypto";
import { BEFORE_THE_FIRST, type LedgerPlace, linkText } from "../contract/ledger.ts";
import type { Ledger, LedgerEntry, NumberedEntry } from "../ports/ledger.ts";
import type { AlertTable } from "./alert-table.ts";
import type { DeviceKeys } from "./device-key.ts";
import { StoreError } from "./errors.ts";
import { counterKey, counterOf, nameKey, type SealedIndex, type Write } from "./sealed-index.ts";

interface Link {
  readonly entry: LedgerEntry;
  readonly prev: string;
}

interface LedgerParts {
  readonly index: SealedIndex;
  readonly keys: DeviceKeys;
  readonly alerts: Pick<AlertTable, "writesFor">;
}

const hashOf = (number: number, prev: string, entry: LedgerEntry) =>
  createHash("sha256")
    .update(linkText(number, prev, entry))
    .digest("hex");

export class LedgerChain implements Ledger {
  readonly #index: SealedIndex;
  readonly #alerts: Pick<AlertTable, "writesFor">;
  readonly #headKey: Buffer;
  /** More or fewer entries than the head says. */
  readonly #isCutOrGrown: boolean;
  #head: LedgerPlace;

  private constructor(
    { index, alerts }: LedgerParts,
    headKey: Buffer,
    head: LedgerPlace,
    isCutOrGrown: boolean,
  ) {
    this.#index = index;
    this.#alerts = alerts;
    this.#headKey = headKey;
    this.#head = head;
    this.#isCutOrGrown = isCutOrGrown;
  }

  static async open(parts: LedgerParts): Promise<LedgerChain> {
    const { index, keys } = parts;
    const headKey = nameKey("meta", keys.nameOf("ledger head"));
    const head = (await index.get<LedgerPlace>(headKey)) ?? BEFORE_THE_FIRST;
    return new LedgerChain(parts, headKey, head, (await index.last("ledger")) !== head.number);
  }

  append(entry: LedgerEntry): Promise<void> {
    return this.#index.commit(this.writes([entry]));
  }

  /** What appends `entries`, and tells guardians of them where they are to be told. To be committed at once, in the same turn of the event loop: the next call goes on from here. */
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
    return [...writes, ...this.#alerts.writesFor(entries)];
  }

  async *entries(): AsyncGenerator<NumberedEntry> {
    const end = await this.head();
    let last = BEFORE_THE_FIRST;
    for await (const [number, { entry, prev }] of this.#links({ to: end.number })) {
      if (number !== last.number + 1 || prev !== last.hash) throw broken(last.number + 1);
      last = { number, hash: hashOf(number, prev, entry) };
      yield { ...entry, number };
    }
    if (this.#isCutOrGrown || last.number !== end.number || last.hash !== end.hash)
      throw broken(last.number + 1);
  }

  async head(): Promise<LedgerPlace> {
    const end = this.#head;
    await this.#index.settled();
    return end;
  }

  async after(number: number, limit: number): Promise<readonly NumberedEntry[]> {
    const end = Math.min((await this.head()).number, number + limit);
    const entries: NumberedEntry[] = [];
    if (end <= number) return entries;
    for await (const [at, { entry }] of this.#links({ from: number + 1, to: end }))
      entries.push({ ...entry, number: at });
    return entries;
  }

  async before(
    number: number,
    limit: number,
  ): Promise<{ readonly entries: readonly NumberedEntry[]; readonly behind: LedgerPlace }> {
    const end = Math.min((await this.head()).number, number - 1);
    const entries: NumberedEntry[] = [];
    let behind = BEFORE_THE_FIRST;
    if (end < 1) return { entries, behind };
    for await (const [at, { entry, prev }] of this.#links({ to: end, reverse: true, limit })) {
      entries.push({ ...entry, number: at });
      behind = { number: at - 1, hash: prev };
    }
    return { entries, behind };
  }

  async hashOf(number: number): Promise<string | undefined> {
    const head = await this.head();
    if (number === head.number) return head.hash;
    if (number < 1 || number > head.number) return number === 0 ? BEFORE_THE_FIRST.hash : undefined;
    return (await this.#index.get<Link>(counterKey("ledger", number + 1)))?.prev;
  }

  async *#links(range: {
    readonly from?: number;
    readonly to: number;
    readonly reverse?: boolean;
    readonly limit?: number;
  }): AsyncGenerator<[number: number, link: Link]> {
    for await (const [key, link] of this.#index.entries<Link>({ table: "ledger", ...range }))
      yield [counterOf(key), link];
  }
}

const broken = (number: number) =>
  new StoreError(
    "store.ledger-broken",
    `the ledger's chain does not hold at entry ${number}: somebody or a disk changed it`,
  );
