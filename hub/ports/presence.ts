import type { PublicId } from "../contract/public-id.ts";
import { HubError } from "../domain/hub-error.ts";
import type { Session } from "./household.ts";

/** Nobody showed to be where the hub is. */
export class PresenceRefused extends HubError {
  override readonly name = "PresenceRefused";
  readonly code:
    | "presence.none" //       not asked for, or run out
    | "presence.wrong-code"
    | "presence.needed"; //    for what was asked
  constructor(code: PresenceRefused["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Who showed to be at the hub itself: by a code that it prints on its console, or by the paw of one of the family's toys.
 * Counted for one session, by the clock that nobody sets, and forgotten when the hub ends.
 */
export interface Presence {
  /** Prints a new code on the console. It is good for ten minutes, for this session, once. */
  printCode(session: Session): void;
  /** For two minutes the next paw pressed at home counts for this session, and for no other. */
  awaitPaw(session: Session): void;
  /** A paw was pressed, of a toy of the family's. */
  hearPaw(toy: PublicId): void;
  /** @throws PresenceRefused `presence.none`, `presence.wrong-code` */
  showCode(session: Session, typed: string): void;
  /** In the last five minutes. */
  isShown(session: Session): boolean;
  /** Whether a paw is being waited for. */
  isWaiting(session: Session): boolean;
}
