import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";

type Rooms = Pick<House, "toys">;

/** Whether the radio process of a room answers. */
export const isOnline = ({ toys }: Rooms, room: string): boolean => toys.room(room)?.state.state === "online";

/** @throws RequestRefused `room.offline` */
export function assertOnline(house: Rooms, room: string): void {
  if (!isOnline(house, room)) throw new RequestRefused("room.offline", "the radio process is not connected");
}
