import { HubError } from "./hub-error.ts";

/** What was under way ends, because the hub does. */
export class HubStops extends HubError {
  override readonly name = "HubStops";
  readonly code = "hub.stops";
}
