import type { House } from "./house.ts";

/** Leaves room for the envelope in 4 KiB. */
const PIECE_BYTES = 3_500;

/** Tells every room that has a toy of the family's, or could be given one. */
export async function sendRosterToAll(house: House): Promise<void> {
  const ofHouse = house.toys.rooms().filter((room) => house.toys.room(room)?.state.house !== undefined);
  for (const room of new Set([...house.household.toys().map((toy) => toy.room), ...ofHouse]))
    await sendRoster(house, room);
}

/** Tells a room whose stamps count. ble believes only what a guardian it has pinned signed. */
export async function sendRoster(house: House, room: string): Promise<void> {
  const all = [...house.household.roster()];
  for (let from = 0; from < all.length; ) {
    const entries: string[] = [];
    let bytes = 0;
    for (const entry of all.slice(from)) {
      bytes += entry.length + 3;
      if (entries.length > 0 && bytes > PIECE_BYTES) break;
      entries.push(entry);
    }
    await house.toys.send(room, { kind: "roster", id: house.newId(), from, total: all.length, entries });
    from += entries.length;
  }
}
