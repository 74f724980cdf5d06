import { HubError } from "../../hub/domain/hub-error.ts";

/** What the end of a line may say, and why. */
export const WIRE_CODES = [
  "wire.malformed", //     no message of this protocol, or too long
  "wire.unexpected", //    a message that has no place here
  "wire.other-channel", // signed for another connection
  "wire.not-enrolled", //  no enrolment by this relay's operator, or of another key
  "wire.revoked",
  "wire.stale", //         a later session of this hub is there
  "wire.wrong-code", //    no enrolment code, or one that was used or is too old
  "wire.wrong-relay", //   another operator's, or a node that its operator did not name
  "wire.too-often", //     asked for more than is done for one hub, or for one address
  "wire.unavailable", //   the relay cannot write down what was asked of it
] as const;

/** The other end of the link is not who it has to be, or does not keep to the wire. The connection cannot be trusted past this point. */
export class WireError extends HubError {
  override readonly name = "WireError";
  /** `wire.silent`: not heard of within the deadline, which the other end cannot say. */
  readonly code: (typeof WIRE_CODES)[number] | "wire.silent";

  constructor(code: WireError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
