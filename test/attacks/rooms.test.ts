/**
 * T-60, T-61: who is on the house's network and is no room of the hub's gets nothing there: no word with the broker, no clip, no
 * place as a room. In the middle between a room and the hub nobody learns or changes anything.
 */
import { once } from "node:events";
import { connect as connectPlain, createServer as createNetServer } from "node:net";
import { connect as connectTls, createServer as createTlsServer, type TLSSocket } from "node:tls";
import { afterAll, afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { dialHub } from "../../ble/house-line/dial-hub.ts";
import { HouseLineError } from "../../ble/house-line/errors.ts";
import { joinHub } from "../../ble/house-line/join-hub.ts";
import { ROOM_LINE } from "../../hub/contract/room-line.ts";
import { makePinnedIdentity } from "../../hub/pinned-tls/self-signed.ts";
import type { keepRooms } from "../../hub/rooms/keep-rooms.ts";
import { connectPacket } from "../support/mqtt-connect.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { makeRoomsRig, type RoomsRig } from "../support/rooms-rig.ts";

const DOOR = "hub/rooms/open-room-door.ts";
const CODES = "hub/rooms/join-code.ts";
const KEEP = "hub/rooms/keep-rooms.ts";
const WAIT = { timeout: 90_000, interval: 20 };
const copies = new AsyncDisposableStack();
afterAll(() => copies.disposeAsync());

const rigs: RoomsRig[] = [];
let rig: RoomsRig;
async function open(parts: Parameters<typeof makeRoomsRig>[0] = {}): Promise<RoomsRig> {
  const opened = await makeRoomsRig(parts);
  rigs.push(opened);
  return opened;
}
beforeEach(async () => {
  rig = await open();
});
afterEach(async () => {
  for (const one of rigs.splice(0)) await one[Symbol.asyncDispose]();
});

/** The hub's door without one of its barriers. */
async function without(...patches: Patch[]): Promise<RoomsRig> {
  const copy = copies.use(await makePatchedCopy(patches));
  return open(await copy.load<{ keepRooms: typeof keepRooms }>(KEEP));
}

type Place = { readonly host: string; readonly port: number };

/** What MQTT answers to a CONNECT as this room; `undefined` for the end of the line. */
async function connackOf(socket: TLSSocket, room: string): Promise<number | undefined> {
  socket.on("error", () => undefined); // "close" says the same
  socket.write(connectPacket(room));
  let said = Buffer.alloc(0);
  const answered = new Promise<number | undefined>((heard) =>
    socket.on("data", (bytes: Buffer) => {
      said = Buffer.concat([said, bytes]);
      if (said.length >= 4) heard(said[3]);
    }),
  );
  const ended = new Promise<undefined>((closed) => void socket.once("close", () => closed(undefined)));
  const answer = await Promise.race([answered, ended]);
  socket.destroy();
  return answer;
}

const dial = (place: Place, identity: { key?: string; cert?: string }, protocol: string): TLSSocket => {
  const socket = connectTls({ ...place, ...identity, ALPNProtocols: [protocol], rejectUnauthorized: false });
  socket.on("error", () => undefined); // "close" follows
  onTestFinished(() => void socket.destroy());
  return socket;
};
const stranger = () => {
  const { key, certificate: cert } = makePinnedIdentity();
  return { key, cert };
};
const ownOf = ({ key, certificate: cert }: { key: string; certificate: string }) => ({ key, cert });

/** Whether the broker takes a word from this key, as that room. */
const isLetIn = async (place: Place, identity: { key?: string; cert?: string }, room: string) =>
  (await connackOf(dial(place, identity, ROOM_LINE.mqtt), room)) === 0;

describe("at the broker", () => {
  test("a key that joined nothing gets no answer; without the barrier it is a room", async () => {
    const attic = await rig.add("Attic");
    expect(await isLetIn(attic, stranger(), attic.room)).toBe(false);
    expect(await isLetIn(attic, {}, attic.room)).toBe(false);
    expect(await isLetIn(attic, ownOf(attic), attic.room)).toBe(true);
    const open = await without({
      file: DOOR,
      find: "const room = pin && parts.roomOf(pin);",
      replace: 'const room = (pin && parts.roomOf(pin)) ?? "attic";',
    });
    const place = await open.add("Attic");
    expect(await isLetIn(place, stranger(), "attic")).toBe(true);
  });

  test("a room is no other room, whatever it says", async () => {
    const attic = await rig.add("Attic");
    const loft = await rig.add("Loft");
    expect(await isLetIn(attic, ownOf(attic), loft.room)).toBe(false);
    expect(await isLetIn(attic, ownOf(attic), "home")).toBe(false);
    const copy = copies.use(
      await makePatchedCopy([
        {
          file: "hub/broker/open-broker.ts",
          find: "if (own !== undefined) return own.name === username ? own : undefined;",
          replace:
            'if (own !== undefined) return { name: username ?? "", room: (username ?? "").slice(4), secret: "" };',
        },
      ]),
    );
    const open_ = await open(await copy.load("hub/broker/open-broker.ts"));
    const cellar = await open_.add("Cellar");
    expect(await isLetIn(cellar, ownOf(cellar), "home")).toBe(true);
  });

  test("a key that was taken off is nobody's; without the barrier it goes on", async () => {
    const [attic, loft] = [await rig.add("Attic"), await rig.add("Loft")];
    await rig.rooms.remove(attic.room, null);
    expect(await isLetIn(loft, ownOf(attic), attic.room)).toBe(false);
    const open = await without({
      file: "hub/rooms/keep-rooms.ts",
      find: 'const removed = store.remove(id, [entry("room-removed", id, by)]);',
      replace: "const removed = Promise.resolve();",
    });
    const [cellar, shed] = [await open.add("Cellar"), await open.add("Shed")];
    await open.rooms.remove(cellar.room, null);
    expect(await isLetIn(shed, ownOf(cellar), cellar.room)).toBe(true);
  });

  test("what speaks no TLS, or an older one, is not spoken to", async () => {
    const attic = await rig.add("Attic");
    const plain = connectPlain(attic);
    onTestFinished(() => void plain.destroy());
    plain.on("error", () => undefined); // "close" follows
    plain.write(Buffer.from("101000044d51545404c2003c0004626c652d", "hex"));
    let said = "";
    plain.on("data", (bytes: Buffer) => {
      said += bytes.toString("latin1");
    });
    await once(plain, "close");
    // At most TLS's own alert: 0x15.
    expect(said === "" || said.charCodeAt(0) === 0x15).toBe(true);
    const old = connectTls({ ...attic, ...ownOf(attic), maxVersion: "TLSv1.2", rejectUnauthorized: false });
    await expect(once(old, "secureConnect")).rejects.toThrow();
  });

  test("a room that was taken over keeps no other out of the broker; without the barrier it does", async () => {
    const crowd = async (one: RoomsRig) => {
      const attic = await one.add("Attic");
      for (let n = 0; n < 17; n += 1) {
        const socket = dial(attic, ownOf(attic), ROOM_LINE.mqtt);
        await once(socket, "secureConnect");
      }
      return one.homeLine();
    };
    expect(await crowd(rig)).toBe(true);
    const open = await without({ file: DOOR, find: "      makeWay(room, alpnProtocol);\n", replace: "" });
    expect(await crowd(open)).toBe(false);
  });

  test("a claim of a frame that never ends is not waited for", async () => {
    const attic = await rig.add("Attic");
    const socket = dial(attic, ownOf(attic), ROOM_LINE.mqtt);
    await once(socket, "secureConnect");
    socket.write(Buffer.from("10ffffff7f", "hex"));
    await once(socket, "close");
  });
});

describe("at the clips", () => {
  test("neither a stranger's key nor another room's fetches by a ticket that it read", async () => {
    const [attic, loft] = [await rig.add("Attic"), await rig.add("Loft")];
    const ticket = rig.tickets.issueDownload(attic.room, async () => new Uint8Array(80));
    const thief = { ...attic, ...makePinnedIdentity() };
    for (const who of [thief, loft])
      await expect(rig.clips(who).fetch(ticket)).rejects.toMatchObject({ code: "bridge.clip-unavailable" });
    expect((await rig.clips(attic).fetch(ticket)).byteLength).toBe(80);
  });
});

describe("at the code", () => {
  const join = (place: Place, code: { pin: string; secret: string }) =>
    joinHub({ ...place, code, agree: async () => true }).then(
      (room) => room !== undefined,
      (error: unknown) => {
        if (error instanceof HouseLineError) return false;
        throw error;
      },
    );

  test("a code counts once; without the barrier for whoever comes next, too", async () => {
    const invitation = await rig.rooms.invite("Attic", null);
    const code = rig.codeOf(invitation);
    expect(await join(rig.placeOf(invitation), code)).toBe(true);
    expect(await join(rig.placeOf(invitation), code)).toBe(false);
    expect(rig.rooms.all()).toHaveLength(1);
    const open = await without({
      file: CODES,
      find: "pending = undefined; // once, whatever becomes of it",
      replace: "",
    });
    const again = await open.rooms.invite("Attic", null);
    await join(open.placeOf(again), open.codeOf(again));
    expect(await join(open.placeOf(again), open.codeOf(again))).toBe(true);
  });

  test("a code is over after ten minutes; without the barrier it is not", async () => {
    const late = async (one: RoomsRig) => {
      const invitation = await one.rooms.invite("Loft", null);
      one.later(10 * 60_000);
      return join(one.placeOf(invitation), one.codeOf(invitation));
    };
    await rig.add("Attic"); // so that the door is open
    expect(await late(rig)).toBe(false);
    const open = await without({
      file: CODES,
      find: "pending !== undefined && pending.until > clock.monotonic()",
      replace: "pending !== undefined",
    });
    expect(await late(open)).toBe(true);
  });

  test("guesses wait a second each, four at once, and none is right; without the check any is", async () => {
    const invitation = await rig.rooms.invite("Attic", null);
    const { pin } = rig.codeOf(invitation);
    const guess = (place: Place, at: number) =>
      join(place, { pin, secret: at.toString(16).padStart(18, "0") });
    const begun = performance.now();
    const tries = await Promise.all(Array.from({ length: 8 }, (_, at) => guess(rig.placeOf(invitation), at)));
    expect(tries).toEqual(Array(8).fill(false));
    expect(performance.now() - begun).toBeGreaterThan(1_000);
    // Whoever has the code is kept out by none of it.
    expect(await join(rig.placeOf(invitation), rig.codeOf(invitation))).toBe(true);
    const open = await without({
      file: CODES,
      find: "!timingSafeEqual(given, known.secret)",
      replace: "!given",
    });
    const other = await open.rooms.invite("Attic", null);
    const place = open.placeOf(other);
    expect(await join(place, { pin: open.codeOf(other).pin, secret: "0".repeat(18) })).toBe(true);
  });

  test("without a code that is good nobody is asked for one", async () => {
    const attic = await rig.add("Attic");
    const socket = dial(attic, stranger(), ROOM_LINE.join);
    await once(socket, "close");
  });
});

describe("in between", () => {
  /** Ends the TLS with a key of its own, and writes down what the room says to it. */
  async function listenBetween(): Promise<{ readonly place: Place; readonly heard: string[] }> {
    const { key, cert } = stranger();
    const heard: string[] = [];
    const server = createTlsServer(
      { key, cert, ALPNProtocols: Object.values(ROOM_LINE), requestCert: true, rejectUnauthorized: false },
      (socket) => {
        socket.on("error", () => undefined); // "close" follows
        socket.on("data", (bytes: Buffer) => void heard.push(bytes.toString("latin1")));
      },
    );
    server.on("tlsClientError", () => undefined);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    return { place: { host: "127.0.0.1", port }, heard };
  }

  test("who answers with another key than the code names hears no code", async () => {
    const { place, heard } = await listenBetween();
    const invitation = await rig.rooms.invite("Attic", null);
    const joining = joinHub({ ...place, code: rig.codeOf(invitation), agree: async () => true });
    await expect(joining).rejects.toMatchObject({ code: "house.other-hub" });
    expect(heard).toEqual([]);
    expect(rig.rooms.all()).toEqual([]);
  });

  test("a room says nothing to who answers with another key; without the barrier it does", async () => {
    const attic = await rig.add("Attic");
    const { place, heard } = await listenBetween();
    const say = async (dialler: typeof dialHub) => {
      const socket = dialler({ ...attic, ...place }, ROOM_LINE.mqtt);
      socket.on("error", () => undefined); // "close" follows
      onTestFinished(() => void socket.destroy());
      socket.write("a ticket");
      await Promise.race([
        once(socket, "close").catch(() => undefined),
        expect.poll(() => heard, WAIT).not.toEqual([]),
      ]);
    };
    await say(dialHub);
    expect(heard).toEqual([]);
    const copy = copies.use(
      await makePatchedCopy(
        [
          {
            file: "hub/pinned-tls/dial-pinned.ts",
            find: "!pin.startsWith(known)",
            replace: "false",
          },
        ],
        ["ble"],
      ),
    );
    await say((await copy.load<{ dialHub: typeof dialHub }>("ble/house-line/dial-hub.ts")).dialHub);
    expect(heard.join("")).toContain("a ticket");
  });

  test("who passes the bytes on unopened sees none of what is said", async () => {
    const attic = await rig.add("Attic");
    let wire = "";
    const between = createNetServer((room) => {
      const hub = connectPlain(attic);
      for (const [one, other] of [
        [room, hub],
        [hub, room],
      ] as const) {
        one.on("error", () => other.destroy());
        one.on("data", (bytes: Buffer) => {
          wire += bytes.toString("latin1");
          other.write(bytes);
        });
        one.once("close", () => other.destroy());
      }
    });
    between.listen(0, "127.0.0.1");
    await once(between, "listening");
    onTestFinished(() => void between.close());
    const { port } = between.address() as { port: number };
    const clip = Uint8Array.from(Buffer.from("canary ".repeat(20)));
    const ticket = rig.tickets.issueDownload(attic.room, async () => clip);
    expect(await rig.clips({ ...attic, port }).fetch(ticket)).toEqual(clip);
    expect(wire).not.toContain("canary");
    expect(wire).not.toContain(ticket);
  });
});
