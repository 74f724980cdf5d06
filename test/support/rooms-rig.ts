/**
 * A hub's door for other rooms as `hub/main.ts` opens it: the real store, broker, tickets and TLS, on loopback. By hand are the clock of
 * codes, and who it is that comes.
 */
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { makeClipLine } from "../../ble/bridge/clip-line.ts";
import { type HubLine, openHubLine } from "../../ble/bridge/hub-line.ts";
import { dialHub } from "../../ble/house-line/dial-hub.ts";
import { joinHub } from "../../ble/house-line/join-hub.ts";
import type { JoinedRoom } from "../../ble/house-line/joined-room.ts";
import { openBrokerToys } from "../../hub/broker/broker-toys.ts";
import { openBroker } from "../../hub/broker/open-broker.ts";
import { systemClock } from "../../hub/clock/system-clock.ts";
import { parseJoinCode, ROOM_LINE } from "../../hub/contract/room-line.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { RoomInvitation } from "../../hub/ports/rooms.ts";
import { keepRooms } from "../../hub/rooms/keep-rooms.ts";
import { openHubStore } from "../../hub/store/hub-store.ts";
import { openClipServer } from "../../hub/tickets/clip-server.ts";
import { makeTicketBook } from "../../hub/tickets/clip-tickets.ts";
import { makeFamily } from "./bridge-rig.ts";
import { connectPacket } from "./mqtt-connect.ts";
import { makeRecordingLog } from "./quiet-log.ts";
import { makeTempDir } from "./temp-dir.ts";

const PARTS = { keepRooms, openBroker, openClipServer };
const HOME_SECRET = "a1".repeat(32);
const LOOPBACK = { host: "127.0.0.1", port: 0 };

export type RoomsRig = Awaited<ReturnType<typeof makeRoomsRig>>;

/** @param parts take the place of what the door is made of: a patched copy's own (patched-copy.ts) */
export async function makeRoomsRig(parts: Partial<typeof PARTS> = {}) {
  const { keepRooms: keep, openBroker: broker, openClipServer: clipServer } = { ...PARTS, ...parts };
  await using opening = new AsyncDisposableStack();
  const dir = opening.use(await makeTempDir());
  const log = makeRecordingLog();
  const random = (bytes: number) => new Uint8Array(randomBytes(bytes));
  let ahead = 0;
  /** Real, and set ahead by {@link later}. */
  const clock: Clock = {
    now: () => systemClock.now() + ahead,
    monotonic: () => systemClock.monotonic() + ahead,
    sleep: systemClock.sleep,
    after: systemClock.after,
  };
  const store = opening.use(await openHubStore({ dir: `${dir.path}/hub`, clock, logger: log, random }));
  const family = await makeFamily(store.household.hub);
  const tickets = makeTicketBook(clock);
  const home = { name: "ble-home", room: "home", secret: HOME_SECRET };
  const socketPath = `${dir.path}/mqtt.sock`;
  const mqtt = opening.use(await broker({ socketPath, credentials: [home], log, clock }));
  const gateway = opening.use(await openBrokerToys(mqtt, log));
  const clips = opening.use(
    await clipServer({
      socketPath: `${dir.path}/clips.sock`,
      tickets,
      secrets: new Map([["home", HOME_SECRET]]),
      log,
    }),
  );
  const failures: unknown[] = [];
  let places: readonly (typeof LOOPBACK)[] = [LOOPBACK];
  const openRooms = () =>
    keep({
      store: store.rooms,
      clock,
      log,
      random,
      places: () => places,
      roster: () => family.entries,
      admitMqtt: mqtt.admit,
      admitClips: clips.admit,
      ended: tickets.voidFor,
      changed: () => undefined,
      fail: (error) => void failures.push(error),
    });
  const rooms = opening.use(await openRooms());
  const opened = opening.move();

  const placeOf = ({ addresses }: Pick<RoomInvitation, "addresses">) => {
    const [, host = "", port = ""] = /^(.*):(\d+)$/.exec(addresses[0] ?? "") ?? [];
    return { host, port: Number(port) };
  };
  const codeOf = ({ code }: RoomInvitation) => {
    const parsed = parseJoinCode(code);
    if (parsed === undefined) throw new Error("no code");
    return parsed;
  };
  return {
    rooms,
    store,
    tickets,
    gateway,
    family,
    failures,
    log: log.lines,
    placeOf,
    codeOf,
    /** Where the hub is to listen from its next look on. */
    setPlaces: (next: typeof places) => {
      places = next;
    },
    later(milliseconds: number): void {
      ahead += milliseconds;
    },
    async join(invitation: RoomInvitation): Promise<JoinedRoom> {
      const code = codeOf(invitation);
      const room = await joinHub({ ...placeOf(invitation), code, agree: async () => true });
      if (room === undefined) throw new Error("not joined");
      return room;
    },
    async add(title: string): Promise<JoinedRoom> {
      return this.join(await rooms.invite(title, null));
    },
    /** `pawpost-ble`'s own lines. @param as the room that it says it is */
    line(joined: JoinedRoom, as = joined.room): HubLine {
      return opened.use(
        openHubLine({
          reach: { dial: (protocol) => dialHub(joined, ROOM_LINE[protocol]) },
          room: as,
          log,
          onConnected: () => undefined,
          onCommand: () => undefined,
        }),
      );
    },
    /** Whether the process of the hub's own machine is let in at its socket. */
    async homeLine(): Promise<boolean> {
      const socket = connect(socketPath);
      socket.on("error", () => undefined); // "close" follows
      const stays = new Promise<boolean>((settled) => {
        socket.once("close", () => settled(false));
        socket.once("data", () => settled(true));
      });
      socket.write(connectPacket("home", HOME_SECRET));
      const result = await stays;
      socket.destroy();
      return result;
    },
    clips: (joined: JoinedRoom) => makeClipLine({ dial: (protocol) => dialHub(joined, ROOM_LINE[protocol]) }),
    async ledger(): Promise<string[]> {
      const kinds: string[] = [];
      for await (const { kind } of store.ledger.entries()) kinds.push(kind);
      return kinds;
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
