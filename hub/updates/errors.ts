import { HubError } from "../domain/hub-error.ts";

/** A release that is not taken. What runs goes on. */
export class ReleaseRefused extends HubError {
  override readonly name = "ReleaseRefused";
  readonly code:
    | "update.malformed"
    | "update.other-kind" //  signed, and no release
    | "update.over" //        nobody vouches for it any more
    | "update.older" //       a higher number was seen, or the version is not newer
    | "update.current" //     it is what runs
    | "update.too-far" //     it wants another one in between
    | "update.no-build" //    none for this machine
    | "update.wrong-build" // not the bytes that were signed
    | "update.on-trial" //    another one is
    | "update.not-laid" //    it is not there, or not whole
    | "update.not-there" //  where it should be on the Internet
    | "update.no-file" //     it is not where it should lie
    | "update.unsafe" //      its archive has what no version has
    | "update.did-not-start" // it was tried, and turned back from
    | "update.not-now" //     near bedtime, in the night, or before everybody is up
    | "update.busy"; //       something is on its way to a toy, or from one, and does not end

  constructor(code: ReleaseRefused["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
