import type { PublicId } from "../contract/public-id.ts";
import { HubError } from "../domain/hub-error.ts";

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

/** Who asks: a session, or the device that would start anew, by its key. */
export interface Asking {
  readonly id: string;
}

/**
 * Who showed to be at the hub itself: by a code that it prints on its console, or by the paw of one of the family's toys.
 * Counted for who asked, by the clock that nobody sets, and forgotten when the hub ends.
 */
export interface Presence {
  /** Prints a new code on the console. It is good for ten minutes, for who asked, once. */
  printCode(asking: Asking): void;
  /** @returns that code, while it counts: for who asks at the machine itself */
  printed(): string | undefined;
  /** For two minutes the next paw pressed at home counts for who asked, and for nobody else. */
  awaitPaw(asking: Asking): void;
  /** A paw was pressed, of a toy of the family's. */
  hearPaw(toy: PublicId): void;
  /** @throws PresenceRefused `presence.none`, `presence.wrong-code` */
  showCode(asking: Asking, typed: string): void;
  /** In the last five minutes. */
  isShown(asking: Asking): boolean;
  /** Whether a paw is being waited for. */
  isWaiting(asking: Asking): boolean;
}
