/** What strangers told the household. */
import type { PublicId } from "../contract/public-id.ts";
import { HubError } from "../domain/hub-error.ts";
import type { LedgerEntry } from "./ledger.ts";

export interface Report {
  readonly id: PublicId;
  /** Unix ms. */
  readonly at: number;
  readonly text: string;
  /** Guardians who said that they have read it. */
  readonly readBy: readonly PublicId[];
}

export interface ReportStore {
  /** Oldest first. */
  all(): readonly Report[];
  /** Durable when it resolves, together with what the ledger says of it. */
  put(report: Report, ledger: readonly LedgerEntry[]): Promise<void>;
  delete(id: PublicId): Promise<void>;
  /** Called after each `put`, when it is durable. */
  onChange(listener: () => void): void;
}

/** A report that was not taken in. */
export class ReportRefused extends HubError {
  override readonly name = "ReportRefused";
  readonly code: "report.bad-work" | "report.empty" | "report.too-many" | "report.full" | "report.unknown";
  /** Seconds until it is worth trying again. */
  readonly retryAfter: number | undefined;

  constructor(
    code: ReportRefused["code"],
    message: string,
    options?: ErrorOptions & { retryAfter?: number },
  ) {
    super(message, options);
    this.code = code;
    this.retryAfter = options?.retryAfter;
  }
}

/** Stands between strangers and the store. */
export interface ReportGate {
  /** Something to work on, good once and for `seconds`. */
  task(): { readonly task: string; readonly seconds: number };
  /**
   * Takes one of the hour's places. @returns gives the place back, for a report that could not be kept
   * @throws ReportRefused `report.bad-work`, `report.too-many`
   */
  admit(task: string, work: readonly number[]): Promise<() => void>;
  /** Counts one who did the work and is sent away for another reason than the hour. */
  turnAway(): void;
  turnedAway(): number;
}
