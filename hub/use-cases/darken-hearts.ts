import type { Toy } from "../ports/household.ts";
import { quietUntil } from "./child-day.ts";
import type { House } from "./house.ts";
import { isOnline } from "./room-online.ts";

/**
 * Tells ble which hearts are to stay dark, as it is night at their child's, and which not any more. Told once for each change and each
 * room that comes back: ble remembers it over its own restarts. Safe to call at any time, any number of times. Call it in turn.
 */
export async function darkenHearts(house: House): Promise<void> {
  for (const toy of house.household.toys()) {
    if (!toy.claimed || !isOnline(house, toy.room)) continue;
    const dark = quietUntil(house, toy.child) !== undefined;
    if (house.live.dark.get(toy.id) === dark) continue;
    house.live.dark.set(toy.id, dark);
    await house.toys.send(toy.room, { kind: "heart", id: house.newId(), toy: toy.id, dark });
  }
}

/** The room forgot, or may have: it is told anew. */
export function forgetHearts(house: House, room: string): void {
  const here = (toy: Toy) => toy.room === room;
  for (const { id } of house.household.toys().filter(here)) house.live.dark.delete(id);
}
