import type { PublicId } from "../contract/public-id.ts";
import type { Toy } from "../ports/household.ts";
import { deliverNext } from "./deliver-next.ts";
import type { House } from "./house.ts";
import { ownToy } from "./own-toy.ts";
import { tellToys } from "./search-toys.ts";
import { assertCan } from "./toy-skills.ts";

/**
 * A toy holds up to four messages, and the hub answers its paws; or one again. What lies there stays: one after the other comes to where the
 * toy plays it by itself.
 * @throws RequestRefused `toy.unknown`, `toy.cannot`
 */
export async function switchMailbox(house: House, id: PublicId, isOn: boolean): Promise<void> {
  await house.inTurn(async () => {
    const toy = ownToy(house, id);
    if (isOn) assertCan(house, toy, "mailbox");
    await house.household.change({ toys: [isOn ? { ...toy, mailbox: true } : withoutMailbox(toy)] });
  });
  tellToys(house);
  deliverNext(house).catch(house.fail);
}

export const withoutMailbox = ({ mailbox: _off, ...toy }: Toy): Toy => toy;
