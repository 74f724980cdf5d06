import { HubError } from "../../hub/domain/hub-error.ts";

/** A page of docs/ leads to something that is not there. The site is not written. */
export class SiteError extends HubError {
  override readonly name = "SiteError";
  readonly code = "site.dead-link";
}
