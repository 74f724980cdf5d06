import { SignatureError } from "../contract/errors.ts";
import type { PublicKey } from "../contract/jws.ts";
import type { PublicId } from "../contract/public-id.ts";
import { extendRoster, type Roster } from "../contract/roster.ts";
import { type RosterEntry, readRosterEntry } from "../contract/roster-entry.ts";
import { verifiedRoster } from "../ports/verified-roster.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { sendRosterToAll } from "./send-roster.ts";

/** More than a line in the chain hangs on every other kind, and each has a route that does the rest. */
const OF_DEVICES: ReadonlySet<RosterEntry["kind"]> = new Set(["device", "device-out"]);

/** The roster as it is, and as one more entry would make it. Nothing is kept. @throws RequestRefused `roster.refused` */
export async function growRoster(
  { household }: Pick<House, "household">,
  entry: string,
): Promise<{
  readonly before: Roster;
  readonly after: Roster;
  readonly entry: RosterEntry;
  readonly signer: PublicKey;
}> {
  const before = await verifiedRoster(household);
  try {
    const after = await extendRoster(before, [entry]);
    const read = await readRosterEntry(entry);
    if (read === undefined) throw new SignatureError("roster.malformed", "no entry");
    return { before, after, entry: read.entry, signer: read.signer };
  } catch (cause) {
    if (!(cause instanceof SignatureError)) throw cause;
    throw new RequestRefused("roster.refused", cause.code, { cause });
  }
}

/**
 * Adds one entry about a device; whether it counts is decided by the chain alone. The same entry twice is one.
 * @returns the devices that it took out, and whose they were: their sessions are to end
 */
export async function appendRoster(
  house: House,
  entry: string,
  by: PublicId,
): Promise<readonly (readonly [PublicKey, PublicId])[]> {
  const out = await house.inTurn(async () => {
    const known = house.household.roster();
    if (known.at(-1) === entry) return [];
    const { before, after, entry: read } = await growRoster(house, entry);
    if (!OF_DEVICES.has(read.kind))
      throw new RequestRefused("roster.refused", "not about a device: there is a route of its own for it");
    await house.household.appendRoster(entry, [
      { at: house.clock.now(), kind: "roster-grew", person: by, subject: null },
    ]);
    return [...before.devices].filter(([device]) => !after.devices.has(device));
  });
  await sendRosterToAll(house);
  return out;
}
