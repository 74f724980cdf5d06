/** A person's slots, as the edge asks for them. */
import type { PasskeyNonce } from "../contract/passkeys.ts";
import type { PublicId } from "../contract/public-id.ts";
import type { SlotView } from "../contract/slots.ts";
import { HubError } from "../domain/hub-error.ts";
import type { Session } from "./household.ts";

/** A change of slots that is not made. */
export class SlotRefused extends HubError {
  override readonly name = "SlotRefused";
  readonly code:
    | "slot.unknown" //     no such slot of this person
    | "slot.exists" //      the id is taken, or a sheet of this key or the passkey is there
    | "slot.wrong-passkey" // not a new one of a verified user, for this hub, that answers the order's nonce
    | "slot.last" //        without it no passphrase and no tested sheet would be left
    | "slot.too-many"
    | "slot.not-proven"; // not signed by the keys that it would take, or not for this

  constructor(code: SlotRefused["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Every change is durable when it resolves. All but the first three throw SlotRefused. */
export interface Slots {
  list(person: PublicId): readonly SlotView[];
  /** To sign into the next order of this session. Good once, for five minutes. */
  nonce(session: Session): string;
  /** The same for a new passkey, which answers it, too. @param origin the page's */
  passkeyNonce(session: Session, origin: string): PasskeyNonce;
  /** A sheet or a passkey. */
  add(session: Session, order: string, origin: string): Promise<void>;
  /** @param proof by the sheet's proof key, over the order's nonce */
  markTested(session: Session, slot: PublicId, order: string, proof: string): Promise<void>;
  remove(session: Session, slot: PublicId, order: string): Promise<void>;
  /** Takes the place of the old passphrase, for sign-in and for the box. @throws also AccessRefused `sign-in.too-many` */
  changePassphrase(session: Session, order: string): Promise<void>;
}
