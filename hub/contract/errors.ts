import { HubError } from "../domain/hub-error.ts";

/** Something signed that must not be believed. Nothing that leans on it may go on. */
export class SignatureError extends HubError {
  override readonly name = "SignatureError";
  readonly code:
    | "jws.malformed"
    | "jws.wrong-type"
    | "jws.bad-signature"
    | "roster.malformed"
    | "roster.wrong-first-guardian"
    | "roster.broken-chain"
    | "roster.not-a-guardian"
    | "roster.suspended"
    | "roster.last-guardian"
    | "roster.older-than-known"
    | "roster.forked"
    | "stamp.malformed"
    | "stamp.unknown-signer"
    | "stamp.wrong-hub"
    | "stamp.wrong-message"
    | "stamp.wrong-clip"
    | "stamp.wrong-toy"
    | "stamp.wrong-child"
    | "stamp.not-trusted"
    | "stamp.too-early"
    | "stamp.expired"
    | "stamp.unknown-roster"
    | "ledger.malformed"
    | "ledger.wrong-hub"
    | "ledger.other-key" //   the hub signs with another key than before
    | "ledger.cut" //         shorter than it was
    | "ledger.rewritten"; //  an entry is not what it was

  constructor(code: SignatureError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
