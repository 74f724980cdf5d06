import type { PublicId } from "../contract/public-id.ts";
import type { Roster } from "../contract/roster.ts";
import type { ChildRights } from "../contract/roster-entry.ts";
import { verifiedRoster } from "../ports/verified-roster.ts";
import type { House } from "./house.ts";

type Rights = Omit<ChildRights, "child">;

const NONE: Rights = { mayWrite: false, isTrusted: false, mayHear: false };
const ALL: Rights = { mayWrite: true, isTrusted: true, mayHear: true };

/** What this person may do for this child, as the guardians signed it; everything for a guardian. */
export const rightsIn = (
  { guardians, relatives }: Pick<Roster, "guardians" | "relatives">,
  person: PublicId,
  child: PublicId,
): Rights => (guardians.has(person) ? ALL : (relatives.get(person)?.children.get(child) ?? NONE));

/** Of a child that there is; none for any other. */
export async function rightsFor(house: House, person: PublicId, child: PublicId): Promise<Rights> {
  if (!house.household.children().some(({ id }) => id === child)) return NONE;
  return rightsIn(await verifiedRoster(house.household), person, child);
}
