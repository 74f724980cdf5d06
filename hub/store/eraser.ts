/**
 * Erasing messages, so that a kill at any point leaves each of them whole or on its way out:
 *
 *   0  begin    `q` says what is to be erased, and stays as the receipt; `z` names each message
 *   1  hide     one batch: the record's keys go, `z` says that it is under way, `e` that it does not come back, the ledger's entries
 *   2  files    card, sealed file, clip on its way, and what else hangs on it: overwritten, unlinked. The card first, as an index
 *               that is built again is built from cards
 *   3  merge    the index's files, so that no older version of a key is left in them (sealed-index.ts)
 *   4  done     `z` goes
 *
 * Whoever is killed after 1 goes on with 2 at the next start; all of it may be done twice.
 */
import { hours } from "../domain/duration.ts";
import type { Eraser, Erasure } from "../ports/eraser.ts";
import type { LedgerEntry } from "../ports/ledger.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import { InTurnByKey } from "./in-turn-by-key.ts";
import type { LedgerChain } from "./ledger-chain.ts";
import { erasedKey, keysOf, type MessageTable, peopleOf, personKey } from "./message-table.ts";
import { counterKey, nameKey, type SealedIndex, type Write } from "./sealed-index.ts";
import type { Sidecars } from "./sidecars.ts";

/** What hangs on a message besides its record. Whatever keeps a file by a message's id is one of these. */
type HangsOnMessage = (id: string) => Promise<void>;

export interface EraserParts {
  readonly index: SealedIndex;
  readonly sidecars: Sidecars;
  readonly messages: MessageTable;
  readonly ledger: LedgerChain;
  readonly everything: (backups: readonly string[]) => Promise<void>;
  /** In this order. */
  readonly hangsOn: readonly HangsOnMessage[];
}

type Erasing =
  | { readonly id: string; readonly phase: "wanted"; readonly erasure: number }
  | {
      readonly id: string;
      readonly phase: "hidden";
      readonly counter: number;
      readonly child: string;
      readonly people: readonly string[];
    };

/** When it was, in lived time, ms. */
interface Erased {
  readonly lived: number;
}

/** A phone or a toy that still sends it was away for no longer than that. */
const REMEMBERED = hours(30 * 24);
/** Files overwritten at once: more would make deliveries wait for the disk. */
const AT_ONCE = 2;

export class MessageEraser implements Eraser {
  readonly #parts: EraserParts;
  readonly #turns = new InTurnByKey();
  readonly #stopping = new AbortController();

  constructor(parts: EraserParts) {
    this.#parts = parts;
  }

