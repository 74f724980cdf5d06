import { type InvitationRequest, MOST_INVITATIONS, mayStillInvite } from "../contract/invitations.ts";
import type { PublicId } from "../contract/public-id.ts";
import { INVITATION_MEMORY } from "../domain/invitation-life.ts";
import { isSameName } from "../domain/same-name.ts";
import type { Session } from "../ports/household.ts";
import type { Invitation } from "../ports/invitation.ts";
import { verifiedRoster } from "../ports/verified-roster.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { pendingInvitations, tellPeople } from "./list-people.ts";

/** Those that are over are remembered for whoever opens the link late, and not without end. */
const MOST_REMEMBERED = 64;

/**
 * Notes that somebody is asked to join. What makes the link is not in it.
 * @throws RequestRefused `invitation.exists`, `invitation.too-many`, `invitation.not-for-them`, `invitation.device-unknown`,
 * `person.name-taken`, `child.unknown`
 */
export async function invitePerson(house: House, asking: Session, wish: InvitationRequest): Promise<void> {
  const { household, clock, lived } = house;
  await house.inTurn(async () => {
    const roster = await verifiedRoster(household);
    const known = household.invitations();
    if (known.some(({ id }) => id === wish.id))
      throw new RequestRefused("invitation.exists", "the id is taken");
    if (!mayStillInvite(roster, { by: asking.person, device: asking.device }))
      throw new RequestRefused("invitation.device-unknown", "no device of a guardian's who may invite");
    const pending = pendingInvitations(house, roster);
    if (pending.length >= MOST_INVITATIONS)
      throw new RequestRefused("invitation.too-many", `${pending.length} are open`);
    // A guardian's keys are not another guardian's to replace.
    if (roster.guardians.has(wish.person))
      throw new RequestRefused("invitation.not-for-them", "a guardian already");
    if (pending.some(({ person, name }) => person === wish.person || isSameName(name, wish.name)))
      throw new RequestRefused("person.name-taken", "somebody of that name is invited already");
    assertNameFree(house, wish.name, wish.person);
    const children = wish.role === "relative" ? wish.children : [];
    assertChildren(
      house,
      children.map(({ child }) => child),
    );
    const at = clock.now();
    const made: Invitation = {
      id: wish.id,
      role: wish.role,
      person: wish.person,
      name: wish.name,
      children,
      by: asking.person,
      device: asking.device,
      createdAt: at,
      livedAt: lived.now(),
      state: "open",
      joining: null,
    };
    const isLongPast = ({ livedAt }: Invitation) => lived.now() - livedAt > INVITATION_MEMORY;
    const over = known
      .filter((one) => !pending.includes(one) && (one.state !== "confirmed" || isLongPast(one)))
      .toSorted((one, other) => other.livedAt - one.livedAt);
    const forgotten = over.filter((one, nth) => nth >= MOST_REMEMBERED || isLongPast(one));
    await household.change({ invitations: [made], forgotten: forgotten.map(({ id }) => id) }, [
      { at, kind: "invited", person: asking.person, subject: wish.person, device: asking.device },
    ]);
    await house.remoteNames.invite(wish.id, asking);
  });
  tellPeople(house);
}

/** One name, one person: guardians sign in by it. */
export function assertNameFree({ household }: House, name: string, person: PublicId): void {
  if (household.people().some((one) => one.id !== person && isSameName(one.name, name)))
    throw new RequestRefused("person.name-taken", "somebody here is called that");
}

/** Each is one of the family, and there once. */
export function assertChildren({ household }: House, children: readonly PublicId[]): void {
  const known = new Set<string>(household.children().map(({ id }) => id));
  if (children.some((id) => !known.has(id)) || new Set(children).size !== children.length)
    throw new RequestRefused("child.unknown", "no child of the family, or one twice");
}

/** Over at once; the link leads nowhere from then on. @throws RequestRefused `invitation.unknown` */
export async function withdrawInvitation(house: House, asking: Session, id: PublicId): Promise<void> {
  const { household, clock } = house;
  await house.inTurn(async () => {
    const pending = pendingInvitations(house, await verifiedRoster(household));
    const invitation = pending.find((one) => one.id === id);
    if (invitation === undefined) throw new RequestRefused("invitation.unknown", "none that is open");
    await household.change({ invitations: [{ ...invitation, state: "withdrawn", joining: null }] }, [
      {
        at: clock.now(),
        kind: "invitation-withdrawn",
        person: asking.person,
        subject: invitation.person,
        device: asking.device,
      },
    ]);
  });
  tellPeople(house);
}
