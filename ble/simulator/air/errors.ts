import { HubError } from "../../../hub/domain/hub-error.ts";

/** The virtual air cannot do what was asked of it. `advice` is what the reader can do about it; empty for a mistake in code. */
export class AirError extends HubError {
  override readonly name = "AirError";
  readonly code:
    | "air.bad-address"
    | "air.address-taken"
    | "air.no-run-folder"
    | "air.stepped-needs-one-process"
    | "air.socket-in-use"
    | "air.socket-not-ours";
  readonly advice: string;

  constructor(code: AirError["code"], message: string, advice = "", options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.advice = advice;
  }
}
