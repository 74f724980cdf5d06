/** A relay as its neighbours see it: houses that dial in, visitors that come by name, strangers that try. */
import { randomBytes } from "node:crypto";
import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { buffer, text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import type { TLSSocket } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openRelaySession } from "../hub/link/relay/relay-session.ts";
import { openHubSigner } from "../hub/store/hub-signer.ts";
import { type House, helloBy, openRelayRig, type RelayRig, ZONE } from "../test/support/relay-rig.ts";
import { openRelayKeys } from "./keep/relay-keys.ts";
import { revoke } from "./keep/revocations.ts";
import { signCredential } from "./wire/credentials.ts";
import { makeDeviceLabel, parseRemoteName, sayRemoteName } from "./wire/remote-name.ts";

let rig: RelayRig;
let house: House;
let other: House;

beforeAll(async () => {
  rig = await openRelayRig();
  house = await rig.house();
  other = await rig.house({ serve: (socket) => socket.end("the other house") });
});
afterAll(() => rig[Symbol.asyncDispose]());

async function alertOf(visitor: TLSSocket): Promise<string | undefined> {
  const [error] = await once(visitor, "error");
  return (error as NodeJS.ErrnoException).code;
}

test("a visitor reaches the house, and both say all that they have to say", async () => {
  const visitor = house.visit();
  visitor.end("Good night, little bear.");
  expect(await text(visitor)).toBe("Good night, little bear.");
});

test("names lead to their own house", async () => {
  expect(await text(other.visit())).toBe("the other house");
});

test("what is large arrives whole, both ways", async () => {
  const sent = randomBytes(8_000_000);
  const visitor = house.visit();
  visitor.end(sent);
  expect((await buffer(visitor)).equals(sent)).toBe(true);
});

test("who half-closes is still answered", async () => {
  const late = await rig.house({
    serve: (socket) =>
      void text(socket).then(async (said) => {
        await wait(100);
        socket.end(said.toUpperCase());
      }),
  });
  const visitor = late.visit();
  visitor.end("good night");
  expect(await text(visitor)).toBe("GOOD NIGHT");
});

test("a visitor that never reads costs the others nothing", async () => {
  const big = randomBytes(4_000_000);
  const generous = await rig.house({ serve: (socket) => void socket.end(big) });
  const stalled = Array.from({ length: 20 }, () => generous.visit());
  for (const visitor of stalled) visitor.pause();
  await wait(500);
  expect((await buffer(generous.visit())).equals(big)).toBe(true);
  for (const visitor of stalled) visitor.destroy();
});

const ownName = () => {
  const name = parseRemoteName(house.name, ZONE);
  if (name === undefined) throw new TypeError("no name");
  return name;
};
const NOTHING = { labels: [], proofs: { txt: [], issuers: [], named: [] } };
const anyLabel = () => makeDeviceLabel(randomBytes(16));

test.each([
  ["a label that is none of the house's", () => sayRemoteName({ ...ownName(), label: anyLabel() }, ZONE)],
  [
    "a house that is not there",
    () => sayRemoteName({ label: anyLabel(), hub: ownName().hub.replace(/^./, "z") as never }, ZONE),
  ],
  [
    "another house's label",
    () => sayRemoteName({ label: ownName().label, hub: other.name.split(".")[1] as never }, ZONE),
  ],
  ["another zone", () => "www.other.example"],
])("%s is refused by one alert, after the same time", async (_, name) => {
  const since = performance.now();
  expect(await alertOf(house.visit(name()))).toBe("ERR_SSL_TLSV1_UNRECOGNIZED_NAME");
  expect(performance.now() - since).toBeGreaterThan(295);
});

test("a label that was taken back opens nothing from then on", async () => {
  const short = await rig.house();
  const visitor = short.visit();
  visitor.end("still");
  expect(await text(visitor)).toBe("still");
  short.link.tell(NOTHING);
  await expect.poll(() => rig.relay.sessions.find(short.name.split(".")[1] as never)?.labels.size).toBe(0);
  expect(await alertOf(short.visit())).toBe("ERR_SSL_TLSV1_UNRECOGNIZED_NAME");
});

async function sayRaw(bytes: Uint8Array): Promise<Buffer> {
  const socket: Socket = connectTcp({ host: "127.0.0.1", port: rig.relay.port });
  socket.write(bytes);
  return buffer(socket);
}

test("what is no hello hears the same alert", async () => {
  expect((await sayRaw(Buffer.from("GET / HTTP/1.1\r\nHost: a\r\n\r\n"))).toString("hex")).toBe(
    "15030300020270",
  );
});

test("a token that nobody waits for is hung up on", async () => {
  expect((await sayRaw(Buffer.concat([Buffer.from("PAWPOST1"), randomBytes(24)]))).length).toBe(0);
});

