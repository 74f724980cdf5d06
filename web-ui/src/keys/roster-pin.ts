import { assertFollows, type Roster, type RosterPin } from "../../../hub/contract/roster.ts";

/** What this browser remembers of a hub's roster: the highest it saw. */
export interface KnownRoster extends RosterPin {
  readonly length: number;
}

/**
 * Holds a verified roster against what was seen before.
 * @returns what to remember from now on
 * @throws SignatureError `roster.wrong-first-guardian`, `roster.older-than-known`, `roster.forked`
 */
export function followRoster(roster: Roster, known: KnownRoster | undefined): KnownRoster {
  if (known !== undefined) assertFollows(roster, known, known.length);
  return { fingerprint: roster.fingerprint, head: roster.head, length: roster.hashes.length };
}
