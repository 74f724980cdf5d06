/**
 * T-71: a relay in wrong hands, with its operator's key, believed by its hubs. It swaps certificates, joins visitors with other houses, replays what
 * it recorded, reorders, changes and leaves out bytes, floods, and lies about where and who. It can refuse service and no more: no word is read, none is
 * put in, the house is not made to knock at its own doors, and its link comes back. That a hub's door is shut for names that are not its own, whatever
 * the relay let through, is `hub/door/open-door.test.ts`.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { connect, createServer as createTlsServer, type TLSSocket } from "node:tls";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startRelayLink } from "../../hub/link/relay/start-relay-link.ts";
import { makeControlCertificate } from "../../relay/sessions/control-certificate.ts";
import { type EvilRelay, openEvilRelay } from "../support/evil-relay.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";

const CANARY = "Sleep well, my little one.";
const opened: (() => void)[] = [];
let relay: EvilRelay;

beforeEach(async () => {
  relay = await openEvilRelay();
});
afterEach(async () => {
  for (const close of opened.splice(0)) close();
  await relay[Symbol.asyncDispose]();
});

interface House {
  readonly door: string;
  readonly certificate: string;
  /** All that its app was told, by visitor. */
  readonly heard: string[];
  /** Connections to its door. */
  readonly knocks: number;
  readonly link: Awaited<ReturnType<EvilRelay["link"]>>;
}

async function openHouse(start = startRelayLink): Promise<House> {
  const door = join(tmpdir(), `pawpost-door-${randomBytes(6).toString("hex")}.sock`);
  const { key, cert } = await makeControlCertificate(Date.now());
  const heard: string[] = [];
  let knocks = 0;
  const server = createTlsServer({ key, cert }, (socket) => {
    const nth = heard.push("") - 1;
    socket.on("error", () => socket.destroy());
    socket.setEncoding("utf8").on("data", (said: string) => {
      heard[nth] += said;
      socket.write(said.toUpperCase());
    });
  });
  server.on("connection", () => {
    knocks += 1;
  });
  server.listen(door);
  await once(server, "listening");
  opened.push(() => {
    server.close();
    void rm(door, { force: true });
  });
  return {
    door,
    certificate: cert,
    heard,
    get knocks() {
      return knocks;
    },
    link: await relay.link(start, door),
  };
}

