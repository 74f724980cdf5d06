import type { BleEvent } from "../contract/ble-control.ts";
import { isOnToy, type MessageState } from "../domain/message-state.ts";
import type { Toy } from "../ports/household.ts";
import type { House } from "./house.ts";

/** The toys that a room has, by their ids. */
export const toysOfRoom = ({ household }: Pick<House, "household">, room: string): ReadonlySet<string> =>
  new Set(household.toys().flatMap((toy: Toy) => (toy.room === room ? [toy.id] : [])));

/**
 * Whether a room may speak of this toy: its own, and one that is nobody's yet. What it says of another room's toy is not heard, whoever
 * speaks there: no room can have a message taken for heard that lies on a toy elsewhere.
 */
export function maySpeakOf({ household }: Pick<House, "household">, room: string, toy: string): boolean {
  const known = household.toys().find(({ id }) => id === toy);
  return known === undefined || known.room === room;
}

/**
 * Whether the room that held this toy before may still tell it: what it saw until another one took over, and could not say as it was cut off.
 * No more of a message than what may have been there by then.
 */
export async function mayTellLate(
  { household, messages }: Pick<House, "household" | "messages">,
  room: string,
  event: Extract<BleEvent, { readonly toy: unknown }>,
): Promise<boolean> {
  const moved = household.toys().find(({ id }) => id === event.toy)?.moved;
  if (moved?.before !== room) return false;
  if (event.kind === "gap" || event.kind === "recording-ready") return true;
  if (event.kind !== "delivered" && event.kind !== "played") return false;
  const record = await messages.get(event.message);
  const wasThere = (state: MessageState) => state === "delivering" || isOnToy(state);
  return record?.history.some(({ state, at }) => wasThere(state) && at <= moved.at) === true;
}
