import { extendRoster, type Roster, verifyRoster } from "../contract/roster.ts";
import type { Household } from "./household.ts";

type Keeper = Pick<Household, "roster">;

/** What was verified last of each household, by the very array that it was given. */
const verified = new WeakMap<
  Keeper,
  { readonly entries: readonly string[]; readonly roster: Promise<Roster> }
>();

/**
 * The household's roster, each signature of it verified once: what was added since is held against what was there. What is not
 * the known chain grown longer, or follows one that did not hold, is verified from its beginning.
 * @throws SignatureError as `verifyRoster`
 */
export function verifiedRoster(household: Keeper): Promise<Roster> {
  const entries = household.roster();
  const known = verified.get(household);
  if (known?.entries === entries) return known.roster;
  const roster =
    known !== undefined && isGrown(known.entries, entries)
      ? known.roster.then(
          (before) => extendRoster(before, entries.slice(known.entries.length)),
          () => verifyRoster(entries),
        )
      : verifyRoster(entries);
  verified.set(household, { entries, roster });
  return roster;
}

const isGrown = (before: readonly string[], now: readonly string[]): boolean =>
  before.length <= now.length && before.every((entry, at) => entry === now[at]);
