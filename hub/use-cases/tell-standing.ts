import type { BleCommand } from "../contract/ble-control.ts";
import type { Toy } from "../ports/household.ts";
import { careNow } from "./care-now.ts";
import { isQuietAt } from "./child-day.ts";
import type { House } from "./house.ts";
import { isOnline } from "./room-online.ts";

type Standing = Extract<BleCommand, { kind: "heart" | "mailbox" | "care" }>;
type Wish = { [K in Standing["kind"]]: Omit<Extract<Standing, { kind: K }>, "id"> }[Standing["kind"]];

/** What holds of a toy until it is said otherwise, as it is just now. */
const WISHES: readonly ((house: House, toy: Toy) => Wish)[] = [
  (house, toy) => ({ kind: "heart", toy: toy.id, dark: isQuietAt(house, toy) }),
  // Paws that are answered.
  (_, { id, mailbox }) => ({ kind: "mailbox", toy: id, on: mailbox === true }),
  (house, toy) => ({ kind: "care", toy: toy.id, ...careNow(house, toy) }),
];

/**
 * Tells ble of each toy what holds until it is said otherwise. Told once for each change and each room that comes back: ble remembers it
 * over its own restarts. Safe to call at any time, any number of times. Call it in turn.
 */
export async function tellStanding(house: House): Promise<void> {
  for (const wishOf of WISHES)
    for (const toy of house.household.toys()) {
      if (!toy.claimed || !isOnline(house, toy.room)) continue;
      const wish = wishOf(house, toy);
      const now = JSON.stringify(wish);
      const told = house.live.standing.get(toy.id);
      if (told?.[wish.kind] === now) continue;
      house.live.standing.set(toy.id, { ...told, [wish.kind]: now });
      await house.toys.send(toy.room, { ...wish, id: house.newId() });
    }
}

/** The room forgot, or may have: it is told anew. */
export function forgetStanding(house: House, room: string): void {
  const here = (toy: Toy) => toy.room === room;
  for (const { id } of house.household.toys().filter(here)) house.live.standing.delete(id);
}
