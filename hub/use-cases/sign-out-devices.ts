import { SignatureError } from "../contract/errors.ts";
import type { PublicKey } from "../contract/jws.ts";
import { extendRoster, type Roster } from "../contract/roster.ts";
import type { Access } from "../ports/access.ts";
import type { Household, Session } from "../ports/household.ts";
import { verifiedRoster } from "../ports/verified-roster.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { ownDevices } from "./list-devices.ts";
import { sendRosterToAll } from "./send-roster.ts";

/**
 * Takes other devices of a guardian's off: their sessions first, at once and durably, then their places in the roster.
 * Each that the roster names needs its `device-out`, signed with the guardian's own key: so this takes the passphrase, and
 * whoever merely holds an unlocked phone cannot shut the others out.
 * @throws RequestRefused `device.unknown`, also for another guardian's; `device.this-one`, `device.not-signed`, `roster.refused`
 */
export async function signOutDevices(
  house: House,
  access: Access,
  asking: Session,
  wish: { readonly devices: readonly PublicKey[] | "all-others"; readonly entries: readonly string[] },
): Promise<void> {
  const { household } = house;
  const own = await ownDevices(house, asking);
  const devices =
    wish.devices === "all-others" ? own.filter((device) => device !== asking.device) : wish.devices;
  if (devices.some((device) => !own.includes(device)))
    throw new RequestRefused("device.unknown", "not one of this guardian's");
  if (devices.includes(asking.device))
    throw new RequestRefused("device.this-one", "signed out by DELETE /session");

  await assertEntriesFit(household, devices, wish.entries);
  // Not in the queue of the house's changes: whatever else goes on, this holds within a second.
  await access.revoke(devices, asking.person, asking.person);
  await house.inTurn(async () => {
    // The roster may have grown meanwhile; the sessions are over all the same, and the page signs again.
    await assertEntriesFit(household, devices, wish.entries);
    const at = house.clock.now();
    const note = { at, kind: "roster-grew", person: asking.person, subject: null } as const;
    for (const entry of wish.entries) await household.appendRoster(entry, [note]);
  });
  if (wish.entries.length > 0) await sendRosterToAll(house);
}

/** One entry for each device that counts, and nothing else among them: as many as there are devices to go, and all gone. */
async function assertEntriesFit(
  household: Household,
  devices: readonly PublicKey[],
  entries: readonly string[],
): Promise<void> {
  const before = await verifiedRoster(household);
  const counting = devices.filter((device) => before.devices.has(device));
  if (entries.length < counting.length)
    throw new RequestRefused("device.not-signed", "the roster would still name a device");
  const after = await extend(before, entries);
  if (entries.length !== counting.length || counting.some((device) => after.devices.has(device)))
    throw new RequestRefused("roster.refused", "other entries than these devices' own");
}

async function extend(before: Roster, entries: readonly string[]): Promise<Roster> {
  try {
    return await extendRoster(before, entries);
  } catch (cause) {
    if (!(cause instanceof SignatureError)) throw cause;
    throw new RequestRefused("roster.refused", cause.code, { cause });
  }
}
