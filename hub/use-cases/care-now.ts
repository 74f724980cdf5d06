import { type CareChoice, USUAL_CARE } from "../contract/toy-care.ts";
import type { ToyCare } from "../contract/toy-care-now.ts";
import type { Toy } from "../ports/household.ts";
import { quietUntil } from "./child-day.ts";
import type { House } from "./house.ts";

export const careOf = ({ care }: Pick<Toy, "care">): CareChoice => ({ ...USUAL_CARE, ...care });

/** How a toy is to be cared for just now: by day, or in quiet hours. */
export function careNow(house: House, toy: Toy): ToyCare {
  const { loudest, loudestAtNight, saving } = careOf(toy);
  const isNight = quietUntil(house, toy.child) !== undefined;
  return { loudest: isNight ? Math.min(loudest, loudestAtNight) : loudest, saving };
}
