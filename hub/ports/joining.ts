import { HubError } from "../domain/hub-error.ts";

/** An invitation that does not let its holder in, or not now. */
export class JoiningRefused extends HubError {
  override readonly name = "JoiningRefused";
  readonly code:
    | "invitation.unknown"
    | "invitation.expired"
    | "invitation.withdrawn" // also by what became of whoever made it
    | "invitation.used" //      by another device, or to the end
    | "joining.not-confirmed"
    | "joining.not-consistent"
    | "joining.device-taken" // this browser's key is somebody else's already
    | "joining.name-taken";

  constructor(code: JoiningRefused["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
