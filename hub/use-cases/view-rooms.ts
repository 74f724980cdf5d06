import type { RoomList } from "../contract/rooms.ts";
import { HOME } from "../domain/home-room.ts";
import type { House } from "./house.ts";
import { isOnline } from "./room-online.ts";
import { tellToys } from "./search-toys.ts";

const iso = (at: number) => new Date(at).toISOString();

/** The rooms beside the one where the hub is, in the order in which they joined, and what one more can join by. */
export function viewRooms(house: House): RoomList {
  const { rooms, live } = house;
  const pending = rooms.pending();
  const keys = Map.groupBy([HOME, ...rooms.all().map(({ id }) => id)], (room) =>
    isOnline(house, room) ? house.toys.room(room)?.state.house : undefined,
  );
  const goTo = (room: string) =>
    [...keys].some(([key, some]) => key !== undefined && some.length > 1 && some.includes(room));
  return {
    rooms: rooms
      .all()
      .toSorted((one, other) => one.joinedAt - other.joinedAt)
      .map(({ id, title, joinedAt }) => {
        const isReached = isOnline(house, id);
        const silentSince = isReached ? undefined : live.silentSince.get(id);
        return {
          id,
          name: title,
          joinedAt: iso(joinedAt),
          isReached,
          silentSince: silentSince === undefined ? null : iso(silentSince),
          takesOver: isReached && goTo(id),
        };
      }),
    invitation:
      pending === undefined
        ? null
        : { name: pending.title, until: iso(pending.until), isComparing: pending.isComparing },
  };
}

/** A toy says by its room's name where it is held. */
export function tellRooms(house: House): void {
  house.tell({ kind: "rooms", count: house.rooms.all().length });
  tellToys(house);
}
