import type { PublicId } from "../contract/public-id.ts";
import type { Toy } from "../ports/household.ts";
import { deliverNext } from "./deliver-next.ts";
import type { House } from "./house.ts";
import { ownToy } from "./own-toy.ts";
import { tellToys } from "./search-toys.ts";

/**
 * The house's automation wants a toy as in quiet hours, or not any more: its heart stays dark, it is no louder than at night, and what is not
 * urgent waits. It stays so over a restart. The child's own quiet hours it cannot end.
 * @throws RequestRefused `toy.unknown`
 */
export async function hushToy(house: House, id: PublicId, isHushed: boolean): Promise<void> {
  await house.inTurn(async () => {
    const toy = ownToy(house, id);
    if ((toy.hushed === true) === isHushed) return;
    await house.household.change({ toys: [isHushed ? { ...toy, hushed: true } : unhushed(toy)] });
  });
  tellToys(house);
  deliverNext(house).catch(house.fail);
}

/** Nobody is left who could end it: all toys speak again. */
export async function unhushAll(house: House): Promise<void> {
  await house.inTurn(async () => {
    const hushed = house.household.toys().filter((toy) => toy.hushed === true);
    if (hushed.length > 0) await house.household.change({ toys: hushed.map(unhushed) });
  });
  tellToys(house);
  deliverNext(house).catch(house.fail);
}

const unhushed = ({ hushed: _over, ...toy }: Toy): Toy => toy;
