/**
 * Toys of a house with several rooms: the room that hears a toy best holds it, and a room that is gone is followed by another. The hub decides
 * who asks; the rooms themselves know which toys are the family's, and believe each other alone (docs/rooms.md).
 *
 *   toy-place.ts says take ──▶ take-toy ──▶ passport, one epoch on ──▶ toy.room is durable ──▶ follow-toy to every room
 */
import type { BleEvent } from "../contract/ble-control.ts";
import type { PublicId } from "../contract/public-id.ts";
import { ms } from "../domain/duration.ts";
import { HOME } from "../domain/home-room.ts";
import { stateOf } from "../domain/message-state.ts";
import { LISTEN_MS, ToyPlace } from "../domain/toy-place.ts";
import type { Toy } from "../ports/household.ts";
import { deliverNext } from "./deliver-next.ts";
import type { House } from "./house.ts";
import type { KnownPassport } from "./live.ts";
import { isOnline } from "./room-online.ts";
import { tellToys } from "./search-toys.ts";
import { sendRoster } from "./send-roster.ts";
import { endWalk } from "./walk-with-toy.ts";
import { retireAgain } from "./withdraw-message.ts";

type Told<K extends BleEvent["kind"]> = Extract<BleEvent, { kind: K }>;

const LOOK_EVERY = ms(500);
/** After a start every room has this long to come back before its toys are looked for elsewhere. */
const COME_BACK_MS = 6_000;
/** From being asked until the link is up. */
const TAKEN_WITHIN_MS = 12_000;
/** A room that asked for a toy and did not hold it. */
const PUT_OFF_MS = 600_000;
const LISTEN_SECONDS = LISTEN_MS / 1_000;

/** Looks twice a second, where there are rooms of one house. */
export function startPlacingToys(house: House): Disposable {
  let stop: () => void = () => undefined;
  const from = house.clock.monotonic() + COME_BACK_MS;
  const look = () => {
    stop = house.clock.after(LOOK_EVERY, look);
    if (house.live.passports.size > 0) lookAtAll(house, from).catch(house.fail);
  };
  look();
  return { [Symbol.dispose]: () => stop() };
}

async function lookAtAll(house: House, from: number): Promise<void> {
  await tellOthers(house);
  if (house.clock.monotonic() < from) return;
  for (const toy of house.household.toys()) {
    const passport = house.live.passports.get(toy.id);
    if (toy.claimed && passport !== undefined) await place(house, toy, passport);
  }
}

/** Whether there is another room that could take its toys over: one that is alone holds on to what it has. */
async function tellOthers(house: House): Promise<void> {
  for (const room of house.toys.rooms()) {
    const own = houseOf(house, room);
    if (own === undefined) continue;
    const others = roomsOf(house, own).some((one) => one !== room);
    if (house.live.others.get(room) === others) continue;
    house.live.others.set(room, others);
    await house.toys.send(room, { kind: "rooms", id: house.newId(), others });
  }
}

async function place(house: House, toy: Toy, passport: KnownPassport): Promise<void> {
  const { live, clock, toys, newId } = house;
  const now = clock.monotonic();
  const there = placeOf(house, toy.id);
  const seen = toys.room(toy.room)?.toys.toys.find((one) => one.toy === toy.id);
  const isHeld = seen?.connected === true;
  const taking = live.takings.get(toy.id);
  if (taking !== undefined) {
    if (taking.room === toy.room && isHeld) live.takings.delete(toy.id);
    else if (now < taking.until) return;
    else {
      live.takings.delete(toy.id);
      there.putOff(taking.room, now + PUT_OFF_MS);
      house.log.warn("a room did not hold a toy that it asked for", {});
    }
  }
  const step = there.step(
    {
      room: toy.room,
      isThere: isOnline(house, toy.room) && isKnownRoom(house, toy.room),
      isHeld,
      isAtRest: seen?.loop == null && (live.activity.get(toy.id) ?? "idle") === "idle",
      others: roomsOf(house, passport.house).filter((room) => room !== toy.room),
    },
    now,
  );
  if (step.kind === "listen") {
    if (await isAwaited(house, toy)) return there.notFree(now);
    await toys.send(toy.room, { kind: "listen", id: newId(), toy: toy.id, seconds: LISTEN_SECONDS });
  }
  if (step.kind !== "take") return;
  if (step.room !== toy.room) {
    live.takings.set(toy.id, { room: step.room, until: now + TAKEN_WITHIN_MS });
    // A room that never held a toy believes the family of the passport, and has to have its roster by then.
    await sendRoster(house, step.room);
  }
  await toys.send(step.room, { kind: "take-toy", id: newId(), toy: toy.id });
}

/** Something is on its way to it, or a guardian waits for it. */
async function isAwaited({ messages, live }: House, toy: Toy): Promise<boolean> {
  if (live.walks.has(toy.id)) return true;
  const open = (await messages.open()).filter((record) => record.toy === toy.id);
  return open.some((record) => stateOf(record) === "delivering" || live.asked.has(record.id));
}

const placeOf = ({ live }: House, toy: PublicId): ToyPlace => {
  const known = live.places.get(toy) ?? new ToyPlace();
  live.places.set(toy, known);
  return known;
};

