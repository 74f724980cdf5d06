import { stat } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { PLACES } from "../../test/support/checked-house.ts";
import { hum } from "../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { toIntegerSamples } from "../audio/samples.ts";
import { encodeWav } from "../audio/wav.ts";
import {
  COMMAND_LINE,
  consoleStatus,
  homeNameStatus,
  MAX_FEED_BYTES,
  MAX_WAV_BYTES,
  roomStatus,
  smartHomeStatus,
} from "../contract/command-line.ts";
import { hubFacts } from "../contract/house-check.ts";
import { AdvisoriesRefused } from "../ports/advisories.ts";
import type { IssuanceView } from "../ports/issuance-watch.ts";
import { type Relay, RelayRefused, type RelayView } from "../ports/relay.ts";
import { type JoinedRoom, RoomRefused, type Rooms } from "../ports/rooms.ts";
import { type SmartHomeAdmin, type SmartHomeKey, SmartHomeRefused } from "../ports/smart-home.ts";
import { slugOf } from "../smart-home/toy-names.ts";
import { StoreError } from "../store/errors.ts";
import { tellFacts } from "../use-cases/tell-facts.ts";
import { openCommandLineServer } from "./open-command-line-server.ts";

const wav = encodeWav(toIntegerSamples(hum(1, 2)), 16_000);
const json = (what: object) => new TextEncoder().encode(JSON.stringify(what));
let rig: HubRig;
let server: AsyncDisposable;
let socketPath: string;

let joined: RelayView | undefined;
/** Of one invitation. */
const relay: Relay = {
  view: () => joined,
  lookFromOutside: async () => undefined,
  onChange: () => undefined,
  async join(invitation) {
    if (invitation !== "good") throw new RelayRefused("relay.wrong-code", "used up");
    joined = { ...JOINED };
    return joined;
  },
  async leave() {
    if (joined === undefined) throw new RelayRefused("relay.not-joined", "at none");
    joined = undefined;
  },
};
let rooms: readonly JoinedRoom[] = [];
const findRoom = (id: string) => {
  if (!rooms.some((room) => room.id === id)) throw new RoomRefused("room.unknown", "there is no such room");
};
const playedRooms: Rooms = {
  all: () => rooms,
  pending: () => undefined,
  async invite(title) {
    rooms = [...rooms, { id: `room-${rooms.length}`, title, pin: "ab".repeat(32), joinedAt: 7 }];
    return { title, code: "CODE", addresses: ["192.168.1.7:8883"], until: 9 };
  },
  withdraw: () => undefined,
  async rename(id, title) {
    findRoom(id);
    rooms = rooms.map((room) => (room.id === id ? { ...room, title } : room));
  },
  async remove(id) {
    findRoom(id);
    rooms = rooms.filter((room) => room.id !== id);
  },
};
const JOINED: RelayView = {
  zone: "family.example",
  domain: "hub.family.example",
  hasCertificate: false,
  onlyFor: null,
  names: 0,
  line: { state: "up", milliseconds: 21 },
};
const WATCHED: IssuanceView = {
  monitor: "monitor.example",
  lookedAt: 1_760_000_000_000,
  foreign: [{ seenAt: 1_760_000_000_000, id: "7", issuer: null, notBefore: null }],
};

const keys: SmartHomeKey[] = [];
const playedSmartHome: SmartHomeAdmin = {
  keys: {
    all: () => keys,
    addresses: () => ["192.168.1.7:8884"],
    authority: () => "certificate",
    async add(name, mayControl) {
      keys.push({ name, mayControl, hash: "never told", madeAt: 7 });
      return "once";
    },
    async remove(name) {
      if (keys.pop()?.name !== name) throw new SmartHomeRefused("mqtt.unknown", "there is none");
    },
  },
  hostname: "pawpost-abcdefgh.local",
  topicOf: slugOf,
  server: () => undefined,
};

