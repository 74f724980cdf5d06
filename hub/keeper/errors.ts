import type { KeepingCode } from "../contract/keeper-line.ts";
import { HubError } from "../domain/hub-error.ts";

/** What a hub that keeps backups answers to who asks for what cannot be. */
export class KeepingError extends HubError {
  override readonly name = "KeepingError";
  readonly code: KeepingCode;

  constructor(code: KeepingCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
