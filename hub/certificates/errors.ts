import { type Duration, ms } from "../domain/duration.ts";
import { HubError } from "../domain/hub-error.ts";

/** This try came to nothing; the next one may. */
export class CertificateError extends HubError {
  override readonly name = "CertificateError";
  readonly code:
    | "certificate.no-link" //      nothing gets out of the house
    | "certificate.no-answer" //    the authority, or what is in between, says nothing
    | "certificate.untrusted" //    it shows a certificate that this machine does not believe: somebody else, or a clock that is wrong
    | "certificate.refused" //      the authority says no
    | "certificate.busy" //         the authority says: later
    | "certificate.not-published" // nobody is there who would have it said in the zone
    | "certificate.not-proven"; //   the zone does not show the proof: not every name server says it, or the authority did not find it
  /** How long whoever refused wants to be left alone. */
  readonly wait: Duration;

  constructor(
    code: CertificateError["code"],
    message: string,
    options: ErrorOptions & { wait?: Duration } = {},
  ) {
    super(message, options);
    this.code = code;
    this.wait = options.wait ?? ms(0);
  }
}

/** The key of the settings is none: whoever starts the hub has to mend that. */
export class UpdateKeyError extends HubError {
  override readonly name = "UpdateKeyError";
  readonly code = "certificate.no-key";
  readonly advice =
    "Set dns_update_key to a file that only the hub's user can read, with one key as `tsig-keygen -a hmac-sha256 NAME` writes it.";
}
