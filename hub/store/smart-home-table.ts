/** Who of the house's automation may come in. A lost index loses them, and they are made anew. */
import type { LedgerEntry } from "../ports/ledger.ts";
import type { SmartHomeKey, SmartHomeStore } from "../ports/smart-home.ts";
import type { LedgerChain } from "./ledger-chain.ts";
import type { SealedIndex } from "./sealed-index.ts";

interface SmartHomeParts {
  readonly index: SealedIndex;
  readonly key: Buffer;
  readonly ledger: LedgerChain;
}

export class SmartHomeTable implements SmartHomeStore {
  readonly #parts: SmartHomeParts;
  #keys: readonly SmartHomeKey[];

  private constructor(parts: SmartHomeParts, keys: readonly SmartHomeKey[]) {
    this.#parts = parts;
    this.#keys = keys;
  }

  static async open(parts: SmartHomeParts): Promise<SmartHomeTable> {
    return new SmartHomeTable(parts, (await parts.index.get<readonly SmartHomeKey[]>(parts.key)) ?? []);
  }

  keys(): readonly SmartHomeKey[] {
    return this.#keys;
  }

  /** Good when it is on the disk, and not before. */
  async put(key: SmartHomeKey, ledger: readonly LedgerEntry[]): Promise<void> {
    await this.#write([...this.#without(key.name), key], ledger);
    this.#keys = [...this.#without(key.name), key];
  }

  /** Gone at once, and whether or not there was room to write it down. */
  remove(gone: string, ledger: readonly LedgerEntry[]): Promise<void> {
    this.#keys = this.#without(gone);
    return this.#write(this.#keys, ledger);
  }

  #without(gone: string): readonly SmartHomeKey[] {
    return this.#keys.filter(({ name }) => name !== gone);
  }

  #write(keys: readonly SmartHomeKey[], ledger: readonly LedgerEntry[]): Promise<void> {
    const { index, key } = this.#parts;
    return index.commit([{ key, value: keys }, ...this.#parts.ledger.writes(ledger)]);
  }
}
