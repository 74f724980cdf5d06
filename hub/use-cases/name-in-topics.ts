import type { PublicId } from "../contract/public-id.ts";
import type { House } from "./house.ts";
import { ownToy } from "./own-toy.ts";
import { tellToys } from "./search-toys.ts";

/**
 * What a toy is called in MQTT topics. Its own name stays out of them.
 * @throws RequestRefused `toy.unknown`
 */
export async function nameInTopics(house: House, id: PublicId, slug: string): Promise<void> {
  await house.inTurn(() => house.household.change({ toys: [{ ...ownToy(house, id), slug }] }));
  tellToys(house);
}
