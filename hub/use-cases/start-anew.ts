import type { AnewRequest } from "../contract/starting-anew.ts";
import { isOnItsWay, STARTED_ANEW, stateOf } from "../domain/message-state.ts";
import type { Access, NewSession, Presented } from "../ports/access.ts";
import { newestVault } from "../ports/newest-vault.ts";
import type { House } from "./house.ts";
import { tellPeople } from "./list-people.ts";
import { moveMessage } from "./move-message.ts";
import { tellVault } from "./older-clips.ts";
import { retire } from "./retire-message.ts";
import { tellToys } from "./search-toys.ts";
import { sendRosterToAll } from "./send-roster.ts";

/**
 * Another first guardian, beside an archive that stays shut. What waited for a toy goes no further: who stamped it does not count any more.
 * @throws AnewRefused, AccessRefused
 */
export async function startAnew(
  house: House,
  access: Access,
  request: AnewRequest,
  presented: Presented,
): Promise<NewSession> {
  const session = await access.startingAnew.begin(request, presented);
  house.live.older = undefined;
  house.live.claims.clear();
  // It has begun: what fails from here on is done at the next start.
  await windUpFormer(house).catch(house.fail);
  await sendRosterToAll(house).catch(house.fail);
  tellToys(house);
  tellPeople(house);
  tellVault(house);
  return session;
}

/** Ends what the former family had under way; also at a start, what a kill left undone. Drafts, and what nobody has approved, stay as they are: a guardian who opens them may still send them. */
export async function windUpFormer(house: House): Promise<void> {
  const former = house.household.former().at(-1);
  if (former === undefined) return;
  const people = new Set(house.household.people().map(({ id }) => id));
  for (const { device, person } of house.pushes.all())
    if (!people.has(person)) await house.pushes.delete(device);
  const last = newestVault(former.people);
  const over = await house.inTurn(async () => {
    const post = (await house.messages.open()).filter(
      ({ direction, vault }) => direction === "to-toy" && vault <= last,
    );
    const moved = [];
    for (const record of post) {
      if (!isOnItsWay(stateOf(record))) continue;
      const isDelivering = stateOf(record) === "delivering";
      // ble may be at it, and will say so where it got there after all.
      const change = isDelivering ? { failure: { code: STARTED_ANEW, retry: false } } : {};
      const to = isDelivering ? "failed" : "cancelled";
      moved.push(await moveMessage(house, record, to, STARTED_ANEW, change));
    }
    return moved;
  });
  for (const record of over) if (record !== undefined) await retire(house, record.id, record.toy);
}
