import { publicId } from "../contract/public-id.ts";
import type { House } from "./house.ts";
import { isOnline } from "./room-online.ts";

/** The readable copy goes, and ble remembers that this message is over. */
export async function retire(house: House, id: string, toy: string | null): Promise<void> {
  await house.waiting.delete(id);
  const room = house.household.toys().find((known) => known.id === toy)?.room;
  if (room !== undefined && isOnline(house, room)) await sendRetire(house, room, id);
}

export const sendRetire = (house: House, room: string, id: string): Promise<void> =>
  house.toys.send(room, { kind: "retire", id: house.newId(), message: publicId.parse(id) });
