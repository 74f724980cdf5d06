import { HubError } from "../../../hub/domain/hub-error.ts";

/** The HCI link broke its promises. What follows on the same byte stream cannot be trusted: close it. */
export class HciError extends HubError {
  override readonly name = "HciError";
  readonly code: "hci.unknown-packet-type" | "hci.not-a-stack";

  constructor(code: HciError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
