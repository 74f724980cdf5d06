/** How a guardian wants a toy cared for. */
import { z } from "zod";

const percent = z.int().min(0).max(100);

export const careRequest = z.strictObject({
  /** The loudest that it may speak by day; 100 is no limit. */
  loudest: percent,
  /** While it is quiet at its child's: this, or {@link loudest} where that is less. */
  loudestAtNight: percent,
  /** Its link is slow while nothing happens, for its batteries: presses are noticed up to half a second later. */
  saving: z.boolean(),
  /** What its child recorded is recorded over on the toy once the hub has it: half a second of the room, its heart lit. Not in quiet hours. */
  recordsOver: z.boolean(),
});
export type CareChoice = z.output<typeof careRequest>;

export const USUAL_CARE: CareChoice = {
  loudest: 100,
  loudestAtNight: 100,
  saving: false,
  recordsOver: false,
};
