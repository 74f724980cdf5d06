import type { AdvisoriesView, FeedTrouble } from "../contract/advisories.ts";
import type { PublicId } from "../contract/public-id.ts";
import type { Advisory } from "../domain/advisory.ts";
import { HubError } from "../domain/hub-error.ts";
import type { LedgerEntry } from "./ledger.ts";

/** What the project says of weaknesses in Pawpost (docs/advisories.md). */
export interface Advisories {
  view(): AdvisoriesView;
  /** Asks now; how it went is `lastTry` of what is seen then. @throws AdvisoriesRefused `advisories.off`, `advisories.no-keys` */
  ask(): Promise<void>;
  /**
   * Takes a file that somebody brought.
   * @throws AdvisoriesRefused `advisories.no-keys`, or why it is not believed
   */
  take(file: Uint8Array): Promise<void>;
}

export class AdvisoriesRefused extends HubError {
  override readonly name = "AdvisoriesRefused";
  readonly code: "advisories.off" | "advisories.no-keys" | `advisories.${FeedTrouble}`;

  constructor(code: AdvisoriesRefused["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** All that was ever heard of one project. */
export interface AdvisoryBook {
  /** Of the last that was believed; the next one has a higher one. */
  readonly counter: number;
  /** SHA-256 of its text, hex: two of one number are not both the project's. */
  readonly digest: string;
  /** Unix ms, as the next two. */
  readonly issued: number;
  readonly expires: number;
  readonly supportUntil: number;
  readonly contact: string;
  /** In the order in which they were heard. One that a later file left out, or has otherwise, is still here. */
  readonly heard: readonly { readonly advisory: Advisory; readonly isInLast: boolean }[];
}

export interface AdvisoryNote {
  /** Whose word it was: with none of these left, what was heard counts for nothing. */
  readonly keys: readonly string[];
  readonly book: AdvisoryBook | null;
  /** Unix ms: when {@link book} was heard, or heard again. */
  readonly heardAt: number | null;
  /** Unix ms: the first time that it was asked for, or brought, by these keys. */
  readonly since: number;
  readonly lastTry: { readonly at: number; readonly trouble: FeedTrouble | null } | null;
  /** Of which guardians were told, by the SHA-256 of its text. */
  readonly told: readonly { readonly digest: string; readonly id: string; readonly subject: PublicId }[];
  /** They were told that there is no word since the one of this number; `null`: they were not. */
  readonly toldSilentOf: number | null;
  /** They were told that what came is doubtful, and nothing good came since. */
  readonly isDoubted: boolean;
}

export interface AdvisoryNotes {
  read(): Promise<AdvisoryNote | undefined>;
  /** With what is told of it, in one write; durable when it resolves. */
  write(note: AdvisoryNote, ledger: readonly LedgerEntry[]): Promise<void>;
}
