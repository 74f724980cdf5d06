/** The walk test: while somebody carries a toy about, its signal is told twice a second. Ends by itself. */
import type { BleEvent } from "../contract/ble-control.ts";
import type { PublicId } from "../contract/public-id.ts";
import type { House } from "./house.ts";
import { ownToy } from "./own-toy.ts";
import { assertOnline, isOnline } from "./room-online.ts";

const WALK_SECONDS = 120;

/** Of a toy that somebody walks with already: from the beginning. @throws RequestRefused `toy.unknown`, `room.offline` */
export async function startWalk(house: House, toy: PublicId): Promise<void> {
  const { room } = ownToy(house, toy);
  assertOnline(house, room);
  const id = house.newId();
  house.live.walks.set(toy, id);
  await house.toys.send(room, { kind: "watch-signal", id, toy, seconds: WALK_SECONDS });
}

/** @throws RequestRefused `toy.unknown` */
export async function stopWalk(house: House, toy: PublicId): Promise<void> {
  const { room } = ownToy(house, toy);
  const target = house.live.walks.get(toy);
  if (target === undefined) return;
  endWalk(house, toy);
  if (isOnline(house, room)) await house.toys.send(room, { kind: "cancel", id: house.newId(), target });
}

/** Only of the walk that was begun last. */
export function hearWalk(house: House, event: Extract<BleEvent, { kind: "signal" | "watch-ended" }>): void {
  const { id, toy } = event;
  if (house.live.walks.get(toy) !== id) return;
  if (event.kind === "watch-ended") endWalk(house, toy);
  else house.tell({ kind: "walk", toy, rssi: event.rssi, over: false });
}

/** Their room is gone, and with it every walk. */
export function dropWalks(house: House, here: ReadonlySet<string>): void {
  for (const toy of [...house.live.walks.keys()]) if (here.has(toy)) endWalk(house, toy);
}

export function endWalk(house: House, toy: PublicId): void {
  house.live.walks.delete(toy);
  house.tell({ kind: "walk", toy, rssi: null, over: true });
}
