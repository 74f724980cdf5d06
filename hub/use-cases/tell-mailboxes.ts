import type { Toy } from "../ports/household.ts";
import type { House } from "./house.ts";
import { isOnline } from "./room-online.ts";

/**
 * Tells ble which toys' paws to answer, and which not any more. Told once for each change and each room that comes back: ble remembers it
 * over its own restarts. Safe to call at any time, any number of times. Call it in turn.
 */
export async function tellMailboxes(house: House): Promise<void> {
  for (const toy of house.household.toys()) {
    if (!toy.claimed || !isOnline(house, toy.room)) continue;
    const on = toy.mailbox === true;
    if (house.live.mailboxes.get(toy.id) === on) continue;
    house.live.mailboxes.set(toy.id, on);
    await house.toys.send(toy.room, { kind: "mailbox", id: house.newId(), toy: toy.id, on });
  }
}

/** The room forgot, or may have: it is told anew. */
export function forgetMailboxes(house: House, room: string): void {
  const here = (toy: Toy) => toy.room === room;
  for (const { id } of house.household.toys().filter(here)) house.live.mailboxes.delete(id);
}
