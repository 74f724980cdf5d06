/** The keys do not add up. Nothing is signed, sealed or opened after one of these. */
export class KeyError extends Error {
  override readonly name = "KeyError";
  readonly code:
    | "keys.wrong-passphrase"
    | "keys.other-sheet" //        a whole recovery sheet, but none of this person's
    | "keys.other-hub" //          a link, but none of this hub's
    | "keys.slot-unreadable" //    opened, but not the keys of a person
    | "keys.vault-unreadable" //   the same for the vault's box
    | "keys.not-proven" //         a joining person's keys do not come from whoever has the link
    | "keys.not-mine" //           the roster or the hub names other keys than those in the slot
    | "keys.none" //               a relative's key, which lies nowhere else, is not in this browser any more
    | "keys.not-in-backup" //      keys.age of the backup does not open with this person's
    | "keys.stay-here" //          a relative's keys that this browser cannot carry to another page
    | "keys.unsupported"; //       the browser lacks Ed25519 or X25519

  constructor(code: KeyError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A passkey that was not made, or not used. Nothing is wrong with the hub. */
export class PasskeyError extends Error {
  override readonly name = "PasskeyError";
  readonly code:
    | "passkey.none-used" //      not now, none that fits, or too late: browsers do not say which
    | "passkey.there-already" //  this authenticator has one of this person's
    | "passkey.no-secret"; //     it has no PRF, so it could open nothing

  constructor(code: PasskeyError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
