import type { PublicId } from "../contract/public-id.ts";
import type { ChildTimes } from "../domain/child-times.ts";
import { stateOf } from "../domain/message-state.ts";
import { isTimeZone } from "../domain/wall-time.ts";
import { deliverNext } from "./deliver-next.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { tellToys } from "./search-toys.ts";
import { tellChildren } from "./tell-children.ts";
import { viewMessage } from "./view-house.ts";

/**
 * A child's quiet hours, wake-up and bedtime, and the zone that they are in. What waits moves along: a message for the wake-up of a
 * day goes at that day's new one, and what was held for the night goes when the new night ends.
 * @throws RequestRefused `child.unknown`, `child.unknown-zone`
 */
export async function chooseTimes(
  house: House,
  child: PublicId,
  times: ChildTimes,
  by: PublicId,
): Promise<void> {
  if (!isTimeZone(times.zone)) throw new RequestRefused("child.unknown-zone", "no rules for this zone here");
  await house.inTurn(async () => {
    const known = house.household.children().find(({ id }) => id === child);
    if (known === undefined) throw new RequestRefused("child.unknown", "no child of this family");
    await house.household.change({ children: [{ ...known, times }] }, [
      { at: house.clock.now(), kind: "times-changed", person: by, subject: child },
    ]);
  });
  tellChildren(house);
  tellToys(house);
  await deliverNext(house);
  for (const record of await house.messages.open())
    if (record.child === child && stateOf(record) === "scheduled")
      house.tell({ kind: "message", message: viewMessage(house, record) });
}
