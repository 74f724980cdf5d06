import type { PublicId } from "../contract/public-id.ts";
import type { House } from "./house.ts";
import { ownToy } from "./own-toy.ts";
import { tellToys } from "./search-toys.ts";

/** @throws RequestRefused `toy.unknown` */
export async function renameToy(house: House, id: PublicId, name: string): Promise<void> {
  await house.inTurn(async () => {
    await house.household.change({ toys: [{ ...ownToy(house, id), name }] });
  });
  tellToys(house);
}
