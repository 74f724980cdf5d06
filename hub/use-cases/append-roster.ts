import { SignatureError } from "../contract/errors.ts";
import type { PublicId } from "../contract/public-id.ts";
import { verifyRoster } from "../contract/roster.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { sendRoster } from "./send-roster.ts";

/** Adds one entry that a guardian signed; whether it counts is decided by the chain alone. The same entry twice is one. */
export async function appendRoster(house: House, entry: string, by: PublicId): Promise<void> {
  await house.inTurn(async () => {
    const known = house.household.roster();
    if (known.at(-1) === entry) return;
    await verifyRoster([...known, entry]).catch((cause: unknown) => {
      if (!(cause instanceof SignatureError)) throw cause;
      throw new RequestRefused("roster.refused", cause.code, { cause });
    });
    await house.household.appendRoster(entry);
    await house.ledger.append({ at: house.clock.now(), kind: "roster-grew", person: by, subject: null });
  });
  for (const room of new Set(house.household.toys().map((toy) => toy.room))) await sendRoster(house, room);
}
