import type { ToyCare } from "../contract/toy-care-now.ts";
import type { Toy } from "../ports/household.ts";
import { careNow } from "./care-now.ts";
import type { House } from "./house.ts";
import { isOnline } from "./room-online.ts";

/**
 * Tells ble how each toy is to be cared for now. Told once for each change and each room that comes back: ble remembers it over its own
 * restarts. Safe to call at any time, any number of times. Call it in turn.
 */
export async function tellCare(house: House): Promise<void> {
  for (const toy of house.household.toys()) {
    if (!toy.claimed || !isOnline(house, toy.room)) continue;
    const care = careNow(house, toy);
    if (isSame(house.live.care.get(toy.id), care)) continue;
    house.live.care.set(toy.id, care);
    await house.toys.send(toy.room, { kind: "care", id: house.newId(), toy: toy.id, ...care });
  }
}

const isSame = (one: ToyCare | undefined, other: ToyCare): boolean =>
  one !== undefined && (Object.keys(other) as (keyof ToyCare)[]).every((key) => one[key] === other[key]);

/** The room forgot, or may have: it is told anew. */
export function forgetCare(house: House, room: string): void {
  const here = (toy: Toy) => toy.room === room;
  for (const { id } of house.household.toys().filter(here)) house.live.care.delete(id);
}
