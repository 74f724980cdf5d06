import type { HouseState, MessageView, ToyView } from "../../hub/contract/api.ts";
import type { PeopleList } from "../../hub/contract/invitations.ts";
import { ownZone } from "./moments.ts";
import { words } from "./words.ts";

export const childName = (house: HouseState, id: string): string =>
  house.children.find((child) => child.id === id)?.name ?? words.someChild;

/** A toy whose child was erased: the family's, and nobody's. */
export const isFree = (house: HouseState, toy: ToyView): boolean =>
  !house.children.some(({ id }) => id === toy.child);

export const toyName = (house: HouseState, id: string | null): string =>
  [...house.toys, ...house.goneToys].find((toy) => toy.id === id)?.name ?? words.someToy;

/** A toy that a guardian removed. */
export const isGoneToy = (house: HouseState, id: string | null): boolean =>
  house.goneToys.some((toy) => toy.id === id);

/** Of a room that was removed the hub knows its id alone (`hub/contract/rooms.ts`). */
export const isInGoneRoom = ({ room }: ToyView): boolean => room !== null && /^room-[0-9a-f]{8}$/.test(room);

/** Where the child is: `undefined` of one who is not known. */
export const zoneOf = (house: HouseState, id: string): string | undefined =>
  house.children.find((child) => child.id === id)?.times.zone;

/** Whose midnights part the days of the timeline: those of the child who is at home in the page, or else of the first one. */
export const zoneOfDays = (house: HouseState, home: string | undefined): string =>
  zoneOf(house, home ?? "") ?? house.children[0]?.times.zone ?? ownZone();

export type KnownPeople = PeopleList | undefined;

/**
 * Who somebody is, in words; `undefined` for nobody.
 * @param own who is signed in
 * @param people as far as the page knows them: somebody who has gone is nobody's name any more
 */
export function personName(
  person: string | null,
  own: string | undefined,
  people: KnownPeople,
): string | undefined {
  if (person === null) return undefined;
  return person === own ? words.safety.you : (nameIn(people, person) ?? words.message.fromSomebody);
}

/** What somebody is called. Whose an invitation is counts last: a relative who gets a new link has a name already. */
export function nameIn(people: KnownPeople, person: string): string | undefined {
  const all = people === undefined ? [] : [...people.guardians, ...people.relatives, ...people.former];
  return (
    all.find(({ id }) => id === person)?.name ??
    people?.invitations.find((invitation) => invitation.person === person)?.name
  );
}

export const toyOf = (house: HouseState, message: MessageView): ToyView | undefined =>
  house.toys.find((toy) => toy.id === message.toy);

/** Who a message is from, in words. @param person who is signed in */
export function authorName(
  house: HouseState,
  message: MessageView,
  person: string | undefined,
  people: KnownPeople,
): string {
  if (message.direction === "from-toy") return childName(house, message.child);
  if (message.author === null) return words.message.fromNobody;
  return message.author === person
    ? words.message.fromYou
    : (nameIn(people, message.author) ?? words.message.fromSomebody);
}
