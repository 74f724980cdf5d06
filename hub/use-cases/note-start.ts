import { SignatureError } from "../contract/errors.ts";
import type { LedgerKind } from "../contract/ledger.ts";
import { HubError } from "../domain/hub-error.ts";
import { verifiedRoster } from "../ports/verified-roster.ts";
import type { House } from "./house.ts";

/**
 * Writes down how the hub came to start, and looks through what it wrote before: guardians are told what is wrong with either.
 * A hub without a guardian has nobody to tell, and one without room for a line must not end for it.
 */
export async function noteStart(
  house: House,
  started: { readonly afterKill: boolean; readonly withLostIndex: boolean },
): Promise<void> {
  if (house.household.people().length === 0 || (await house.disk.look()) === "nothing") return;
  if (started.afterKill) await note(house, "hub-stopped");
  if (started.withLostIndex) await note(house, "index-rebuilt");
  if (!(await doesHistoryHold(house))) await note(house, "history-broken");
}

const note = (house: House, kind: LedgerKind): Promise<void> =>
  house.ledger.append({ at: house.clock.now(), kind, person: null, subject: null });

async function doesHistoryHold(house: House): Promise<boolean> {
  try {
    for await (const _ of house.ledger.entries());
    await verifiedRoster(house.household);
    return true;
  } catch (error) {
    if (error instanceof SignatureError || (error instanceof HubError && BROKEN.has(error.code)))
      return false;
    throw error;
  }
}

/** What the store says of a chain that does not hold, and of an entry that does not open. */
const BROKEN: ReadonlySet<string> = new Set(["store.ledger-broken", "store.damaged"]);
