import type { InvitationView, PeopleList } from "../contract/invitations.ts";
import { mayStillInvite } from "../contract/invitations.ts";
import type { PublicId } from "../contract/public-id.ts";
import type { Roster } from "../contract/roster.ts";
import { invitationLeft } from "../domain/invitation-life.ts";
import type { GuardianPerson, Person } from "../ports/household.ts";
import type { Invitation } from "../ports/invitation.ts";
import { verifiedRoster } from "../ports/verified-roster.ts";
import type { House } from "./house.ts";
import { settleInvitedNames } from "./invited-names.ts";
import { noticeLeft } from "./notice-left.ts";

const iso = (at: number) => new Date(at).toISOString();

export async function listPeople(house: House): Promise<PeopleList> {
  const { household } = house;
  const roster = await verifiedRoster(household);
  const facts = ({ id, name }: Person) => ({ id, name, lastSeenAt: lastSeen(house, id) });
  const people = household.people();
  return {
    guardians: people.flatMap((person) => {
      const counts = roster.guardians.get(person.id);
      if (counts === undefined || person.role !== "guardian") return [];
      return [
        {
          ...facts(person),
          isSuspended: counts.isSuspended,
          phone: person.phone ?? null,
          suspension: viewSuspension(house, person),
        },
      ];
    }),
    relatives: people.flatMap((person) => {
      const counts = roster.relatives.get(person.id);
      if (counts === undefined) return [];
      const children = [...counts.children].map(([child, rights]) => ({ child, ...rights }));
      return [{ ...facts(person), children }];
    }),
    invitations: pendingInvitations(house, roster)
      .toSorted((one, other) => other.createdAt - one.createdAt)
      .map((one) => viewInvitation(house, one)),
    former: household.former().flatMap((family) => family.people.map(({ id, name }) => ({ id, name }))),
  };
}

/** Those that still lead somewhere, and that a guardian can confirm or withdraw. */
export const pendingInvitations = ({ household, lived }: House, roster: Roster): readonly Invitation[] =>
  household
    .invitations()
    .filter(
      (one) =>
        (one.state === "open" || one.state === "waiting") &&
        invitationLeft(one, lived.now()) > 0 &&
        mayStillInvite(roster, one),
    );

/** Those that somebody made, or all, as they are when they lead nowhere any more. */
export const withdrawnFor = ({ household }: House, by: PublicId | "anybody"): readonly Invitation[] =>
  household
    .invitations()
    .filter(
      (one) =>
        (by === "anybody" || one.by === by || one.person === by) &&
        one.state !== "used" &&
        one.state !== "withdrawn",
    )
    .map((one) => ({ ...one, state: "withdrawn", joining: null }) as const);

function viewInvitation({ clock, lived, remoteNames }: House, invitation: Invitation): InvitationView {
  const { id, role, person, name, children, by, joining } = invitation;
  return {
    id,
    role,
    person,
    name,
    children: [...children],
    by,
    expiresAt: iso(clock.now() + invitationLeft(invitation, lived.now())),
    address: remoteNames.ofInvitation(id) ?? null,
    joining:
      joining === null
        ? null
        : {
            name: joining.name,
            recipient: joining.recipient,
            signingKey: joining.signingKey,
            device: { key: joining.deviceKey, label: joining.deviceLabel },
            proof: joining.proof,
            at: iso(joining.at),
          },
  };
}

function viewSuspension(house: House, person: GuardianPerson): PeopleList["guardians"][number]["suspension"] {
  const left = noticeLeft(house, person);
  if (person.suspended === undefined || left === undefined) return null;
  const { by, at } = person.suspended;
  return { by, at: iso(at), removableAt: iso(house.clock.now() + Math.max(0, left)) };
}

function lastSeen({ household }: House, person: Person["id"]): string | null {
  const used = household.rememberedSessions().filter((session) => session.person === person);
  return used.length === 0 ? null : iso(Math.max(...used.map(({ lastUsedAt }) => lastUsedAt)));
}

/** The open pages ask anew. */
export const tellPeople = (house: House): void => {
  settleInvitedNames(house);
  house.tell({ kind: "people", count: house.household.people().length });
};
