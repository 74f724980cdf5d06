import type { PublicId } from "../contract/public-id.ts";
import type { Toy } from "../ports/household.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";

/** @throws RequestRefused `toy.unknown` */
export function ownToy({ household }: Pick<House, "household">, id: PublicId): Toy {
  const toy = household.toys().find((one) => one.id === id && one.claimed);
  if (toy === undefined) throw new RequestRefused("toy.unknown", "not one of the family's");
  return toy;
}
