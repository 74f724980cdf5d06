import type { PublicId } from "../contract/public-id.ts";
import { seconds } from "../domain/duration.ts";
import type { Child } from "../ports/household.ts";
import { verifiedRoster } from "../ports/verified-roster.ts";
import { RequestRefused } from "./errors.ts";
import { isGone } from "./gone-toy.ts";
import type { House } from "./house.ts";
import { assertOnline, isOnline } from "./room-online.ts";
import { sendRoster } from "./send-roster.ts";
import { viewToys } from "./view-house.ts";

const SEARCH_SECONDS = 120;
const PAW_SECONDS = 120;
/** One room until others can join. */
const ROOM = "home";

export function tellToys(house: House): void {
  house.tell({ kind: "toys", ...viewToys(house) });
}

export async function searchToys(house: House): Promise<void> {
  assertOnline(house, ROOM);
  if (house.live.search !== undefined) return;
  const id = house.newId();
  house.live.search = id;
  house.live.claims.clear();
  // Its end is told by ble; should that be lost, the next search must not wait for it.
  house.clock.after(seconds(SEARCH_SECONDS + 10), () => {
    if (house.live.search !== id) return;
    house.live.search = undefined;
    tellToys(house);
  });
  await house.toys.send(ROOM, { kind: "search", id, seconds: SEARCH_SECONDS });
  tellToys(house);
}

export async function stopSearch(house: House): Promise<void> {
  if (house.live.search === undefined) return;
  house.live.search = undefined;
  if (isOnline(house, ROOM)) {
    await house.toys.send(ROOM, { kind: "stop-search", id: house.newId() });
  }
  tellToys(house);
}

/** Blinks the candidate's heart and waits for its paw: whoever presses it holds it. */
export async function claimToy(
  house: House,
  toy: PublicId,
  names: { readonly toyName: string; readonly childName: string },
): Promise<void> {
  assertOnline(house, ROOM);
  const candidate = house.toys.room(ROOM)?.toys.toys.find((seen) => seen.toy === toy);
  const isKnown = house.household.toys().some(({ id, claimed }) => id === toy && claimed);
  // What a search finds as nobody's, ble has forgotten (`pawpost ble trust --reset`): it takes a paw again.
  if (isKnown && (candidate?.claimed !== false || house.live.search === undefined))
    throw new RequestRefused("toy.already-claimed", "this toy is one of the family's already");
  if (candidate === undefined || isGone(house, toy))
    throw new RequestRefused("toy.unknown", "no such toy in reach");
  const { model, firmware } = candidate;
  const child = await childFor(house, toy, names.childName);
  const command = house.newId();
  await house.household.putToy(
    { id: toy, name: names.toyName, child: child.id, model, firmware, claimed: false, room: ROOM },
    child,
  );
  house.live.claims.set(toy, { command, state: "connecting", failure: null });
  await sendRoster(house, ROOM);
  await house.toys.send(ROOM, { kind: "claim-toy", id: command, toy, child: child.id, seconds: PAW_SECONDS });
  tellToys(house);
}

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
  await house.toys.send(ROOM, { kind: "cancel", id: house.newId(), target: claim.command });
  house.live.claims.delete(toy);
  tellToys(house);
}