beforeAll(async () => {
  rig = await makeHubRig();
  await rig.claim();
  await rig.addToy("Bear");
  socketPath = join(rig.dir, COMMAND_LINE.socket);
  server = await openCommandLineServer({
    socketPath,
    house: rig.house,
    access: rig.access,
    relay,
    issuances: { view: () => WATCHED },
    homeName: {
      name: "pawpost-abcdefgh.local",
      isOn: true,
      origin: () => undefined,
      authority: () => "certificate",
    },
    rooms: playedRooms,
    smartHome: playedSmartHome,
    address: () => "http://localhost:8080",
    facts: () => tellFacts(rig.house, PLACES),
    version: "0.1.0",
    log: rig.house.log,
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rig[Symbol.asyncDispose]();
});

interface Said {
  readonly status: number;
  readonly body: { code?: string; message?: string; id?: string; milliseconds?: number };
}
function ask(path: string, body: Uint8Array | AsyncIterable<Uint8Array>, method = "POST"): Promise<Said> {
  return new Promise((answered, failed) => {
    const sent = request({ socketPath, path, method }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        text += part;
      });
      response.on("end", () =>
        answered({ status: response.statusCode ?? 0, body: JSON.parse(text) as Said["body"] }),
      );
    });
    sent.on("error", failed);
    if (body instanceof Uint8Array) sent.end(body);
    else
      void (async () => {
        for await (const piece of body) {
          if (sent.destroyed || sent.writableEnded) return;
          sent.write(piece);
        }
        sent.end();
      })();
  });
}

test("only the hub's own user may open the socket", async () => {
  expect((await stat(socketPath)).mode & 0o777).toBe(0o600);
});

test("a WAV file becomes a draft", async () => {
  const { status, body } = await ask("/drafts?toy=bear", wav);
  expect(status).toBe(201);
  const record = await rig.house.messages.get(body.id ?? "");
  expect(record).toMatchObject({ stamp: null, milliseconds: body.milliseconds });
  expect(record?.history.map(({ state }) => state)).toEqual(["draft"]);
});

test.each([
  ["a toy that nobody has", "/drafts?toy=Nobody", wav, 422, "toy.unknown"],
  ["no toy at all", "/drafts", wav, 422, "toy.unknown"],
  ["something that is no WAV", "/drafts?toy=Bear", new TextEncoder().encode("OggS"), 422, "wav.bad-magic"],
  ["silence", "/drafts?toy=Bear", encodeWav(new Int16Array(16_000), 16_000), 422, "sound.silence"],
  ["another path", "/messages", wav, 404, "http.not-found"],
])("%s is refused, with a code and words", async (_, path, body, status, code) => {
  const said = await ask(path, body);
  expect(said).toMatchObject({ status, body: { code } });
  expect(said.body.message).toMatch(/\S/);
});