  begin(
    erasure: Omit<Erasure, "number" | "doneAt">,
    ids: readonly string[],
    entries: readonly LedgerEntry[],
  ): Promise<number> {
    const { index, ledger } = this.#parts;
    return this.#turns.run("hide", async () => {
      const number = (await index.last("receipt")) + 1;
      const value: Erasure = { ...erasure, number, doneAt: null };
      await index.commit([
        { key: counterKey("receipt", number), value },
        ...ids.map((id) => this.#write({ id, phase: "wanted", erasure: number })),
        ...ledger.writes(entries),
      ]);
      return number;
    });
  }

  takeBack(erasure: number): Promise<boolean> {
    const { index } = this.#parts;
    return this.#turns.run("hide", async () => {
      const known = await index.get<Erasure>(counterKey("receipt", erasure));
      const wanted = await this.wanted(erasure);
      if (known === undefined || known.messages !== wanted.length) return false;
      const keys = [counterKey("receipt", erasure), ...wanted.map((id) => this.#keyOf(id))];
      await index.commit(keys.map((key) => ({ key, value: undefined })));
      return true;
    });
  }

  async wanted(erasure: number): Promise<readonly string[]> {
    return (await this.#all())
      .filter((one) => one.phase === "wanted" && one.erasure === erasure)
      .map(({ id }) => id);
  }

  async unfinished(): Promise<readonly Erasure[]> {
    const all: Erasure[] = [];
    for await (const [, one] of this.#parts.index.entries<Erasure>({ table: "receipt" }))
      if (one.doneAt === null) all.push(one);
    return all;
  }

  async receipts(limit: number): Promise<readonly Erasure[]> {
    const all: Erasure[] = [];
    const newest = { table: "receipt", reverse: true, limit } as const;
    for await (const [, one] of this.#parts.index.entries<Erasure>(newest)) all.push(one);
    return all;
  }

  async end(erasure: number, at: number): Promise<void> {
    const key = counterKey("receipt", erasure);
    const known = await this.#parts.index.get<Erasure>(key);
    if (known !== undefined) await this.#parts.index.commit([{ key, value: { ...known, doneAt: at } }]);
  }

  hide(
    ids: readonly string[],
    lived: number,
    entriesOf: (record: MessageRecord) => readonly LedgerEntry[],
  ): Promise<readonly MessageRecord[]> {
    const { index, messages, ledger, sidecars } = this.#parts;
    return this.#turns.run("hide", async () => {
      const { found, writes } = await messages.takeOut(ids);
      const there = new Set(found.map(({ record }) => record.id));
      const gone = ids
        .filter((id) => !there.has(id))
        .map((id) => ({ key: this.#keyOf(id), value: undefined }));
      messages.tookOut(found);
      await index.commit([
        ...writes,
        ...gone,
        ...found.flatMap(({ counter, record }) => [
          this.#write({
            id: record.id,
            phase: "hidden",
            counter,
            child: record.child,
            people: peopleOf(record),
          }),
          { key: erasedKey(sidecars.nameOf(record.id)), value: { lived } satisfies Erased },
        ]),
        ...ledger.writes(found.flatMap(({ record }) => entriesOf(record))),
      ]);
      return found.map(({ record }) => record);
    });
  }

  everything(backups: readonly string[]): Promise<void> {
    return this.#parts.everything(backups);
  }

  finish(lived: number, onErased: (left: number) => void = () => undefined): Promise<void> {
    return this.#turns.run("finish", async () => {
      const hidden = (await this.#all()).filter((one) => one.phase === "hidden");
      const waiting = [...hidden];
      const work = async () => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          this.#stopping.signal.throwIfAborted();
          for (const erase of this.#parts.hangsOn) await erase(next.id);
          onErased(waiting.length);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      await this.#merge(hidden);
      await this.#forget(lived);
    });
  }

  /** Stops after the file that is being erased; the next start goes on. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort(new Error("the store closes"));
    await this.#turns.idle();
  }

  async #merge(hidden: readonly Extract<Erasing, { phase: "hidden" }>[]): Promise<void> {
    const { index, sidecars } = this.#parts;
    if (hidden.length === 0) return;
    // Runs of erased counters do not change meanwhile: they are written again as they stand.
    await this.#turns.run("hide", async () => {
      const keys = hidden.flatMap((one) => [
        ...keysOf(sidecars, one.counter, one),
        ...one.people.map((person) => personKey(sidecars, person, one.counter)),
      ]);
      const standing = await index.getMany<unknown>(keys);
      await index.purge(keys.map((key, at) => ({ key, value: standing[at] })));
    });
    await index.commit(hidden.map(({ id }) => ({ key: this.#keyOf(id), value: undefined })));
  }

  /** Forgets that messages were erased that nobody can still send. */
  async #forget(now: number): Promise<void> {
    const { index } = this.#parts;
    const old: Write[] = [];
    for await (const [key, { lived }] of index.entries<Erased>({ table: "erased" }))
      if (now - lived > REMEMBERED) old.push({ key, value: undefined });
    if (old.length > 0) await index.commit(old);
  }

  async #all(): Promise<Erasing[]> {
    const all: Erasing[] = [];
    for await (const [, one] of this.#parts.index.entries<Erasing>({ table: "erasing" })) all.push(one);
    return all;
  }

  #write(value: Erasing): Write {
    return { key: this.#keyOf(value.id), value };
  }

  #keyOf(id: string): Buffer {
    return nameKey("erasing", this.#parts.sidecars.shortNameOf(id));
  }
}
