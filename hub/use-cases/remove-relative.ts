import type { PublicId } from "../contract/public-id.ts";
import { rosterPerson } from "../contract/roster.ts";
import type { Access } from "../ports/access.ts";
import type { Session } from "../ports/household.ts";
import { growRoster } from "./append-roster.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { ownDevices } from "./list-devices.ts";
import { tellPeople } from "./list-people.ts";
import { sendRosterToAll } from "./send-roster.ts";
import { unshareAll } from "./share-answer.ts";

/**
 * A relative goes: sessions and all that hangs on them at once, then the place in the roster, the person, what was still to come
 * of an invitation, and every file that was shared with them. Toys hear of it at once.
 * @throws RequestRefused `person.unknown`, also for a guardian; `roster.refused`
 */
export async function removeRelative(
  house: House,
  access: Access,
  asking: Session,
  id: PublicId,
  entry: string,
): Promise<void> {
  const { household, clock } = house;
  await assertGoes(house, asking, id, entry);
  // Not in the queue of the house's changes: whatever else goes on, this holds within a second.
  await access.revoke(await ownDevices(house, { person: id }), id, asking.person);
  await house.inTurn(async () => {
    // The roster may have grown meanwhile; the sessions are over all the same, and the page signs again.
    await assertGoes(house, asking, id, entry);
    const invitations = household
      .invitations()
      .filter(({ person, state }) => person === id && state !== "used" && state !== "withdrawn")
      .map((one) => ({ ...one, state: "withdrawn", joining: null }) as const);
    await household.change({ gone: [id], roster: [entry], invitations }, [
      { at: clock.now(), kind: "person-removed", person: asking.person, subject: id, device: asking.device },
    ]);
  });
  // Whoever came in again in between.
  await access.revoke(await ownDevices(house, { person: id }), id, asking.person);
  await unshareAll(house, id, asking);
  tellPeople(house);
  await sendRosterToAll(house);
}

async function assertGoes(house: House, asking: Session, id: PublicId, entry: string): Promise<void> {
  const { entry: read, before, signer } = await growRoster(house, entry);
  if (!before.relatives.has(id)) throw new RequestRefused("person.unknown", "no such relative");
  const isTheirs =
    read.kind === "person-out" &&
    read.person === id &&
    signer === rosterPerson(before, asking.person)?.signingKey;
  if (!isTheirs) throw new RequestRefused("roster.refused", "another entry than this relative's end");
}
