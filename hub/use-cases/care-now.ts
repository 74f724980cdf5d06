import { type CareChoice, USUAL_CARE } from "../contract/toy-care.ts";
import type { ToyCare } from "../contract/toy-care-now.ts";
import type { Toy } from "../ports/household.ts";
import { isQuietAt } from "./child-day.ts";
import type { House } from "./house.ts";

export const careOf = ({ care }: Pick<Toy, "care">): CareChoice => ({ ...USUAL_CARE, ...care });

/** How a toy is to be cared for just now: by day, or where it is to be quiet. */
export function careNow(house: House, toy: Toy): ToyCare {
  const { loudest, loudestAtNight, saving, recordsOver } = careOf(toy);
  const isQuiet = isQuietAt(house, toy);
  return {
    loudest: isQuiet ? Math.min(loudest, loudestAtNight) : loudest,
    saving,
    records_over: recordsOver && !isQuiet,
  };
}
