import type { Confirmation } from "../contract/invitations.ts";
import type { PublicId } from "../contract/public-id.ts";
import type { Roster } from "../contract/roster.ts";
import type { RosterEntry } from "../contract/roster-entry.ts";
import type { Access } from "../ports/access.ts";
import type { Person, Session } from "../ports/household.ts";
import type { Invitation, Joining } from "../ports/invitation.ts";
import { verifiedRoster } from "../ports/verified-roster.ts";
import { growRoster } from "./append-roster.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { assertNameFree } from "./invite-person.ts";
import { ownDevices } from "./list-devices.ts";
import { pendingInvitations, tellPeople } from "./list-people.ts";
import { sendRosterToAll } from "./send-roster.ts";

/**
 * Makes the person whom a guardian's browser vouches for: it has checked whose keys these are and signed them into the roster.
 * Person, entry and note in one durable step; whatever the person had before (a relative who gets new keys) is over.
 * @throws RequestRefused `invitation.unknown`, `invitation.not-waiting`, `roster.refused`, `person.name-taken`, `vaults.not-all`
 */
export async function confirmJoining(
  house: House,
  access: Access,
  asking: Session,
  id: PublicId,
  { entry, vaults }: Confirmation,
): Promise<void> {
  const { household, clock } = house;
  const before = await house.inTurn(async () => {
    const known = await verifiedRoster(household);
    const invitation = pendingInvitations(house, known).find((one) => one.id === id);
    if (invitation === undefined) throw new RequestRefused("invitation.unknown", "none that is open");
    const { joining } = invitation;
    if (joining === null) throw new RequestRefused("invitation.not-waiting", "nobody has opened the link");
    const guardian = household.people().find((one) => one.id === asking.person);
    const signed = await growRoster(house, entry);
    if (signed.signer !== guardian?.signingKey || !isFor(signed.entry, invitation, joining))
      throw new RequestRefused("roster.refused", "not the entry of this person");
    assertNameFree(house, joining.name, invitation.person);
    const person = makePerson(invitation, joining, vaults);
    if (person.role === "guardian") assertOwnVaults(vaults, guardian, signed.after);
    const devices = await ownDevices(house, invitation);
    await household.change(
      {
        people: [person],
        roster: [entry],
        invitations: [{ ...invitation, state: "confirmed", joining: { ...joining, account: null } }],
      },
      [
        {
          at: clock.now(),
          kind: "person-joined",
          person: asking.person,
          subject: invitation.person,
          device: asking.device,
        },
      ],
    );
    return { devices, person: invitation.person };
  });
  await access.revoke(before.devices, before.person, asking.person);
  tellPeople(house);
  await sendRosterToAll(house);
}

/** Keys and rights as they were asked for: nothing was put into their place on the way to the guardian and back. */
function isFor(entry: RosterEntry, invitation: Invitation, joining: Joining): boolean {
  if (entry.kind !== invitation.role) return false;
  const isOne =
    entry.person === invitation.person &&
    entry.signingKey === joining.signingKey &&
    entry.recipient === joining.recipient;
  if (entry.kind === "guardian") return isOne;
  return isOne && JSON.stringify(entry.children) === JSON.stringify(invitation.children);
}

function makePerson(
  { role, person: id }: Invitation,
  { name, recipient, signingKey, account }: Joining,
  vaults: Confirmation["vaults"],
): Person {
  const facts = { id, name, recipient, signingKey };
  const nothing = { slots: [], verifier: null };
  return role === "guardian"
    ? { role, ...facts, ...(account ?? nothing), vaults }
    : { role, ...facts, ...nothing };
}

/** What one guardian opens, the next one does, too: all that this one could open, and the newest among them. */
function assertOwnVaults(
  vaults: readonly { readonly number: number; readonly recipient: string }[],
  guardian: Person,
  { vault }: Roster,
): void {
  const own = guardian.role === "guardian" ? guardian.vaults : [];
  const isOwn = vaults.every(
    ({ number, recipient }, nth) =>
      own.some((one) => one.number === number && one.recipient === recipient) &&
      number > (vaults[nth - 1]?.number ?? 0),
  );
  const newest = vaults.at(-1);
  if (!isOwn || newest?.number !== vault.number || newest.recipient !== vault.recipient)
    throw new RequestRefused("vaults.not-all", "other vaults than the guardian's own");
}
