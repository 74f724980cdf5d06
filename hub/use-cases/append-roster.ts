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
  const { after, read } = await extend(before, [entry]);
  const [first] = read;
  if (first === undefined) throw new TypeError("one entry is one that was read");
  return { before, after, ...first };
}

/** The same for several entries that follow each other. */
export async function growRosterBy(
  { household }: Pick<House, "household">,
  entries: readonly string[],
): Promise<{ readonly after: Roster; readonly read: readonly RosterEntry[] }> {
  const { after, read } = await extend(await verifiedRoster(household), entries);
  return { after, read: read.map(({ entry }) => entry) };
}

async function extend(before: Roster, entries: readonly string[]) {
  try {
    const after = await extendRoster(before, entries);
    const read = await Promise.all(
      entries.map(async (entry) => {
        const one = await readRosterEntry(entry);
        if (one === undefined) throw new SignatureError("roster.malformed", "no entry");
        return { entry: one.entry, signer: one.signer };
      }),
    );
    return { after, read };
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