/** A phone that believes this house's certificate, and whatever the relay makes of its connection. */
async function openPhone(
  ca: string,
  isTrusting = false,
): Promise<{ readonly phone: TLSSocket; readonly atRelay: Socket }> {
  const server = createServer({ allowHalfOpen: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const phone = connect({
    host: "127.0.0.1",
    port: (server.address() as AddressInfo).port,
    servername: "label.hub.family.example",
    ca,
    rejectUnauthorized: !isTrusting,
    checkServerIdentity: () => undefined,
  });
  phone.on("error", () => undefined);
  const [atRelay] = (await once(server, "connection")) as [Socket];
  atRelay.on("error", () => undefined);
  opened.push(() => {
    phone.destroy();
    atRelay.destroy();
    server.close();
  });
  return { phone, atRelay };
}

/** As an honest relay does, and keeps what the phone said; `change` may do what it likes to each piece after the hello. */
async function carry(
  atRelay: Socket,
  change: (piece: Buffer, nth: number) => readonly Buffer[] = (piece) => [piece],
) {
  const [hello] = (await once(atRelay, "data")) as [Buffer];
  atRelay.pause();
  const line = await relay.dial(hello);
  const pieces: Buffer[] = [];
  line.on("data", (bytes: Buffer) => atRelay.write(bytes));
  line.on("end", () => atRelay.end());
  line.on("close", () => atRelay.destroy());
  atRelay.on("data", (piece: Buffer) => {
    pieces.push(piece);
    for (const bytes of change(piece, pieces.length)) line.write(bytes);
  });
  atRelay.resume();
  return { hello, pieces, line };
}

const answerTo = async (phone: TLSSocket, said: string): Promise<string> => {
  if (phone.destroyed) return "";
  phone.write(said);
  const [answer] = (await Promise.race([once(phone, "data"), once(phone, "close"), wait(500, [""])]).catch(
    () => [""],
  )) as [Buffer | boolean | string];
  return String(answer);
};

test("an honest relay carries what it cannot read", async () => {
  const house = await openHouse();
  const { phone, atRelay } = await openPhone(house.certificate);
  const { pieces } = await carry(atRelay);
  expect(await answerTo(phone, CANARY)).toBe(CANARY.toUpperCase());
  expect(Buffer.concat(pieces).includes(CANARY)).toBe(false);
});

test("a certificate that it made itself is not believed, and nothing is said to it; by a phone that believes all, it is", async () => {
  const house = await openHouse();
  const own = await makeControlCertificate(Date.now());
  const read: string[] = [];
  const swap = async (isTrusting: boolean) => {
    const { phone, atRelay } = await openPhone(house.certificate, isTrusting);
    const server = createTlsServer({ ...own }, (socket) => {
      socket.on("error", () => undefined).on("data", (said: Buffer) => read.push(String(said)));
    });
    server.emit("connection", atRelay);
    phone.write(CANARY);
    await Promise.race([new Promise((closed) => phone.once("close", closed)), wait(500)]);
  };
  await swap(false);
  expect(read).toEqual([]);
  await swap(true);
  expect(read).toEqual([CANARY]);
});

test("joined with another house's line, a phone is told of the wrong certificate, and neither house hears a word", async () => {
  const house = await openHouse();
  const { phone, atRelay } = await openPhone(house.certificate);
  const other = await openHouse(); // now the one that is dialled
  await carry(atRelay);
  expect(await answerTo(phone, CANARY)).not.toContain(CANARY.toUpperCase());
  expect([...house.heard, ...other.heard].join("")).toBe("");
});

test("what was recorded and is said again, is heard once", async () => {
  const house = await openHouse();
  const { phone, atRelay } = await openPhone(house.certificate);
  const { hello, pieces } = await carry(atRelay);
  expect(await answerTo(phone, CANARY)).toBe(CANARY.toUpperCase());
  for (let n = 0; n < 5; n += 1) {
    const line = await relay.dial(hello);
    for (const piece of pieces) line.write(piece);
    await Promise.race([text(line).catch(() => ""), wait(300)]);
    line.destroy();
  }
  expect(house.heard.filter((said) => said !== "")).toEqual([CANARY]);
});

test.each([
  [
    "out of order",
    (piece: Buffer, nth: number, kept: Buffer[]) =>
      nth === 2 ? kept.splice(kept.push(piece)) : [piece, ...kept.splice(0)],
  ],
  [
    "changed by a bit",
    (piece: Buffer, nth: number) => [
      nth < 2 ? piece : Buffer.from(piece.map((byte, at) => (at === 9 ? byte ^ 1 : byte))),
    ],
  ],
  ["twice", (piece: Buffer, nth: number) => (nth < 2 ? [piece] : [piece, piece])],
  ["without their beginning", (piece: Buffer, nth: number) => [nth < 2 ? piece : piece.subarray(1)]],
])("words that come %s end the visit, and are not heard as others", async (_, change) => {
  const house = await openHouse();
  const { phone, atRelay } = await openPhone(house.certificate);
  const isOver = Promise.race([
    new Promise((told) => phone.once("error", () => told(true)).once("close", () => told(true))),
    wait(10_000, false),
  ]);
  const kept: Buffer[] = [];
  await carry(atRelay, (piece, nth) => change(piece, nth, kept));
  await once(phone, "secureConnect");
  await wait(50);
  for (const said of ["one ", "two ", "three "]) {
    await answerTo(phone, said);
    await wait(20);
  }
  // What was heard, if anything, is what was said, from its beginning on.
  expect("one two three ".startsWith(house.heard.join(""))).toBe(true);
  expect(house.heard.join("")).not.toBe("one two three ");
  expect(await isOver).toBe(true);
});

/** Orders so many visits at once. */
async function flood(start?: typeof startRelayLink): Promise<House> {
  const house = await openHouse(start);
  for (let n = 0; n < 3_000; n += 1) relay.order(randomBytes(300));
  return house;
}

test("three thousand visits that it orders at once are two hundred and some to the house, which goes on", async () => {
  const house = await flood();
  await expect.poll(() => relay.dialled).toBeGreaterThan(190);
  await wait(1_500);
  expect(relay.dialled).toBeLessThan(300);
  expect(house.knocks).toBeLessThan(300);
  const { phone, atRelay } = await openPhone(house.certificate);
  await carry(atRelay);
  expect(await answerTo(phone, CANARY)).toBe(CANARY.toUpperCase());
});

const patched = async (barrier: Patch) => {
  const copy = await makePatchedCopy([barrier]);
  opened.push(() => void copy[Symbol.asyncDispose]());
  return (await copy.load<{ startRelayLink: typeof startRelayLink }>("hub/link/relay/start-relay-link.ts"))
    .startRelayLink;
};

test("where the link does not count, they are as many as it wants", TAKES_BARRIER_OUT, async () => {
  const start = await patched({
    file: "hub/link/relay/start-relay-link.ts",
    find: 'if (message.kind === "dial" && visits.take("", clock.monotonic())) void dial(message);',
    replace: 'if (message.kind === "dial") void dial(message);',
  });
  await flood(start);
  await expect.poll(() => relay.dialled).toBeGreaterThan(400);
});

/** Another machine of the house, and whether the link can be made to knock there. */
async function knockInside(start?: typeof startRelayLink): Promise<number> {
  let knocks = 0;
  const router = createServer((socket) => {
    knocks += 1;
    socket.destroy();
  }).listen(0, "127.0.0.2");
  await once(router, "listening");
  opened.push(() => router.close());
  await openHouse(start);
  const { port } = router.address() as AddressInfo;
  for (const host of ["127.0.0.2", "::ffff:127.0.0.2", "127.0.0.02", "2130706434"])
    relay.order(randomBytes(300), { host, port });
  await wait(500);
  return knocks;
}

test("it cannot have the house knock at its own doors", async () => expect(await knockInside()).toBe(0));

test("where the link dials whatever it is told, it can", TAKES_BARRIER_OUT, async () => {
  const start = await patched({
    file: "hub/link/relay/dial-visitor.ts",
    find: "own.has(address) || !isInside(address)",
    replace: "own.size >= 0 || !isInside(address)",
  });
  expect(await knockInside(start)).toBeGreaterThan(0);
});

test.each([
  ["a message of no kind", { kind: "open" }],
  ["a dial to nowhere", { kind: "dial", host: "", port: 0, token: "", hello: "" }],
  ["one welcome more", { kind: "welcome", spreadSeconds: 1 }],
  ["more than a message may have", { kind: "hello", jws: "x".repeat(40_000) }],
])("%s ends the session, and the link comes back by itself", async (_, message) => {
  const house = await openHouse();
  relay.say(message);
  await expect
    .poll(() => house.link.states.slice(-3), { timeout: 15_000 })
    .toEqual(["down", "connecting", "up"]);
  const { phone, atRelay } = await openPhone(house.certificate);
  await carry(atRelay);
  expect(await answerTo(phone, CANARY)).toBe(CANARY.toUpperCase());
});

test("bytes that are no hello reach the door and nobody behind it", async () => {
  const house = await openHouse();
  for (const bytes of [randomBytes(1), randomBytes(500), Buffer.from("GET / HTTP/1.1\r\n\r\n")]) {
    const line = await relay.dial(bytes);
    line.end(randomBytes(100));
    await Promise.race([text(line).catch(() => ""), wait(300)]);
  }
  expect(house.heard).toEqual([]);
});
