import type { PublicId } from "../contract/public-id.ts";
import { rosterPerson } from "../contract/roster.ts";
import type { Session } from "../ports/household.ts";
import { growRoster } from "./append-roster.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { assertChildren } from "./invite-person.ts";
import { tellPeople } from "./list-people.ts";
import { sendRosterToAll } from "./send-roster.ts";

/**
 * What a relative may do from now on: a new entry of the same person and keys, signed by the guardian who asks.
 * @throws RequestRefused `person.unknown`, `child.unknown`, `roster.refused`
 */
export async function changeRights(
  house: House,
  asking: Session,
  id: PublicId,
  entry: string,
): Promise<void> {
  const { household, clock } = house;
  await house.inTurn(async () => {
    const { entry: read, before, signer } = await growRoster(house, entry);
    const relative = before.relatives.get(id);
    if (relative === undefined) throw new RequestRefused("person.unknown", "no such relative");
    const isTheirs =
      read.kind === "relative" &&
      read.person === id &&
      read.signingKey === relative.signingKey &&
      read.recipient === relative.recipient &&
      signer === rosterPerson(before, asking.person)?.signingKey;
    if (!isTheirs) throw new RequestRefused("roster.refused", "not this relative's rights");
    assertChildren(
      house,
      read.children.map(({ child }) => child),
    );
    await household.appendRoster(entry, [
      { at: clock.now(), kind: "rights-changed", person: asking.person, subject: id, device: asking.device },
    ]);
  });
  tellPeople(house);
  await sendRosterToAll(house);
}
