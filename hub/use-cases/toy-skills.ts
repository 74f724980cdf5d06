import { TOY_SKILLS, type ToySkill } from "../domain/toy-skill.ts";
import type { Toy } from "../ports/household.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";

/** What a toy of the family's can: as its room says, or said when it was claimed. Before rooms said so there was one family of toys, which can all. */
export function skillsOf({ toys }: Pick<House, "toys">, { id, room, can }: Toy): readonly ToySkill[] {
  const told = toys.room(room)?.toys.toys.find(({ toy }) => toy === id);
  return told?.can ?? can ?? TOY_SKILLS;
}

/** @throws RequestRefused `toy.cannot` */
export function assertCan(house: Pick<House, "toys">, toy: Toy, skill: ToySkill): void {
  if (!skillsOf(house, toy).includes(skill))
    throw new RequestRefused("toy.cannot", `no toy of its family can: ${skill}`);
}
