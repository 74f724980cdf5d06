import type { PublicId } from "../contract/public-id.ts";
import { seconds } from "../domain/duration.ts";
import { HOME } from "../domain/home-room.ts";
import type { Child } from "../ports/household.ts";
import { verifiedRoster } from "../ports/verified-roster.ts";
import { RequestRefused } from "./errors.ts";
import { isGone } from "./gone-toy.ts";
import type { House } from "./house.ts";
import { assertOnline, isOnline } from "./room-online.ts";
import { sendRoster } from "./send-roster.ts";
import { maySpeakOf } from "./toys-of-room.ts";
import { viewToys } from "./view-house.ts";

const SEARCH_SECONDS = 120;
const PAW_SECONDS = 120;

export function tellToys(house: House): void {
  house.tell({ kind: "toys", ...viewToys(house) });
}

/** Looks in every room that answers. @throws RequestRefused `room.offline` */
export async function searchToys(house: House): Promise<void> {
  const rooms = house.toys.rooms().filter((room) => isOnline(house, room));
  if (rooms.length === 0) assertOnline(house, HOME);
  if (house.live.search !== undefined) return;
  const id = house.newId();
  house.live.search = { command: id, rooms: new Set(rooms) };
  house.live.claims.clear();
  // Its end is told by ble; should that be lost, the next search must not wait for it.
  house.clock.after(seconds(SEARCH_SECONDS + 10), () => {
    if (house.live.search?.command !== id) return;
    house.live.search = undefined;
    tellToys(house);
  });
  for (const room of rooms) await house.toys.send(room, { kind: "search", id, seconds: SEARCH_SECONDS });
  tellToys(house);
}

/** A room does not look any more: the search is over with the last one. */
export function endSearchOf({ live }: House, room: string): void {
  if (live.search === undefined) return;
  const rooms = new Set(live.search.rooms);
  rooms.delete(room);
  live.search = rooms.size === 0 ? undefined : { ...live.search, rooms };
}

export async function stopSearch(house: House): Promise<void> {
  if (house.live.search === undefined) return;
  const { rooms } = house.live.search;
  house.live.search = undefined;
  for (const room of rooms)
    if (isOnline(house, room)) await house.toys.send(room, { kind: "stop-search", id: house.newId() });
  tellToys(house);
}

/** Blinks the candidate's heart and waits for its paw: whoever presses it holds it. */
export async function claimToy(
  house: House,
  toy: PublicId,
  names: { readonly toyName: string; readonly childName: string },
): Promise<void> {
  const room = roomWith(house, toy) ?? HOME;
  assertOnline(house, room);
  const candidate = house.toys.room(room)?.toys.toys.find((seen) => seen.toy === toy);
  const isKnown = house.household.toys().some(({ id, claimed }) => id === toy && claimed);
  // What a search finds as nobody's, ble has forgotten (`pawpost ble trust --reset`): it takes a paw again.
  if (isKnown && (candidate?.claimed !== false || house.live.search === undefined))
    throw new RequestRefused("toy.already-claimed", "this toy is one of the family's already");
  if (candidate === undefined || isGone(house, toy))
    throw new RequestRefused("toy.unknown", "no such toy in reach");
  const { model, firmware, can } = candidate;
  const child = await childFor(house, toy, names.childName);
  const command = house.newId();
  await house.household.putToy(
    { id: toy, name: names.toyName, child: child.id, model, firmware, can, claimed: false, room },
    child,
  );
  house.live.claims.set(toy, { command, room, state: "connecting", failure: null });
  await sendRoster(house, room);
  await house.toys.send(room, { kind: "claim-toy", id: command, toy, child: child.id, seconds: PAW_SECONDS });
  tellToys(house);
}

/** The room whose process made up this id. */
const roomWith = (house: House, toy: PublicId): string | undefined =>
  house.toys
    .rooms()
    .find(
      (room) =>
        maySpeakOf(house, room, toy) && house.toys.room(room)?.toys.toys.some((seen) => seen.toy === toy),
    );

/** A toy that was lent, and is claimed anew, is whose the roster says: no other stamp would count for it. */
async function childFor(house: House, toy: PublicId, name: string): Promise<Child> {
  const { household } = house;
  const lentTo = (await verifiedRoster(household)).toys.get(toy);
  const children = household.children();
  const known = children.find(({ id }) => id === lentTo) ?? children.find((child) => child.name === name);
  // Of a toy that is nobody's the roster names an id already.
  return known ?? { id: lentTo ?? house.newId(), name };
}

export async function stopClaim(house: House, toy: PublicId): Promise<void> {
  const claim = house.live.claims.get(toy);
  if (claim === undefined) return;
  await house.toys.send(claim.room, { kind: "cancel", id: house.newId(), target: claim.command });
  house.live.claims.delete(toy);
  tellToys(house);
}
