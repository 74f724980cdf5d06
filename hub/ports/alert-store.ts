import type { AlertClass } from "../contract/alerts.ts";
import type { PublicId } from "../contract/public-id.ts";
import type { AlertRecord } from "../domain/alert-record.ts";

export interface Alert extends AlertRecord {
  readonly id: PublicId;
  readonly class: AlertClass;
}

/**
 * What guardians are told. One record for each class, none ever deleted. It changes by what is appended to the ledger, in the same
 * write: what raises it (`hub/contract/alerts.ts`), and `alert-acknowledged`.
 */
export interface AlertStore {
  all(): readonly Alert[];
  /** Each is called after each change, when it is durable. */
  onChange(listener: () => void): void;
}
