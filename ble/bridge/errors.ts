import { HubError } from "../../hub/domain/hub-error.ts";

/** What the bridge could not do for the hub. */
export class BridgeError extends HubError {
  override readonly name = "BridgeError";
  readonly code:
    | "bridge.clip-refused"
    | "bridge.clip-unavailable"
    | "bridge.credential-refused"
    | "bridge.memory-damaged"
    | "bridge.too-many-retired";

  constructor(code: BridgeError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
