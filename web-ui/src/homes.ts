import type { HouseState, MessageView, ToyView } from "../../hub/contract/api.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { isUnstamped } from "../../hub/domain/message-state.ts";

/** What home shows of one child. */
export interface Home {
  readonly child: PublicId;
  readonly name: string;
  /** None while its toy is with another child. */
  readonly toys: readonly ToyView[];
  /** How many messages wait for a guardian to listen. */
  readonly waiting: number;
}

/** A home for each child who has a toy, or of whom there are messages; who has a toy first. */
export function homesOf({ children, toys, messages }: HouseState): readonly Home[] {
  return children
    .map(({ id, name }) => ({
      child: id,
      name,
      toys: toys.filter(({ child }) => child === id),
      waiting: messages.filter(({ child, state }) => child === id && isUnstamped(state)).length,
    }))
    .filter((home) => home.toys.length > 0 || messages.some(({ child }) => child === home.child))
    .sort((one, other) => Number(other.toys.length > 0) - Number(one.toys.length > 0));
}

/** Those of one child. Those of nobody who is known are shown at every home: they are lost at none. */
export function messagesAt(house: HouseState, home: Home | undefined): readonly MessageView[] {
  if (home === undefined) return house.messages;
  const others = new Set(house.children.map(({ id }) => id).filter((id) => id !== home.child));
  return house.messages.filter(({ child }) => !others.has(child));
}
