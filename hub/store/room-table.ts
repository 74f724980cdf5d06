/** The rooms that joined, and the hub's own key for them. A lost index loses both, and they join anew. */
import type { LedgerEntry } from "../ports/ledger.ts";
import type { JoinedRoom, RoomStore } from "../ports/rooms.ts";
import type { DeviceKeys } from "./device-key.ts";
import type { LedgerChain } from "./ledger-chain.ts";
import { nameKey, type SealedIndex, type Write } from "./sealed-index.ts";

interface RoomParts {
  readonly index: SealedIndex;
  readonly keys: DeviceKeys;
  readonly ledger: LedgerChain;
}

type Identity = NonNullable<ReturnType<RoomStore["identity"]>>;

export class RoomTable implements RoomStore {
  readonly #parts: RoomParts;
  #identity: Identity | undefined;
  #rooms: readonly JoinedRoom[] = [];

  private constructor(parts: RoomParts) {
    this.#parts = parts;
  }

  static async open(parts: RoomParts): Promise<RoomTable> {
    const table = new RoomTable(parts);
    table.#identity = await parts.index.get<Identity>(table.#metaKey("rooms key"));
    table.#rooms = (await parts.index.get<readonly JoinedRoom[]>(table.#metaKey("rooms"))) ?? [];
    return table;
  }

  identity(): Identity | undefined {
    return this.#identity;
  }

  async putIdentity(identity: Identity): Promise<void> {
    await this.#commit([{ key: this.#metaKey("rooms key"), value: identity }]);
    this.#identity = identity;
  }

  all(): readonly JoinedRoom[] {
    return this.#rooms;
  }

  async put(room: JoinedRoom, ledger: readonly LedgerEntry[]): Promise<void> {
    const before = this.#rooms.find(({ id }) => id === room.id);
    this.#rooms = [...this.#without(room.id), room];
    try {
      await this.#write(ledger);
    } catch (error) {
      // Unless it was changed, or removed, meanwhile.
      if (this.#rooms.includes(room))
        this.#rooms = [...this.#without(room.id), ...(before === undefined ? [] : [before])];
      throw error;
    }
  }

  /** Gone at once, and whether or not there was room to write it down. */
  remove(gone: string, ledger: readonly LedgerEntry[]): Promise<void> {
    this.#rooms = this.#without(gone);
    return this.#write(ledger);
  }

  #without(gone: string): readonly JoinedRoom[] {
    return this.#rooms.filter(({ id }) => id !== gone);
  }

  note(ledger: readonly LedgerEntry[]): Promise<void> {
    return this.#commit([], ledger);
  }

  #write(ledger: readonly LedgerEntry[]): Promise<void> {
    return this.#commit([{ key: this.#metaKey("rooms"), value: this.#rooms }], ledger);
  }

  #commit(writes: readonly Write[], ledger: readonly LedgerEntry[] = []): Promise<void> {
    return this.#parts.index.commit([...writes, ...this.#parts.ledger.writes(ledger)]);
  }

  #metaKey(word: string): Buffer {
    return nameKey("meta", this.#parts.keys.nameOf(word));
  }
}
