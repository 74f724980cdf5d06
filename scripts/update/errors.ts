import { HubError } from "../../hub/domain/hub-error.ts";

/** A release that is not taken. What runs goes on. */
export class ReleaseRefused extends HubError {
  override readonly name = "ReleaseRefused";
  readonly code:
    | "update.malformed"
    | "update.other-kind" //  signed, and no release
    | "update.over" //        nobody vouches for it any more
    | "update.older" //       a higher number was seen, or the version is not newer
    | "update.too-far" //     it wants another one in between
    | "update.no-build" //    none for this machine
    | "update.wrong-build" // not the bytes that were signed
    | "update.on-trial" //    another one is
    | "update.not-laid"; //   it is not there, or not whole

  constructor(code: ReleaseRefused["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
