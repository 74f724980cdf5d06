import { HubError } from "../domain/hub-error.ts";

/** A job that link does not take. */
export class LinkRefused extends HubError {
  override readonly name = "LinkRefused";
  readonly code: "link.malformed" | "link.not-allowed" | "link.full";

  constructor(code: LinkRefused["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
