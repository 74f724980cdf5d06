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
