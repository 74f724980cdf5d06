import { HubError } from "../domain/hub-error.ts";

/** There is nobody to seal to. */
export class VaultError extends HubError {
  override readonly name = "VaultError";
  readonly code = "vault.none";
}
