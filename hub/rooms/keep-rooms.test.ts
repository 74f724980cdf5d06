/** Rooms join, talk and are taken off, over real TLS. Who tries it without the right to: test/attacks/rooms.test.ts. */
import { once } from "node:events";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dialHub } from "../../ble/house-line/dial-hub.ts";
import { joinHub } from "../../ble/house-line/join-hub.ts";
import { connectPacket } from "../../test/support/mqtt-connect.ts";
import { makeRoomsRig, type RoomsRig } from "../../test/support/rooms-rig.ts";
import { ROOM_LINE } from "../contract/room-line.ts";
import { makePinnedIdentity } from "../pinned-tls/self-signed.ts";

let rig: RoomsRig;
beforeEach(async () => {
  rig = await makeRoomsRig();
});
afterEach(async () => {
  expect(rig.failures).toEqual([]);
  await rig[Symbol.asyncDispose]();
});

const WAIT = { timeout: 90_000, interval: 20 };
const stateOf = (room: string) => rig.gateway.room(room)?.state.state;
const dials = (place: { host: string; port: number }) =>
  new Promise<boolean>((answered) => {
    const identity = { ...makePinnedIdentity(), hubPin: "00".repeat(32) };
    const socket = dialHub({ ...place, ...identity }, ROOM_LINE.join);
    socket.on("error", () => undefined);
    socket.once("secureConnect", () => answered(true));
    socket.once("close", () => answered(false));
  });

test("a machine joins by a code, and is that room from then on", async () => {
  const attic = await rig.add("Attic");
  expect(rig.rooms.all()).toMatchObject([{ id: attic.room, title: "Attic" }]);
  const line = rig.line(attic);
  await line.connected;
  line.setState({ state: "online", adapter: "on", simulated: false, version: "0.1.0" });
  await expect.poll(() => stateOf(attic.room), WAIT).toBe("online");
  expect(await rig.ledger()).toEqual(expect.arrayContaining(["room-invited", "room-joined"]));
  expect(rig.store.alerts.all().map((alert) => alert.class)).toEqual(["rooms-changed"]);
});

test("clips go to the room that the ticket is for", async () => {
  const attic = await rig.add("Attic");
  const clip = Uint8Array.from({ length: 20_032 }, (_, at) => at % 251);
  const ticket = rig.tickets.issueDownload(attic.room, async () => clip);
  expect(await rig.clips(attic).fetch(ticket)).toEqual(clip);
  const got: Uint8Array[] = [];
  const up = rig.tickets.issueUpload(attic.room, async (bytes) => {
    got.push(bytes);
    return { kind: "kept" };
  });
  await rig.clips(attic).hand(up, clip);
  expect(got).toEqual([clip]);
});

test("what the words stand for comes with the code, and who says no has joined nothing", async () => {
  const invitation = await rig.rooms.invite("Attic", null);
  let shown = "";
  const agree = async (_: unknown, { fingerprint }: { readonly fingerprint: string }) => {
    shown = fingerprint;
    return false;
  };
  const code = rig.codeOf(invitation);
  expect(await joinHub({ ...rig.placeOf(invitation), code, agree })).toBeUndefined();
  expect(shown).toMatch(/^[0-9a-f]{64}$/);
  expect(rig.rooms.all()).toEqual([]);
});

test("a room that says goodbye is gone", async () => {
  const attic = await rig.add("Attic");
  const line = rig.line(attic);
  await line.connected;
  line.setState({ state: "online", adapter: "on" });
  await expect.poll(() => stateOf(attic.room), WAIT).toBe("online");
  await line[Symbol.asyncDispose]();
  await expect.poll(() => stateOf(attic.room), WAIT).toBe("offline");
});

test("a room whose cable was pulled, which nobody says, is given up within seconds", async () => {
  const attic = await rig.add("Attic");
  const socket = dialHub(attic, ROOM_LINE.mqtt);
  socket.on("error", () => undefined); // "close" follows
  socket.write(connectPacket(attic.room));
  await once(socket, "data");
  const begun = performance.now();
  await once(socket, "close");
  // One and a half times its keep-alive of two seconds, and what a busy machine adds.
  expect(performance.now() - begun).toBeLessThan(8_000);
});

test("a room that is taken off is off within a second, with its tickets", async () => {
  const attic = await rig.add("Attic");
  const line = rig.line(attic);
  await line.connected;
  line.setState({ state: "online", adapter: "on" });
  await expect.poll(() => stateOf(attic.room), WAIT).toBe("online");
  const ticket = rig.tickets.issueDownload(attic.room, async () => new Uint8Array(80));
  const begun = performance.now();
  await rig.rooms.remove(attic.room, null);
  await expect.poll(() => stateOf(attic.room), { interval: 5 }).toBe("offline");
  expect(performance.now() - begun).toBeLessThan(1_000);
  expect(line.isConnected).toBe(false);
  expect(rig.tickets.redeem(ticket, attic.room, "download")).toBeUndefined();
  expect(await rig.ledger()).toContain("room-removed");
});

test("nothing listens before a room is wanted, nor when the code is over and none joined", async () => {
  const invitation = await rig.rooms.invite("Attic", null);
  const place = rig.placeOf(invitation);
  rig.rooms.withdraw();
  await expect.poll(() => dials(place), WAIT).toBe(false);
});

test("when the last room is taken off, nothing listens any more", async () => {
  const attic = await rig.add("Attic");
  await rig.rooms.remove(attic.room, null);
  expect(await dials(attic)).toBe(false);
});

test("a room has another name from now on, and is the same", async () => {
  const attic = await rig.add("Attic");
  await rig.rooms.rename(attic.room, " Loft ", null);
  expect(rig.rooms.all()).toMatchObject([{ id: attic.room, title: "Loft" }]);
  const line = rig.line(attic);
  await line.connected;
  expect(line.isConnected).toBe(true);
});

test.each([
  ["of the same name", "Attic", "room.same-name"],
  ["without a name", "  ", "room.bad-name"],
  ["of a name that is too long", "a".repeat(33), "room.bad-name"],
])("a room %s is not let in", async (_, name, code) => {
  await rig.add("Attic");
  await expect(rig.rooms.invite(name, null)).rejects.toMatchObject({ code });
});

test("one that is unknown is neither named nor taken off", async () => {
  await expect(rig.rooms.remove("room-00000000", null)).rejects.toMatchObject({ code: "room.unknown" });
  await expect(rig.rooms.rename("room-00000000", "Loft", null)).rejects.toMatchObject({
    code: "room.unknown",
  });
});

test("where the hub has no place to listen, there is no code", async () => {
  rig.setPlaces([]);
  await expect(rig.rooms.invite("Attic", null)).rejects.toMatchObject({ code: "room.no-network" });
});
