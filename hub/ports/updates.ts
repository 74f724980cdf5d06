import type { PublicId } from "../contract/public-id.ts";
import type { UpdatesView, UpdateTrouble } from "../contract/updates.ts";
import { HubError } from "../domain/hub-error.ts";
import type { LedgerEntry } from "./ledger.ts";

/** Newer versions (docs/updates.md). */
export interface Updates {
  view(): UpdatesView;
  /** Asks now; how it went is `lastTry` of what is seen then. @throws UpdatesRefused `updates.off`, `updates.no-keys` */
  ask(): Promise<void>;
  /** Brings the offered one to the hub; `view()` says how far. @throws UpdatesRefused `updates.none` */
  fetch(): Promise<void>;
  /** @param when `null` takes it back @throws UpdatesRefused `updates.none`, `updates.by-hand` */
  install(when: "now" | "by-day" | null, person: PublicId): Promise<void>;
  switchAutomatic(isOn: boolean, person: PublicId): Promise<void>;
}

export class UpdatesRefused extends HubError {
  override readonly name = "UpdatesRefused";
  readonly code:
    | "updates.off"
    | "updates.no-keys"
    | "updates.none" //     there is no newer one
    | "updates.by-hand"; // this is no installed system

  constructor(code: UpdatesRefused["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export interface UpdateNote {
  readonly isAutomatic: boolean;
  /** The version that ran last, as far as guardians know. */
  readonly ran: string;
  readonly wanted: "now" | "by-day" | null;
  /** Unix ms. */
  readonly lastTry: { readonly at: number; readonly trouble: UpdateTrouble | null } | null;
  /** Of which guardians were told, newest first. */
  readonly changes: readonly {
    readonly subject: PublicId;
    /** Unix ms. */
    readonly at: number;
    readonly kind: "updated" | "turned-back";
    readonly version: string;
    readonly before: string;
  }[];
}

export interface UpdateNotes {
  read(): Promise<UpdateNote | undefined>;
  /** With what is told of it, in one write; durable when it resolves. */
  write(note: UpdateNote, ledger: readonly LedgerEntry[]): Promise<void>;
}