test("a code to start anew with is made, and guardians are told", async () => {
  const { status, body } = await ask("/start-anew", new Uint8Array());
  expect(status).toBe(201);
  expect(body.code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  expect(rig.house.alerts.all().map(({ class: name }) => name)).toContain("anew-asked");
  expect(await ask("/start-anew", new Uint8Array(), "GET")).toMatchObject({ status: 404 });
});

test("what the hub knows of how it is is told to the doctor, and no name of anybody", async () => {
  const { status, body } = await ask("/doctor", new Uint8Array());
  expect(status).toBe(200);
  const facts = hubFacts.parse(body);
  expect(facts).toMatchObject({ hasFamily: true, pid: process.pid, home: null, relay: null });
  expect(facts.rooms).toMatchObject([{ room: "home", isOnline: true, toys: 1 }]);
  expect(JSON.stringify(body)).not.toContain("Bear");
});

test("a relay is joined by its invitation, looked at, and left, once each", async () => {
  const text = (said: string) => new TextEncoder().encode(said);
  const nothing = new Uint8Array();
  expect(await ask("/relay", nothing)).toEqual({ status: 200, body: { relay: null, issuances: WATCHED } });
  expect(await ask("/relay/leave", nothing)).toMatchObject({
    status: 422,
    body: { code: "relay.not-joined" },
  });
  expect(await ask("/relay/join", text("bad"))).toMatchObject({
    status: 422,
    body: { code: "relay.wrong-code" },
  });
  const long = text("x".repeat(2_000));
  expect(await ask("/relay/join", long)).toMatchObject({ body: { code: "relay.no-invitation" } });
  expect(await ask("/relay/join", text("good"))).toEqual({
    status: 200,
    body: { relay: JOINED, issuances: WATCHED },
  });
  expect(await ask("/relay", nothing)).toEqual({ status: 200, body: { relay: JOINED, issuances: WATCHED } });
  expect(await ask("/relay/join", text("good"), "GET")).toMatchObject({ status: 404 });
  expect(await ask("/relay/leave", nothing)).toEqual({
    status: 200,
    body: { relay: null, issuances: WATCHED },
  });
});

test("another method is refused", async () => {
  expect(await ask("/drafts?toy=Bear", wav, "PUT")).toMatchObject({ status: 404 });
});

test("a file over the limit is refused, and the refusal arrives", async () => {
  async function* tooMuch() {
    for (let sent = 0; sent <= MAX_WAV_BYTES; sent += 1_048_576) yield new Uint8Array(1_048_576);
  }
  expect(await ask("/drafts?toy=Bear", tooMuch())).toMatchObject({
    status: 413,
    body: { code: "http.too-large" },
  });
});

test.each([
  ["a full disk", new StoreError("store.disk-full", "the disk is full"), 507, "store.disk-full"],
  ["a disk that fails", new StoreError("store.io", "the disk"), 500, "store.io"],
  ["a hub that stops", new StoreError("store.closed", "closed"), 503, "store.closed"],
  ["a fault of the hub's own", new TypeError("a secret"), 500, "hub.failed"],
])("%s is told as what it is", async (_, error, status, code) => {
  const failing = vi.spyOn(rig.house.household, "toys").mockImplementation(() => {
    throw error;
  });
  const said = await ask("/drafts?toy=Bear", wav);
  failing.mockRestore();
  expect(said).toMatchObject({ status, body: { code } });
  expect(JSON.stringify(said)).not.toContain("secret");
});

test("the home name is told with what there is of it so far", async () => {
  const { status, body } = await ask(COMMAND_LINE.homeName, new Uint8Array());
  expect(status).toBe(200);
  expect(homeNameStatus.parse(body)).toEqual({
    name: "pawpost-abcdefgh.local",
    isOn: true,
    origin: null,
    authority: "certificate",
  });
});

test("rooms are added with a code, named and taken off, by their names", async () => {
  const added = roomStatus.parse((await ask(COMMAND_LINE.addRoom, json({ room: "Attic" }))).body);
  expect(added).toEqual({
    rooms: [{ id: "room-0", title: "Attic", joinedAt: 7, isOnline: false, takesOver: false, toys: 0 }],
    toys: [{ name: "Bear", room: null, isHeld: true }],
    invitation: { title: "Attic", code: "CODE", addresses: ["192.168.1.7:8883"], until: 9 },
  });
  const renamed = await ask(COMMAND_LINE.renameRoom, json({ room: "Attic", title: "Loft" }));
  expect(roomStatus.parse(renamed.body)).toMatchObject({ rooms: [{ title: "Loft" }], invitation: null });
  expect(await ask(COMMAND_LINE.removeRoom, json({ room: "Attic" }))).toMatchObject({
    status: 422,
    body: { code: "room.unknown" },
  });
  await ask(COMMAND_LINE.removeRoom, json({ room: "Loft" }));
  expect((await ask(COMMAND_LINE.rooms, json({}))).body).toMatchObject({ rooms: [] });
});

test.each(["", "{}", "[]", '{"room":7}', "no JSON"])("%s is no wish for a room", async (text) => {
  const { status, body } = await ask(COMMAND_LINE.addRoom, new TextEncoder().encode(text));
  expect([status, body.code]).toEqual([422, "room.bad-name"]);
});

test("who is at the machine is told where the page is, and the code that a guardian asked for", async () => {
  const told = async () => (await ask(COMMAND_LINE.console, new Uint8Array())).body;
  const before = { address: "http://localhost:8080", home: null, claimCode: null, presenceCode: null };
  expect(await told()).toEqual(before);
  rig.house.presence.printCode({ id: "session" });
  const { presenceCode } = consoleStatus.parse(await told());
  expect(presenceCode).toBe(rig.printed.at(-1));
  rig.house.presence.showCode({ id: "session" }, presenceCode ?? "");
  expect(await told()).toEqual(before); // it counts once
});

test("advisories are said, asked for and brought; what is not believed is said by its code", async () => {
  const taken: string[] = [];
  const { advisories } = rig.house;
  const asked = vi.spyOn(advisories, "ask").mockResolvedValue(undefined);
  const take = vi.spyOn(advisories, "take").mockImplementation(async (file) => {
    taken.push(Buffer.from(file).toString());
    if (taken.length > 1) throw new AdvisoriesRefused("advisories.older", "number 7 was heard before");
  });
  const list = Buffer.from("the list");
  expect(await ask(COMMAND_LINE.advisories, new Uint8Array())).toEqual({
    status: 200,
    body: advisories.view(),
  });
  expect(asked).not.toHaveBeenCalled();
  expect((await ask(COMMAND_LINE.askAdvisories, new Uint8Array())).status).toBe(200);
  expect(asked).toHaveBeenCalledOnce();
  expect((await ask(COMMAND_LINE.takeAdvisories, list)).status).toBe(200);
  expect(await ask(COMMAND_LINE.takeAdvisories, list)).toEqual({
    status: 422,
    body: { code: "advisories.older", message: "number 7 was heard before" },
  });
  await ask(COMMAND_LINE.takeAdvisories, new Uint8Array(MAX_FEED_BYTES + 1));
  expect(taken).toEqual(["the list", "the list", ""]);
  for (const spy of [asked, take]) spy.mockRestore();
});

describe("the smart home", () => {
  const mqtt = (path: string, body: object = {}) => ask(path, json(body));

  test("a key is let in and its password told once", async () => {
    const made = await mqtt(COMMAND_LINE.addSmartHome, { name: "home-assistant", control: true });
    expect(made).toMatchObject({
      status: 200,
      body: { password: "once", keys: [{ name: "home-assistant", mayControl: true, madeAt: 7 }] },
    });
    const { body } = await mqtt(COMMAND_LINE.smartHome);
    expect(smartHomeStatus.parse(body)).toMatchObject({
      password: null,
      authority: "certificate",
      server: null,
    });
    expect(JSON.stringify(body)).not.toContain("never told");
  });

  test("a toy gets a name in topics that is fit for them, and no other's", async () => {
    await rig.addToy("Rabbit");
    expect(await mqtt(COMMAND_LINE.nameToy, { name: "Bear", to: "brown_bear" })).toMatchObject({
      status: 200,
      body: { toys: expect.arrayContaining([{ name: "Bear", topic: "brown_bear", hushed: false }]) },
    });
    expect((await mqtt(COMMAND_LINE.nameToy, { name: "Rabbit", to: "Brown Bear" })).body.code).toBe(
      "mqtt.bad-name",
    );
    expect((await mqtt(COMMAND_LINE.nameToy, { name: "Rabbit", to: "bridge" })).body.code).toBe(
      "mqtt.bad-name",
    );
    expect((await mqtt(COMMAND_LINE.nameToy, { name: "Rabbit", to: "brown_bear" })).body.code).toBe(
      "mqtt.same-name",
    );
    expect((await mqtt(COMMAND_LINE.nameToy, { name: "Dog", to: "dog" })).body.code).toBe("mqtt.unknown");
    expect((await mqtt(COMMAND_LINE.nameToy, { name: "brown_bear", to: "bear" })).status).toBe(200);
  });

  test("it is taken off; what is not there cannot be", async () => {
    expect((await mqtt(COMMAND_LINE.removeSmartHome, { name: "home-assistant" })).status).toBe(200);
    expect((await mqtt(COMMAND_LINE.removeSmartHome, { name: "home-assistant" })).body.code).toBe(
      "mqtt.unknown",
    );
    expect((await mqtt(COMMAND_LINE.addSmartHome, { nonsense: 1 })).body.code).toBe("mqtt.bad-name");
  });
});
