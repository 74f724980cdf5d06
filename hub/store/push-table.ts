/** Push subscriptions in the index: one for each device, by HMAC of its key. A lost index loses them, as it loses the sessions that they hang on. */
import type { PublicKey } from "../contract/jws.ts";
import type { LedgerEntry } from "../ports/ledger.ts";
import type { PushStore, PushSubscription } from "../ports/push.ts";
import type { DeviceKeys } from "./device-key.ts";
import type { LedgerChain } from "./ledger-chain.ts";
import { nameKey, type SealedIndex } from "./sealed-index.ts";

interface PushParts {
  readonly index: SealedIndex;
  readonly keys: DeviceKeys;
  readonly ledger: LedgerChain;
}

export class PushTable implements PushStore {
  readonly #parts: PushParts;
  readonly #known = new Map<PublicKey, PushSubscription>();
  #listener: (device: PublicKey) => void = () => undefined;

  private constructor(parts: PushParts) {
    this.#parts = parts;
  }

  static async open(parts: PushParts): Promise<PushTable> {
    const table = new PushTable(parts);
    for await (const [, one] of parts.index.entries<PushSubscription>({ table: "push" }))
      table.#known.set(one.device, one);
    return table;
  }

  all(): readonly PushSubscription[] {
    return [...this.#known.values()];
  }

  of(device: PublicKey): PushSubscription | undefined {
    return this.#known.get(device);
  }

  onDelete(listener: (device: PublicKey) => void): void {
    this.#listener = listener;
  }

  put(subscription: PushSubscription, ledger: readonly LedgerEntry[]): Promise<void> {
    this.#known.set(subscription.device, subscription);
    return this.#write(subscription.device, ledger);
  }

  change(device: PublicKey, change: Partial<Pick<PushSubscription, "told" | "triedAt">>): Promise<void> {
    const known = this.#known.get(device);
    return known === undefined ? Promise.resolve() : this.put({ ...known, ...change }, []);
  }

  delete(device: PublicKey, ledger: readonly LedgerEntry[] = []): Promise<void> {
    if (!this.#known.delete(device)) return Promise.resolve();
    this.#listener(device);
    return this.#write(device, ledger);
  }

  /** What stands in memory now. Writes come to the disk in the order asked for, so the last one is what stands there, too. */
  #write(device: PublicKey, ledger: readonly LedgerEntry[]): Promise<void> {
    const key = nameKey("push", this.#parts.keys.nameOf(device));
    return this.#parts.index.commit([
      { key, value: this.#known.get(device) },
      ...this.#parts.ledger.writes(ledger),
    ]);
  }
}
