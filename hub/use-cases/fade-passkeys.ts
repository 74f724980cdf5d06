/**
 * Passkeys that nobody uses fade: of a name that the family left, of a phone that was given away. After {@link NOTICE_FROM_DAYS} days
 * without a use every guardian is told, and the list of ways in says how long it stays; after {@link FADES_AFTER_DAYS} it goes. One
 * use, at any time, and it begins anew. Never from somebody who would be left without a way in that stands alone.
 */
import type { PublicId } from "../contract/public-id.ts";
import { FADES_AFTER_DAYS, NOTICE_FROM_DAYS } from "../contract/slots.ts";
import { hours } from "../domain/duration.ts";
import { countIdle } from "../domain/idle-days.ts";
import { standsAlone } from "../domain/stands-alone.ts";
import type { Person, Slot } from "../ports/household.ts";
import type { LedgerEntry } from "../ports/ledger.ts";
import type { House } from "./house.ts";

/** A day is noted once; the rest of its looks find nothing to do. */
const LOOK_AGAIN = hours(1);

/** Looks at once, and every hour. */
export function startFading(house: House): Disposable {
  let stop: () => void = () => undefined;
  const look = () => {
    stop = house.clock.after(LOOK_AGAIN, look);
    fadePasskeys(house).catch(house.fail);
  };
  look();
  return { [Symbol.dispose]: () => stop() };
}

async function fadePasskeys(house: House): Promise<void> {
  for (const { id, slots } of house.household.people()) {
    const { changed, notes } = ageSlots(house, id, slots);
    if (changed === slots) continue;
    // Used in between, or changed: the next look sees to it.
    const age = (now: Person) => (now.slots === slots ? { ...now, slots: changed } : undefined);
    await house.household.changePerson(id, age, notes);
  }
}

/** @returns the very same slots where nothing is to be noted */
function ageSlots(
  { clock, lived }: Pick<House, "clock" | "lived">,
  person: PublicId,
  slots: readonly Slot[],
): { readonly changed: readonly Slot[]; readonly notes: readonly LedgerEntry[] } {
  if (!slots.some(standsAlone)) return { changed: slots, notes: [] };
  const notes: LedgerEntry[] = [];
  const note = (kind: LedgerEntry["kind"], subject: PublicId) =>
    void notes.push({ at: clock.now(), kind, person, subject });
  const aged = slots.flatMap((slot): Slot[] => {
    if (slot.kind !== "passkey") return [slot];
    const idle = countIdle(slot.idle, lived.now());
    if (idle === slot.idle) return [slot];
    if (idle.days === NOTICE_FROM_DAYS) note("passkey-fading", slot.id);
    if (idle.days < FADES_AFTER_DAYS) return [{ ...slot, idle }];
    note("passkey-faded", slot.id);
    return [];
  });
  const isSame = aged.length === slots.length && aged.every((slot, at) => slot === slots[at]);
  return { changed: isSame ? slots : aged, notes };
}
