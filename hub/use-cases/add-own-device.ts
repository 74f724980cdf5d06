import type { Session } from "../ports/household.ts";
import { appendRoster, growRoster } from "./append-roster.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { tellPeople } from "./list-people.ts";

/**
 * The device that asks, vouched for by its person's own key. Their other pages are told.
 * @throws RequestRefused `roster.refused`, also for an entry about anything else
 */
export async function addOwnDevice(
  house: House,
  entry: string,
  { person, device }: Pick<Session, "person" | "device">,
): Promise<void> {
  // The same once more, after an answer that was lost, is one.
  if (house.household.roster().at(-1) !== entry) {
    const { entry: read } = await growRoster(house, entry);
    if (read.kind !== "device" || read.deviceKey !== device || read.person !== person)
      throw new RequestRefused("roster.refused", "not about the device that asks");
  }
  await appendRoster(house, entry, person);
  tellPeople(house);
}
