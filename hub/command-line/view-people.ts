/** Who belongs to the family, for `pawpost people`: names, roles, devices. No key, no link, no phone number. */
import type { PeopleStatus } from "../contract/hub-status.ts";
import type { PublicId } from "../contract/public-id.ts";
import { verifiedRoster } from "../ports/verified-roster.ts";
import type { House } from "../use-cases/house.ts";
import { ownDevices } from "../use-cases/list-devices.ts";
import { listPeople } from "../use-cases/list-people.ts";

type Person = PeopleStatus["people"][number];

export async function viewPeople(house: House): Promise<PeopleStatus> {
  if (house.household.roster().length === 0) return { people: [], invitations: [] };
  const { guardians, relatives, invitations } = await listPeople(house);
  const rows = [
    ...guardians.map((one) => ({ ...one, role: "guardian" as const, suspended: one.isSuspended })),
    ...relatives.map((one) => ({ ...one, role: "relative" as const, suspended: false })),
  ];
  const people = await Promise.all(
    rows.map(async ({ id, name, role, suspended, lastSeenAt }) => ({
      name,
      role,
      suspended,
      lastSeenAt,
      devices: await viewDevices(house, id),
    })),
  );
  return {
    people,
    invitations: invitations.map(({ name, role, expiresAt, joining }) => ({
      name,
      role,
      expiresAt,
      opened: joining !== null,
    })),
  };
}

async function viewDevices(house: House, person: PublicId): Promise<Person["devices"]> {
  const { household } = house;
  const { devices } = await verifiedRoster(household);
  const live = household.sessions().filter((session) => session.person === person);
  const remembered = household.rememberedSessions().filter((session) => session.person === person);
  return (await ownDevices(house, { person })).map((key) => {
    const all = remembered.filter(({ device }) => device === key);
    const newest = all.toSorted((one, other) => other.createdAt - one.createdAt).at(0);
    const used = all.map(({ lastUsedAt }) => lastUsedAt);
    return {
      label: newest?.deviceLabel ?? null,
      signedIn: live.some(({ device }) => device === key),
      lastUsedAt: used.length === 0 ? null : new Date(Math.max(...used)).toISOString(),
      mayApprove: devices.get(key) === person,
    };
  });
}
