import { SignatureError } from "../contract/errors.ts";
import type { PublicKey } from "../contract/jws.ts";
import type { PublicId } from "../contract/public-id.ts";
import { verifyRoster } from "../contract/roster.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { sendRosterToAll } from "./send-roster.ts";

/**
 * Adds one entry that a guardian signed; whether it counts is decided by the chain alone. The same entry twice is one.
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
    const before = await verifyRoster(known);
    const after = await verifyRoster([...known, entry]).catch((cause: unknown) => {
      if (!(cause instanceof SignatureError)) throw cause;
      throw new RequestRefused("roster.refused", cause.code, { cause });
    });
    await house.household.appendRoster(entry, [
      { at: house.clock.now(), kind: "roster-grew", person: by, subject: null },
    ]);
    return [...before.devices].filter(([device]) => !after.devices.has(device));
  });
  await sendRosterToAll(house);
  return out;
}
