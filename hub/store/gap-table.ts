/** Gaps in the holding of toys: one entry of the index, written whole. A lost index loses them, and with it what the alerts show beside their words. */
import type { GapView } from "../contract/gaps.ts";
import type { GapStore } from "../ports/gap-store.ts";
import type { LedgerEntry } from "../ports/ledger.ts";
import type { LedgerChain } from "./ledger-chain.ts";
import type { SealedIndex } from "./sealed-index.ts";

/** At 96 points each, 40 KiB at most. */
const MOST_GAPS = 32;

interface GapParts {
  readonly index: SealedIndex;
  readonly key: Buffer;
  readonly ledger: LedgerChain;
}

export class GapTable implements GapStore {
  readonly #parts: GapParts;
  #gaps: readonly GapView[];

  private constructor(parts: GapParts, gaps: readonly GapView[]) {
    this.#parts = parts;
    this.#gaps = gaps;
  }

  static async open(parts: GapParts): Promise<GapTable> {
    return new GapTable(parts, (await parts.index.get<readonly GapView[]>(parts.key)) ?? []);
  }

  all(): readonly GapView[] {
    return this.#gaps;
  }

  async add(gap: GapView, ledger: readonly LedgerEntry[]): Promise<void> {
    // What one room tells is heard in turn: the first telling is on the disk by now.
    if (this.#gaps.some(({ id }) => id === gap.id)) return;
    await this.#write([...this.#gaps, gap].slice(-MOST_GAPS), ledger);
  }

  async forget(toy: string): Promise<void> {
    const left = this.#gaps.filter((gap) => gap.toy !== toy);
    if (left.length < this.#gaps.length) await this.#write(left, []);
  }

  /** In memory at once; on the disk in the order asked for. */
  async #write(gaps: readonly GapView[], entries: readonly LedgerEntry[]): Promise<void> {
    const before = this.#gaps;
    this.#gaps = gaps;
    const { index, key, ledger } = this.#parts;
    try {
      await index.commit([{ key, value: gaps }, ...ledger.writes(entries)]);
    } catch (error) {
      // Not there: told again, it is new.
      if (this.#gaps === gaps) this.#gaps = before;
      throw error;
    }
  }
}
