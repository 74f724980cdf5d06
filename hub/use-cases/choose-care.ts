import type { PublicId } from "../contract/public-id.ts";
import type { CareChoice } from "../contract/toy-care.ts";
import { deliverNext } from "./deliver-next.ts";
import type { House } from "./house.ts";
import { ownToy } from "./own-toy.ts";
import { tellToys } from "./search-toys.ts";
import { assertCan } from "./toy-skills.ts";

/**
 * A guardian chooses how a toy is cared for; its room sees to it, by day and by night.
 * @throws RequestRefused `toy.unknown`, `toy.cannot`
 */
export async function chooseCare(house: House, id: PublicId, care: CareChoice, by: PublicId): Promise<void> {
  await house.inTurn(async () => {
    const toy = ownToy(house, id);
    if (care.saving) assertCan(house, toy, "saving");
    if (care.recordsOver) assertCan(house, toy, "recording");
    const entry = { at: house.clock.now(), kind: "toy-care-chosen", person: by, subject: id } as const;
    await house.household.change({ toys: [{ ...toy, care }] }, [entry]);
  });
  tellToys(house);
  deliverNext(house).catch(house.fail);
}