/** How the rooms of a house call it; `undefined`: this one has the key of none, or is away. */
const houseOf = (house: House, room: string): string | undefined =>
  isOnline(house, room) && isKnownRoom(house, room) ? house.toys.room(room)?.state.house : undefined;

const roomsOf = (house: House, name: string): readonly string[] =>
  house.toys.rooms().filter((room) => houseOf(house, room) === name);

const isKnownRoom = ({ rooms }: House, room: string): boolean =>
  room === HOME || rooms.all().some(({ id }) => id === room);

export function hearHeard(house: House, room: string, { toy, rssi }: Told<"heard">): void {
  if (houseOf(house, room) === undefined || !house.live.passports.has(toy)) return;
  placeOf(house, toy).hear(room, rssi, house.clock.monotonic());
}

export function hearListening(house: House, room: string, { toy, free }: Told<"listening">): void {
  const isIts = house.household.toys().some((one) => one.id === toy && one.room === room);
  if (isIts && !free) placeOf(house, toy).notFree(house.clock.monotonic());
}

/** A room is there, or there again: what others said of their toys meanwhile. */
export async function tellPassports(house: House, room: string): Promise<void> {
  house.live.others.delete(room);
  const own = houseOf(house, room);
  for (const [toy, passport] of house.live.passports)
    if (passport.house === own) await sendPassport(house, room, toy, passport);
}

/** What a room knows of a toy: kept for the others, and told to them. One that asks for it holds it from here on. */
export async function hearPassport(house: House, room: string, told: Told<"passport">): Promise<void> {
  const name = houseOf(house, room);
  if (name === undefined) return;
  const isMoved = await house.inTurn(() => takePassport(house, room, name, told));
  if (!isMoved) return;
  tellToys(house);
  await retireAgain(house, told.holder);
  await sendRoster(house, told.holder);
  await deliverNext(house);
}

/** @returns whether the toy is another room's now */
async function takePassport(
  house: House,
  room: string,
  name: string,
  { toy: id, holder, epoch, version, sealed }: Told<"passport">,
): Promise<boolean> {
  const { household, live } = house;
  const toy = household.toys().find((one) => one.id === id);
  const known = live.passports.get(id);
  // Not the family's yet, as far as is on this disk: it is told again.
  if (toy === undefined || !toy.claimed) return false;
  const next: KnownPassport = { holder, epoch, version, sealed, house: name };
  if (!isNews(toy, known, next)) {
    const isOwn = known?.holder === room && known.epoch === epoch && holder === room;
    if (known !== undefined) await sendPassport(house, room, id, isOwn ? { ...known, sealed: null } : known);
    return false;
  }
  const isMove = holder !== toy.room;
  if (isMove && !mayTake(house, room, toy, next)) {
    house.log.warn("a room asks for a toy unasked", {});
    if (known !== undefined) await sendPassport(house, room, id, known);
    return false;
  }
  if (isMove) await move(house, toy, next);
  live.passports.set(id, next);
  if (holder === room) await sendPassport(house, room, id, { ...next, sealed: null });
  for (const other of roomsOf(house, name)) if (other !== room) await sendPassport(house, other, id, next);
  return isMove;
}

function isNews({ room, moved }: Toy, known: KnownPassport | undefined, next: KnownPassport): boolean {
  const epoch = moved?.epoch ?? 0;
  // Told by who was away when it moved.
  if (next.epoch < epoch || (next.epoch === epoch && next.holder !== room)) return false;
  if (known === undefined || next.epoch > known.epoch) return true;
  return next.epoch === known.epoch && next.holder === known.holder && next.version > known.version;
}

/** It was asked to; or it held the toy before, and whoever was to hold it does not; or this process saw nothing yet of that toy. */
function mayTake(house: House, room: string, toy: Toy, { holder }: KnownPassport): boolean {
  const { live, toys } = house;
  if (!isKnownRoom(house, holder)) return false;
  const known = live.passports.get(toy.id);
  if (known === undefined) return true;
  if (holder !== room) return false;
  if (live.takings.get(toy.id)?.room === room) return true;
  const isHeld = toys.room(toy.room)?.toys.toys.some((seen) => seen.toy === toy.id && seen.connected);
  return toy.moved?.before === room && isHeld !== true;
}

async function move(house: House, toy: Toy, { holder, epoch }: KnownPassport): Promise<void> {
  const { household, live, clock } = house;
  const at = clock.now();
  const moved = { epoch, before: toy.room, at };
  await household.change({ toys: [{ ...toy, room: holder, moved }] }, [
    { at, kind: "toy-moved", person: null, subject: toy.id },
  ]);
  // What was asked of the other room is asked of this one.
  for (const record of await house.messages.open())
    if (record.toy === toy.id) {
      live.asked.delete(record.id);
      live.progress.delete(record.id);
      live.tries.delete(record.id);
    }
  for (const passing of [live.activity, live.standing, live.heldSince]) passing.delete(toy.id);
  endWalk(house, toy.id);
  house.log.info("a toy is another room's now", {});
}

const sendPassport = (
  house: House,
  room: string,
  toy: PublicId,
  {
    holder,
    epoch,
    version,
    sealed,
  }: Omit<KnownPassport, "sealed" | "house"> & { readonly sealed: string | null },
): Promise<void> =>
  house.toys.send(room, { kind: "follow-toy", id: house.newId(), toy, holder, epoch, version, sealed });
