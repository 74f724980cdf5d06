import type { PublicId } from "../contract/public-id.ts";
import type { Session } from "../ports/household.ts";
import type { Call } from "./route.ts";

/** The session that the policy `guardian` made sure of. */
export function sessionOf({ session }: Call): Session {
  if (session === undefined) throw new TypeError("a guardian's route ran without a session");
  return session;
}

/** The id that a path with `:id` made sure of. */
export function idOf({ id }: Call): PublicId {
  if (id === undefined) throw new TypeError("a route without :id asked for one");
  return id;
}
