/** The rooms that joined, the code by which one more may, and the door for them: open while there is either, and not else. */

import { displayName } from "../contract/display-name.ts";
import type { LedgerKind } from "../contract/ledger.ts";
import type { JoinOffer } from "../contract/room-line.ts";
import { keepTended } from "../house-network/keep-tended.ts";
import type { Place } from "../house-network/open-listeners.ts";
import { makePinnedIdentity, pinOf } from "../pinned-tls/self-signed.ts";
import type { Clock } from "../ports/clock.ts";
import type { LedgerEntry } from "../ports/ledger.ts";
import type { Logger } from "../ports/logger.ts";
import { type RoomAsker, RoomRefused, type RoomStore, type Rooms } from "../ports/rooms.ts";
import { type JoinCodes, makeJoinCodes } from "./join-code.ts";
import { type BesideRooms, openRoomDoor, type RoomDoor, type RoomDoorParts } from "./open-room-door.ts";

const MOST_ROOMS = 15;

/** The door in the house that rooms have, for who comes in there beside them. */
export interface HouseDoor {
  /** By the hub's key there, which is made when somebody first asks. */
  pin(): Promise<string>;
  /** Open where it is to be, and nowhere else. @returns where it listens, as `192.168.1.7:8883` */
  tend(): Promise<readonly string[]>;
}

export async function keepRooms(
  parts: Pick<RoomDoorParts, "admitMqtt" | "admitClips"> & {
    readonly beside?: BesideRooms;
    readonly store: RoomStore;
    readonly clock: Clock;
    readonly log: Logger;
    /** As they are now. */
    places(): readonly Place[];
    /** Of the family; empty before there is one. */
    roster(): readonly string[];
    /** Ends what hangs on a room beside its lines. */
    ended(room: string): void;
    /** There is another room, or one less, or it is called otherwise; or what is pending is another. */
    changed(): void;
    random(bytes: number): Uint8Array;
    fail(error: unknown): void;
  },
): Promise<Rooms & AsyncDisposable & { readonly door: HouseDoor }> {
  const { store, clock, log, random, fail } = parts;
  let ways: { readonly door: RoomDoor; readonly codes: JoinCodes } | undefined;
  /** Whose code is the last that was made. */
  let maker: RoomAsker = null;
  let isClosing = false;

  const entry = (kind: LedgerKind, subject: string | null, by: RoomAsker = null): LedgerEntry => ({
    at: clock.now(),
    kind,
    person: by?.person ?? null,
    subject,
    ...(by !== null && { device: by.device }),
  });
  const find = (id: string) => {
    const room = store.all().find((one) => one.id === id);
    if (room === undefined) throw new RoomRefused("room.unknown", "there is no such room");
    return room;
  };
  const readTitle = (text: string, besides?: string) => {
    const title = displayName.safeParse(text);
    if (!title.success) throw new RoomRefused("room.bad-name", "a room's name has 1 to 32 characters");
    const isTaken = store.all().some((room) => room.id !== besides && room.title === title.data);
    if (isTaken) throw new RoomRefused("room.same-name", "another room is called so");
    return title.data;
  };

  const openWays = async () => {
    if (ways !== undefined) return ways;
    const identity = store.identity() ?? makePinnedIdentity();
    if (store.identity() === undefined) await store.putIdentity(identity);
    const codes = makeJoinCodes({
      pin: pinOf(identity.key),
      clock,
      random,
      fail,
      offer: (title) => ({
        room: `room-${Buffer.from(random(4)).toString("hex")}`,
        title,
        roster: [...parts.roster()],
      }),
      async welcome({ room, title }: JoinOffer, pin) {
        if (store.all().length >= MOST_ROOMS) throw new RoomRefused("room.too-many", "no more rooms");
        await store.put({ id: room, title, pin, joinedAt: clock.now() }, [entry("room-joined", room)]);
        parts.changed();
      },
      onChange() {
        tend().catch(fail);
        parts.changed();
      },
    });
    const door = openRoomDoor({
      identity,
      log,
      roomOf: (pin) => store.all().find((room) => room.pin === pin)?.id,
      isJoining: () => codes.pending() !== undefined,
      join: codes.take,
      admitMqtt: parts.admitMqtt,
      admitClips: parts.admitClips,
      beside: parts.beside,
    });
    ways = { door, codes };
    return ways;
  };

  /** Open where it is to be, and nowhere else. */
  const look = async (): Promise<void> => {
    const isForRooms = store.all().length > 0 || ways?.codes.pending() !== undefined;
    const isWanted = !isClosing && (isForRooms || parts.beside?.isWanted() === true);
    if (!isWanted && ways === undefined) return;
    const { door } = await openWays();
    await door.be(isWanted ? parts.places() : []);
  };

  const { tend, stop } = keepTended({ clock, look, fail });
  await tend();

  return {
    door: {
      async pin() {
        await openWays();
        return pinOf(store.identity()?.key ?? "");
      },
      async tend() {
        await tend();
        return ways?.door.addresses() ?? [];
      },
    },
    all: () => store.all(),
    pending: () => ways?.codes.pending(),
    async invite(text, by) {
      if (parts.roster().length === 0) throw new RoomRefused("room.no-family", "there is no family yet");
      if (store.all().length >= MOST_ROOMS) throw new RoomRefused("room.too-many", "no more rooms");
      const title = readTitle(text);
      const { door, codes } = await openWays();
      maker = by;
      const { code, until } = codes.make(title);
      await tend();
      if (door.addresses().length === 0) {
        codes.withdraw();
        throw new RoomRefused("room.no-network", "nothing can listen on the house's own network");
      }
      await store.note([entry("room-invited", null, by)]);
      parts.changed();
      return { title, code, until, addresses: door.addresses() };
    },
    withdraw(of) {
      if (of !== undefined && (maker === null || !of(maker))) return;
      ways?.codes.withdraw();
      tend().catch(fail);
      parts.changed();
    },
    async rename(id, text, by) {
      const room = find(id);
      await store.put({ ...room, title: readTitle(text, id) }, [entry("room-renamed", id, by)]);
      parts.changed();
    },
    async remove(id, by) {
      find(id);
      // Nobody's from here on: the store forgets it first, and writes it down after.
      const removed = store.remove(id, [entry("room-removed", id, by)]);
      ways?.door.end(id);
      parts.ended(id);
      await removed;
      parts.changed();
      await tend();
    },
    async [Symbol.asyncDispose]() {
      isClosing = true;
      stop();
      ways?.codes.withdraw();
      await tend();
      await ways?.door[Symbol.asyncDispose]();
    },
  };
}
