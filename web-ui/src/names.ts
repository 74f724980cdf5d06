import type { HouseState, MessageView, ToyView } from "../../hub/contract/api.ts";
import { words } from "./words.ts";

export const childName = (house: HouseState, id: string): string =>
  house.children.find((child) => child.id === id)?.name ?? words.someChild;

export const toyName = (house: HouseState, id: string | null): string =>
  house.toys.find((toy) => toy.id === id)?.name ?? words.someToy;

/** Who somebody is, in words; `undefined` for nobody. @param own who is signed in */
export function personName(person: string | null, own: string | undefined): string | undefined {
  if (person === null) return undefined;
  return person === own ? words.safety.you : words.message.fromGuardian;
}

export const toyOf = (house: HouseState, message: MessageView): ToyView | undefined =>
  house.toys.find((toy) => toy.id === message.toy);

/** Who a message is from, in words. @param person who is signed in */
export function authorName(house: HouseState, message: MessageView, person: string | undefined): string {
  if (message.direction === "from-toy") return childName(house, message.child);
  if (message.author === null) return words.message.fromNobody;
  return message.author === person ? words.message.fromYou : words.message.fromGuardian;
}