test("who was not enrolled does not get in, nor with another's enrolment", async () => {
  const stranger = openHubSigner(randomBytes(32));
  await expect(openRelaySession(house.note, helloBy(1, stranger, house.note), NOTHING)).rejects.toMatchObject(
    {
      code: "wire.not-enrolled",
    },
  );
});

test("an operator's own hand is needed for an enrolment, not just any key", async () => {
  const operator = openHubSigner(randomBytes(32));
  const signer = openHubSigner(randomBytes(32));
  const said = { v: 1, hub: signer.publicKey, zone: ZONE, issuedAt: Date.now() } as const;
  const enrolment = await signCredential("enrolment", said, operator);
  await expect(
    openRelaySession(house.note, helloBy(1, signer, { enrolment }), NOTHING),
  ).rejects.toMatchObject({
    code: "wire.not-enrolled",
  });
});

test("a relay of another operator is not signed in at", async () => {
  const operator = openHubSigner(randomBytes(32)).publicKey;
  await expect(
    openRelaySession({ ...house.note, operator }, helloBy(1, house.signer, house.note), NOTHING),
  ).rejects.toMatchObject({
    code: "wire.wrong-relay",
  });
});

test("an earlier session does not take the place of a later one", async () => {
  await expect(
    openRelaySession(house.note, helloBy(1, house.signer, house.note), NOTHING),
  ).rejects.toMatchObject({
    code: "wire.stale",
  });
  const visitor = house.visit();
  visitor.end("still here");
  expect(await text(visitor)).toBe("still here");
});

const number = (of: House) => rig.relay.sessions.find(of.name.split(".")[1] as never)?.number ?? 0;
async function isReached(of: House): Promise<boolean> {
  const visitor = of.visit();
  visitor.end("hello");
  return (await text(visitor).catch(() => "")) === "hello";
}

test("a node that goes says so before: houses are there a second time before they are gone, and no visitor is lost", async () => {
  const before = number(house);
  const visiting = Array.from({ length: 20 }, async (_, nth) => {
    await wait(nth * 20);
    return isReached(house);
  });
  await wait(100);
  void rig.relay.drain(AbortSignal.timeout(1_000));
  expect(await Promise.all(visiting)).toEqual(visiting.map(() => true));
  expect(number(house)).toBeGreaterThan(before);
});

test("after a restart of the relay houses come back by themselves", async () => {
  await rig.restart();
  await expect.poll(() => isReached(house), { timeout: 20_000, interval: 500 }).toBe(true);
  expect(house.states.slice(-3)).toEqual(["down", "connecting", "up"]);
});

test("what a house has to prove is answered by the zone's name server, for as long as the house is there", async () => {
  await using own = await openRelayRig({
    dns: {
      host: "127.0.0.1",
      port: 0,
      nameServers: [{ name: `ns1.${ZONE}`, addresses: ["127.0.0.1"] }],
      addresses: ["127.0.0.1"],
    },
  });
  const prover = await own.house();
  const hub = prover.name.split(".")[1];
  const resolver = new Resolver({ timeout: 2_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${own.relay.dnsPort}`]);
  const txt = () => resolver.resolveTxt(`_acme-challenge.${hub}.${ZONE}`).catch((error) => error.code);
  expect(await txt()).toBe("ENODATA");
  const proof = randomBytes(32).toString("base64url");
  prover.link.tell({ labels: [], proofs: { txt: [proof], issuers: ["ca.example"], named: [] } });
  await expect.poll(txt).toEqual([[proof]]);
  expect(await resolver.resolve4(prover.name)).toEqual(["127.0.0.1"]);
  await prover.link[Symbol.asyncDispose]();
  await expect.poll(txt).toBe("ENODATA");
});

test("a house whose enrolment is taken back is cut off at once, stays out, and the others do not notice", async () => {
  const gone = await rig.house();
  expect(await isReached(gone)).toBe(true);
  const { operatorSigner } = await openRelayKeys(rig.folder, Date.now);
  if (operatorSigner === undefined) throw new TypeError("no operator");
  await revoke(rig.folder, gone.signer.publicKey, operatorSigner, Date.now());
  await expect
    .poll(() => gone.link.state, { timeout: 5_000 })
    .toEqual({ kind: "down", code: "wire.revoked" });
  expect(await isReached(gone)).toBe(false);
  await expect(
    openRelaySession(gone.note, helloBy(99, gone.signer, gone.note), NOTHING),
  ).rejects.toMatchObject({
    code: "wire.revoked",
  });
  await expect.poll(() => isReached(other).then(() => number(other))).toBeGreaterThan(0);
});
