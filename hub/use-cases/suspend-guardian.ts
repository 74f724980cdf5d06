import type { PublicId } from "../contract/public-id.ts";
import type { ChangeVaultRequest } from "../contract/vault-change.ts";
import type { Access } from "../ports/access.ts";
import type { GuardianPerson, Session } from "../ports/household.ts";
import { PresenceRefused } from "../ports/presence.ts";
import { growRoster } from "./append-roster.ts";
import { changeVault } from "./change-vault.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { ownDevices } from "./list-devices.ts";
import { tellPeople, withdrawnFor } from "./list-people.ts";
import { noticeLeft } from "./notice-left.ts";
import { guardians } from "./older-clips.ts";
import { sendRosterToAll } from "./send-roster.ts";

/**
 * At once. What the other one began and what reaches into the future goes with it: invitations, sealing anew, and the names by which
 * they come from anywhere: at home they go on listening.
 * @throws RequestRefused `person.unknown`, also for who is no guardian; `roster.refused`, also for who is suspended
 */
export async function suspendGuardian(
  house: House,
  asking: Session,
  id: PublicId,
  entry: string,
): Promise<void> {
  await changeSuspension(house, asking, id, entry, "suspended");
  house.remoteNames.dropPerson(id);
  house.rooms.withdraw(({ person }) => person === id);
  house.keepers.withdraw(({ person }) => person === id);
  for (const { id: session, person } of house.household.sessions())
    if (person === id) house.live.resealing.delete(session);
}

/** Lifted by any other guardian. @throws as {@link suspendGuardian} */
export const reinstateGuardian = (
  house: House,
  asking: Session,
  id: PublicId,
  entry: string,
): Promise<void> => changeSuspension(house, asking, id, entry, "reinstated");

async function changeSuspension(
  house: House,
  asking: Session,
  id: PublicId,
  entry: string,
  kind: "suspended" | "reinstated",
): Promise<void> {
  const { household, clock, lived } = house;
  await house.inTurn(async () => {
    const guardian = findGuardian(house, id);
    const { entry: read, signer } = await growRoster(house, entry);
    const isTheirs =
      read.kind === kind &&
      read.person === id &&
      signer === household.people().find((one) => one.id === asking.person)?.signingKey;
    if (!isTheirs) throw new RequestRefused("roster.refused", "another entry than this one");
    const { suspended: _, ...rest } = guardian;
    const at = clock.now();
    const person: GuardianPerson =
      kind === "suspended" ? { ...rest, suspended: { by: asking.person, at, livedAt: lived.now() } } : rest;
    await household.change(
      {
        people: [person],
        roster: [entry],
        ...(kind === "suspended" && { invitations: withdrawnFor(house, id) }),
      },
      [
        {
          at,
          kind: kind === "suspended" ? "guardian-suspended" : "guardian-reinstated",
          person: asking.person,
          subject: id,
          device: asking.device,
        },
      ],
    );
  });
  tellPeople(house);
  await sendRosterToAll(house);
}

/**
 * A guardian goes: sessions and all that hangs on them, the place in the roster, keys and ways in, what they asked others to; and the lock is
 * changed for those who stay, in the same durable step.
 * @throws RequestRefused `person.unknown`, `person.yourself`, `roster.refused`, `vault.not-for-all`; PresenceRefused `presence.needed`
 */
export async function removeGuardian(
  house: House,
  access: Access,
  asking: Session,
  id: PublicId,
  change: ChangeVaultRequest,
): Promise<void> {
  const guardian = findGuardian(house, id);
  if (id === asking.person) throw new RequestRefused("person.yourself", "nobody removes themselves");
  const left = noticeLeft(house, guardian);
  if (!house.presence.isShown(asking) && (left === undefined || left > 0))
    throw new PresenceRefused("presence.needed", "neither a day suspended nor anybody at the hub");
  const out = { kind: "person-out", person: id } as const;
  const devices = await ownDevices(house, { person: id });
  await changeVault(house, asking, change, {
    entries: [out],
    before: () => access.revoke(devices, id, asking.person),
    change: () => ({ gone: [id], invitations: withdrawnFor(house, id) }),
    ledger: [
      {
        at: house.clock.now(),
        kind: "guardian-removed",
        person: asking.person,
        subject: id,
        device: asking.device,
      },
    ],
  });
  // Whoever came in again in between.
  await access.revoke(await ownDevices(house, { person: id }), id, asking.person);
  house.remoteNames.dropPerson(id);
  tellPeople(house);
}

function findGuardian(house: House, id: PublicId): GuardianPerson {
  const guardian = guardians(house).find((one) => one.id === id);
  if (guardian === undefined) throw new RequestRefused("person.unknown", "no such guardian");
  return guardian;
}
