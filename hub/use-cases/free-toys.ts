import type { PublicId } from "../contract/public-id.ts";
import { growRosterBy } from "./append-roster.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";

/**
 * The toys of a child who is to be erased become nobody's: the roster gives each to an id that no child has, so that no stamp for
 * the child counts for it any more, at ble neither. They stay with the family, and the link to them is held; whoever is to have one
 * is said by the next entry. In the queue of the house's changes.
 * @param entries one for each of these toys, none for any other
 * @returns how many toys there were
 * @throws RequestRefused `roster.refused`
 */
export async function freeToys(
  { household, clock }: Pick<House, "household" | "clock">,
  child: PublicId,
  entries: readonly string[],
  by: PublicId,
): Promise<number> {
  const held = household.toys().filter((toy) => toy.child === child && toy.claimed);
  if (entries.length !== held.length)
    throw new RequestRefused("roster.refused", "an entry for each toy of the child, and no other");
  if (held.length === 0) return 0;
  const { read } = await growRosterBy({ household }, entries);
  const children = new Set(household.children().map(({ id }) => id));
  const freed = held.map((toy) => {
    const entry = read.find((one) => one.kind === "toy" && one.toy === toy.id);
    if (entry?.kind !== "toy" || children.has(entry.child))
      throw new RequestRefused("roster.refused", "a toy that would be somebody's still");
    return { ...toy, child: entry.child };
  });
  const at = clock.now();
  await household.change(
    { roster: entries, toys: freed },
    freed.map(({ id }) => ({ at, kind: "toy-freed", person: by, subject: id })),
  );
  return held.length;
}
