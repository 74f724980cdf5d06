import type { Session } from "../ports/household.ts";
import type { Call } from "./route.ts";

/** The session that the policy `guardian` made sure of. */
export function sessionOf({ session }: Call): Session {
  if (session === undefined) throw new TypeError("a guardian's route ran without a session");
  return session;
}
