import type { PublicId } from "../contract/public-id.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { tellToys } from "./search-toys.ts";

/** @throws RequestRefused `toy.unknown` */
export async function renameToy(house: House, id: PublicId, name: string): Promise<void> {
  await house.inTurn(async () => {
    const toy = house.household.toys().find((one) => one.id === id && one.claimed);
    if (toy === undefined) throw new RequestRefused("toy.unknown", "not one of the family's");
    await house.household.change({ toys: [{ ...toy, name }] });
  });
  tellToys(house);
}
