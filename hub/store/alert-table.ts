/** Alerts: in memory, and in the index by HMAC of the class. They follow from what the ledger is given (hub/contract/alerts.ts). */
import { type AlertClass, alertClassOf, BURSTS } from "../contract/alerts.ts";
import type { PublicId } from "../contract/public-id.ts";
import { type AlertRecord, grow, raise, see } from "../domain/alert-record.ts";
import { type Bursts, makeBursts } from "../domain/bursts.ts";
import type { Alert, AlertStore } from "../ports/alert-store.ts";
import type { Clock } from "../ports/clock.ts";
import type { LedgerEntry } from "../ports/ledger.ts";
import type { DeviceKeys } from "./device-key.ts";
import { nameKey, type SealedIndex, type Write } from "./sealed-index.ts";

interface AlertParts {
  readonly index: SealedIndex;
  readonly keys: DeviceKeys;
  readonly clock: Clock;
  newId(): PublicId;
}

export class AlertTable implements AlertStore {
  readonly #parts: AlertParts;
  readonly #alerts = new Map<AlertClass, Alert>();
  readonly #bursts = new Map<AlertClass, Bursts>();
  readonly #listeners: (() => void)[] = [];

  private constructor(parts: AlertParts) {
    this.#parts = parts;
    for (const [name, rule] of Object.entries(BURSTS)) this.#bursts.set(name as AlertClass, makeBursts(rule));
  }

  static async open(parts: AlertParts): Promise<AlertTable> {
    const table = new AlertTable(parts);
    for await (const [, alert] of parts.index.entries<Alert>({ table: "alert" }))
      table.#alerts.set(alert.class, alert);
    return table;
  }

  all(): readonly Alert[] {
    return [...this.#alerts.values()];
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** What `entries` change here, to be committed with them, in the same turn of the event loop. */
  writesFor(entries: readonly LedgerEntry[]): Write[] {
    const changed = new Set<AlertClass>();
    for (const entry of entries)
      for (const name of this.#change(entry)) if (name !== undefined) changed.add(name);
    if (changed.size > 0) queueMicrotask(() => void this.#tell());
    return [...changed].map((name) => ({
      key: nameKey("alert", this.#parts.keys.nameOf(name)),
      value: this.#alerts.get(name),
    }));
  }

  #change(entry: LedgerEntry): readonly (AlertClass | undefined)[] {
    if (entry.kind === "alert-acknowledged") return [this.#see(entry)];
    // What was before somebody came is in the ledger, and not theirs to be told.
    const isPast = entry.kind === "person-joined" ? this.all() : [];
    return [
      ...isPast.map(({ id }) => this.#see({ ...entry, person: entry.subject, subject: id })),
      this.#raise(entry),
    ];
  }

  #raise({ kind, at, person, subject, device }: LedgerEntry): AlertClass | undefined {
    const name = alertClassOf(kind);
    if (name === undefined) return undefined;
    const known = this.#alerts.get(name);
    const bursts = this.#bursts.get(name);
    const burst = bursts?.note(person ?? "", this.#parts.clock.monotonic());
    if (bursts !== undefined && burst === undefined) return undefined;
    const what = { at, person, subject, ...(device === undefined ? {} : { device }) };
    const isNew = burst?.isTold ?? true;
    if (!isNew && known === undefined) return undefined;
    return this.#put(
      name,
      isNew || known === undefined
        ? raise(known, { ...what, times: burst?.times ?? 1 })
        : grow(known, person, burst?.times ?? 1),
    );
  }

  #see({ person, subject, at }: LedgerEntry): AlertClass | undefined {
    const alert = this.all().find(({ id }) => id === subject);
    if (alert === undefined || person === null) return undefined;
    return this.#put(alert.class, see(alert, person, at));
  }

  #put(name: AlertClass, record: AlertRecord): AlertClass {
    const id = this.#alerts.get(name)?.id ?? this.#parts.newId();
    this.#alerts.set(name, { id, class: name, ...record });
    return name;
  }

  async #tell(): Promise<void> {
    await this.#parts.index.settled();
    for (const listener of this.#listeners) listener();
  }
}
