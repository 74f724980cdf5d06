import { REMOVAL_NOTICE_HOURS } from "../contract/guardians.ts";
import { hours } from "../domain/duration.ts";
import type { GuardianPerson } from "../ports/household.ts";
import type { House } from "./house.ts";

/** How long a removal without presence still has to wait, ms; 0 or less for no more. `undefined` for who is not suspended. */
export const noticeLeft = (
  { lived }: Pick<House, "lived">,
  { suspended }: Pick<GuardianPerson, "suspended">,
): number | undefined =>
  suspended === undefined ? undefined : suspended.livedAt + hours(REMOVAL_NOTICE_HOURS) - lived.now();
