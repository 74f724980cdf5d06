import type { PublicId } from "../contract/public-id.ts";
import { growRoster } from "./append-roster.ts";
import { deliverNext } from "./deliver-next.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { ownToy } from "./own-toy.ts";
import { tellToys } from "./search-toys.ts";
import { sendRosterToAll } from "./send-roster.ts";

/**
 * A toy becomes another child's: lent, given back or given on. The roster's entry and what the house knows are one write. What
 * waits for the toy was stamped for the child who had it: it stays where it is until the toy is back.
 * @param by the guardian who asks
 * @throws RequestRefused `toy.unknown`, `child.unknown`, `roster.refused`
 */
export async function lendToy(
  house: House,
  by: PublicId,
  id: PublicId,
  { entry, newChild }: { readonly entry: string; readonly newChild?: string | undefined },
): Promise<void> {
  const { household } = house;
  await house.inTurn(async () => {
    const toy = ownToy(house, id);
    const { entry: wish } = await growRoster(house, entry);
    if (wish.kind !== "toy" || wish.toy !== id)
      throw new RequestRefused("roster.refused", "an entry about another toy");
    const known = household.children().find((child) => child.id === wish.child);
    if (known === undefined && newChild === undefined)
      throw new RequestRefused("child.unknown", "no child of this house");
    const child = known ?? { id: wish.child, name: newChild ?? "" };
    const note = { at: house.clock.now(), kind: "toy-lent", person: by, subject: id } as const;
    await household.change({ roster: [entry], children: [child], toys: [{ ...toy, child: child.id }] }, [
      note,
    ]);
  });
  // First whose it is, then what it is to get.
  await sendRosterToAll(house);
  tellToys(house);
  deliverNext(house).catch(house.fail);
}
