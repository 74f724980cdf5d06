import type { FeedTrouble } from "../contract/advisories.ts";
import { HubError } from "../domain/hub-error.ts";

/** A list of advisories that did not come, or is not to be believed. */
export class FeedRefused extends HubError {
  override readonly name = "FeedRefused";
  readonly code = "feed.refused";
  readonly trouble: FeedTrouble;

  constructor(trouble: FeedTrouble, message: string, options?: ErrorOptions) {
    super(message, options);
    this.trouble = trouble;
  }
}
