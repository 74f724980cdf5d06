import { HubError } from "../../../hub/domain/hub-error.ts";

/** The virtual air cannot do what was asked of it. */
export class AirError extends HubError {
  override readonly name = "AirError";
  readonly code:
    | "air.bad-address"
    | "air.address-taken"
    | "air.unknown-controller"
    | "air.stepped-needs-one-process"
    | "air.socket-in-use"
    | "air.socket-not-ours"
    | "air.bad-options";

  constructor(code: AirError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
