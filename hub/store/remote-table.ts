/** The relay that the hub joined, and the names of its devices there. A lost index loses them, and the hub joins anew. */
import type { RelayNote } from "../contract/relay-note.ts";
import type { LedgerEntry } from "../ports/ledger.ts";
import type { RemoteName, RemoteStore } from "../ports/remote-names.ts";
import type { DeviceKeys } from "./device-key.ts";
import type { LedgerChain } from "./ledger-chain.ts";
import { nameKey, type SealedIndex, type Write } from "./sealed-index.ts";

interface RemoteParts {
  readonly index: SealedIndex;
  readonly keys: DeviceKeys;
  readonly ledger: LedgerChain;
}

export class RemoteTable implements RemoteStore {
  readonly #parts: RemoteParts;
  readonly #names = new Map<string, RemoteName>();
  #note: RelayNote | undefined;
  #session = 0;

  private constructor(parts: RemoteParts) {
    this.#parts = parts;
  }

  static async open(parts: RemoteParts): Promise<RemoteTable> {
    const table = new RemoteTable(parts);
    table.#note = await parts.index.get<RelayNote>(table.#metaKey("relay"));
    table.#session = (await parts.index.get<number>(table.#metaKey("relay session"))) ?? 0;
    for await (const [, one] of parts.index.entries<RemoteName>({ table: "remote" }))
      table.#names.set(one.label, one);
    return table;
  }

  note(): RelayNote | undefined {
    return this.#note;
  }

  names(): readonly RemoteName[] {
    return [...this.#names.values()];
  }

  async join(note: RelayNote, ledger: readonly LedgerEntry[]): Promise<void> {
    this.#note = note;
    await this.#commit([{ key: this.#metaKey("relay"), value: note }], ledger);
  }

  async leave(ledger: readonly LedgerEntry[]): Promise<void> {
    const gone = [...this.#names.keys()];
    this.#note = undefined;
    this.#names.clear();
    const writes = [{ key: this.#metaKey("relay"), value: undefined }, ...gone.map(this.#removal)];
    await this.#commit(writes, ledger);
    await this.#parts.index.purge(writes);
  }

  async put(name: RemoteName): Promise<void> {
    this.#names.set(name.label, name);
    await this.#commit([{ key: this.#keyOf(name.label), value: name }]);
  }

  async remove(labels: readonly string[]): Promise<void> {
    const known = labels.filter((label) => this.#names.delete(label));
    if (known.length === 0) return;
    await this.#commit(known.map(this.#removal));
  }

  async nextSession(): Promise<number> {
    this.#session += 1;
    const session = this.#session;
    await this.#commit([{ key: this.#metaKey("relay session"), value: session }]);
    return session;
  }

  readonly #removal = (label: string): Write => ({ key: this.#keyOf(label), value: undefined });

  #commit(writes: readonly Write[], ledger: readonly LedgerEntry[] = []): Promise<void> {
    return this.#parts.index.commit([...writes, ...this.#parts.ledger.writes(ledger)]);
  }

  #keyOf(label: string): Buffer {
    return nameKey("remote", this.#parts.keys.nameOf(label));
  }

  #metaKey(word: string): Buffer {
    return nameKey("meta", this.#parts.keys.nameOf(word));
  }
}
