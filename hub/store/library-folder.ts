/**
 * The library: `library/<32 hex>.item`, AES-256-GCM under a key of their own, bound to the name. Inside: u32 little-endian length of the
 * JSON, the JSON, the toy bytes. The index only has its id, in the write of its ledger entry: titles and sound lie in files
 * that can be overwritten. Order, and what a kill leaves:
 *
 *   added     file, then index    a file that the index does not know: taken in, with its ledger entry
 *   erased    file, then index    an entry of the index without a file: it goes, and the ledger says that the item did
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../ports/clock.ts";
import type { LedgerEntry } from "../ports/ledger.ts";
import type { LibraryItem, LibraryStore } from "../ports/library-store.ts";
import type { DeviceKeys } from "./device-key.ts";
import type { DiskSpace } from "./disk-space.ts";
import { eraseDurably, readIfThere, replaceDurably } from "./durable-file.ts";
import { hasCode, StoreError } from "./errors.ts";
import { InTurnByKey } from "./in-turn-by-key.ts";
import type { LedgerChain } from "./ledger-chain.ts";
import { nameKey, type SealedIndex, type Write } from "./sealed-index.ts";
import { seal, unseal } from "./sealed-value.ts";

const SUFFIX = ".item";

export interface LibraryParts {
  /** The folder, there already. */
  readonly dir: string;
  readonly index: SealedIndex;
  readonly keys: DeviceKeys;
  readonly ledger: LedgerChain;
  readonly space: DiskSpace;
  readonly clock: Pick<Clock, "now">;
  readonly onFailure: (error: unknown) => void;
}

interface Opened {
  readonly item: LibraryItem;
  readonly toyBytes: Uint8Array<ArrayBuffer>;
}

export class LibraryFolder implements LibraryStore {
  readonly #parts: LibraryParts;
  readonly #items = new Map<string, LibraryItem>();
  readonly #turns: InTurnByKey;
  #damaged = 0;

  private constructor(parts: LibraryParts) {
    this.#parts = parts;
    this.#turns = new InTurnByKey(parts.onFailure);
  }

  static async open(parts: LibraryParts): Promise<LibraryFolder> {
    const folder = new LibraryFolder(parts);
    await folder.#bringTogether();
    return folder;
  }

  /** Files that do not open. */
  get damaged(): number {
    return this.#damaged;
  }

  all(): readonly LibraryItem[] {
    return [...this.#items.values()].toSorted(
      (one, other) => one.addedAt - other.addedAt || (one.chapter ?? 0) - (other.chapter ?? 0),
    );
  }

  add(item: LibraryItem, toyBytes: Uint8Array, ledger: readonly LedgerEntry[]): Promise<void> {
    return this.#turns.run(item.id, async () => {
      if (this.#items.has(item.id)) throw new StoreError("store.exists", "an item has this id");
      await this.#parts.space.assertRoom(toyBytes.byteLength);
      this.#parts.index.assertWritable(); // or the next start would take in what nobody was told of
      await this.#write(item, toyBytes);
      await this.#commit(this.#put(item), ledger);
      this.#items.set(item.id, item);
    });
  }

  change(item: LibraryItem, ledger: readonly LedgerEntry[]): Promise<void> {
    return this.#turns.run(item.id, async () => {
      const before = await this.#read(this.#nameOf(item.id));
      if (before === undefined) throw new StoreError("store.missing", "no item has this id");
      this.#parts.index.assertWritable();
      await this.#write(item, before.toyBytes);
      await this.#commit(this.#put(item), ledger);
      this.#items.set(item.id, item);
    });
  }

  async clip(id: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return (await this.#read(this.#nameOf(id)))?.toyBytes;
  }

  erase(id: string, ledger: readonly LedgerEntry[]): Promise<void> {
    return this.#turns.run(id, async () => {
      if (!this.#items.has(id)) return;
      this.#parts.index.assertWritable();
      await eraseDurably(this.#pathOf(this.#nameOf(id)));
      this.#items.delete(id);
      await this.#commit({ key: this.#keyOf(id), value: undefined }, ledger);
    });
  }

  async hadStarter(): Promise<boolean> {
    return (await this.#parts.index.get(this.#starterKey())) !== undefined;
  }

  noteStarter(): Promise<void> {
    return this.#parts.index.commit([{ key: this.#starterKey(), value: 1 }]);
  }

  idle(): Promise<void> {
    return this.#turns.idle();
  }

  async #bringTogether(): Promise<void> {
    const { index, ledger, dir, clock } = this.#parts;
    /** By the names of their files. */
    const known = new Map<string, string>();
    for await (const [key, id] of index.entries<string>({ table: "library" }))
      known.set(key.subarray(1).toString("hex"), id);
    const writes: Write[] = [];
    const entries: LedgerEntry[] = [];
    for (const file of (await readdir(dir)).filter((name) => name.endsWith(SUFFIX))) {
      const name = file.slice(0, -SUFFIX.length);
      const isKnown = known.delete(name);
      const item = await this.#open(name);
      if (item === undefined) continue;
      this.#items.set(item.id, item);
      if (isKnown) continue;
      writes.push(this.#put(item));
      entries.push({ at: item.addedAt, kind: "library-added", person: item.addedBy, subject: item.id });
    }
    for (const id of known.values()) {
      writes.push({ key: this.#keyOf(id), value: undefined });
      entries.push({ at: clock.now(), kind: "library-removed", person: null, subject: id });
    }
    if (writes.length > 0) await index.commit([...writes, ...ledger.writes(entries)]);
  }

  async #open(name: string): Promise<LibraryItem | undefined> {
    try {
      return (await this.#read(name))?.item;
    } catch (error) {
      if (!hasCode(error, "store.damaged")) throw error;
      this.#damaged += 1;
      return undefined;
    }
  }

  async #read(name: string): Promise<Opened | undefined> {
    const sealed = await readIfThere(this.#pathOf(name));
    if (sealed === undefined) return undefined;
    const plain = unseal(this.#parts.keys.library, Buffer.from(name, "hex"), sealed);
    const start = 4 + plain.readUInt32LE(0);
    return {
      // The seal vouches that we wrote it.
      item: JSON.parse(plain.toString("utf8", 4, start)) as LibraryItem,
      toyBytes: new Uint8Array(plain.buffer, plain.byteOffset + start, plain.byteLength - start),
    };
  }

  /** What was there before is overwritten: it has the old title. */
  #write(item: LibraryItem, toyBytes: Uint8Array): Promise<void> {
    const name = this.#nameOf(item.id);
    const json = Buffer.from(JSON.stringify(item));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(json.byteLength);
    const plain = Buffer.concat([length, json, toyBytes]);
    const sealed = seal(this.#parts.keys.library, Buffer.from(name, "hex"), plain);
    return replaceDurably(this.#pathOf(name), [sealed]);
  }

  #commit(write: Write, ledger: readonly LedgerEntry[]): Promise<void> {
    return this.#parts.index.commit([write, ...this.#parts.ledger.writes(ledger)]);
  }

  #put({ id }: LibraryItem): Write {
    return { key: this.#keyOf(id), value: id };
  }

  #starterKey(): Buffer {
    return nameKey("meta", this.#parts.keys.nameOf("starter library"));
  }

  #keyOf(id: string): Buffer {
    return nameKey("library", this.#parts.keys.nameOf(id));
  }

  #nameOf(id: string): string {
    return this.#parts.keys.nameOf(id).toString("hex");
  }

  #pathOf(name: string): string {
    return join(this.#parts.dir, name + SUFFIX);
  }
}
