/** Joining a relay, being reached through it and leaving it: a real relay, the real link, the real door. */
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { signCredential } from "../../relay/wire/credentials.ts";
import { hubIdOf } from "../../relay/wire/remote-name.ts";
import { askBy, invitationTo, type JoinedHouse, openHouse, visit } from "../../test/support/joined-house.ts";
import { openRelayRig, type RelayRig, ZONE } from "../../test/support/relay-rig.ts";
import { API } from "../contract/api.ts";
import { verifyJws } from "../contract/jws.ts";
import { fromLink, RELAY_LINE } from "../contract/relay-line.ts";
import { openHubSigner } from "../store/hub-signer.ts";

const REFUSED = "ERR_SSL_TLSV1_UNRECOGNIZED_NAME";
let relays: RelayRig;
let house: JoinedHouse;

beforeAll(async () => {
  relays = await openRelayRig();
});
afterAll(() => relays[Symbol.asyncDispose]());
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house[Symbol.asyncDispose]());

const kinds = async () => {
  const known: string[] = [];
  for await (const { kind } of house.rig.house.ledger.entries()) known.push(kind);
  return known;
};
const line = () => house.keeper.view()?.line;
const isUp = () => expect.poll(() => line()?.state, { timeout: 10_000 }).toBe("up");
const joinAndHold = async () => {
  await house.link.begin();
  await house.keeper.join(await invitationTo(relays));
  await isUp();
};

test("joined, a device is reached by its own name through the relay, and nobody else", async () => {
  await joinAndHold();
  const { name } = await house.device();
  await expect.poll(async () => (await visit(relays.relay.port, name)).code).toBeUndefined();
  const { socket } = await visit(relays.relay.port, name);
  if (socket === undefined) throw new Error("not reached");
  expect(await askBy(socket, `${name}:${relays.relay.port}`, `${API}/hub`)).toMatch(/^HTTP\/1\.1 200 /);
  const strange = name.replace(/^.{25}/, "a".repeat(25));
  expect(await visit(relays.relay.port, strange)).toEqual({ socket: undefined, code: REFUSED });
});

test("says where it is, whether it is there and how far that is", async () => {
  expect(house.keeper.view()).toBeUndefined();
  await joinAndHold();
  await house.device();
  await expect
    .poll(() => house.keeper.view())
    .toEqual({
      zone: ZONE,
      domain: `${hubIdOf(house.rig.house.signer.publicKey)}.${ZONE}`,
      hasCertificate: true,
      onlyFor: null,
      names: 1,
      line: { state: "up", milliseconds: expect.any(Number) },
    });
  house.certificates.show(undefined);
  expect(house.keeper.view()?.hasCertificate).toBe(false);
});

test("the relay is asked how the house looks from outside, and knocks at no address of a house or a machine itself", async () => {
  expect(await house.keeper.lookFromOutside()).toBeUndefined();
  await joinAndHold();
  const views = await Promise.all([house.keeper.lookFromOutside(), house.keeper.lookFromOutside()]);
  expect(views[0]).toEqual({
    ipv4: { as: "seen", address: "127.0.0.1", knocked: [], open: [] },
    ipv6: { as: "unseen", why: "silent" },
  });
  expect(views[1]).toBe(views[0]);
  await house.link.end();
  await expect.poll(() => line()?.state).toBe("starting");
  await expect(house.keeper.lookFromOutside()).rejects.toMatchObject({ code: "relay.no-link" });
});

test("a name that goes is refused at the relay within a second, and what is open by it is cut", async () => {
  await joinAndHold();
  const [lost, kept] = [await house.device(), await house.device()];
  const { port } = relays.relay;
  await expect.poll(async () => (await visit(port, kept.name)).code).toBeUndefined();
  const { socket } = await visit(port, lost.name);
  const cut = new Promise<number>((done) => socket?.once("close", () => done(performance.now())));
  const began = performance.now();
  house.rig.remoteNames.dropDevice(lost.comer.device);
  expect((await cut) - began).toBeLessThan(1_000);
  await new Promise((later) => setTimeout(later, Math.max(0, 600 - (performance.now() - began))));
  // The refusal itself takes 300 ms: it was decided before.
  expect(await visit(port, lost.name)).toEqual({ socket: undefined, code: REFUSED });
  expect((await visit(port, kept.name)).code).toBeUndefined();
});

test("every guardian is told that it was joined, and left; left, nobody is let in and nothing is known", async () => {
  await joinAndHold();
  const { name } = await house.device();
  await house.keeper.leave();
  expect(await kinds()).toEqual(["relay-joined", "relay-left"]);
  expect(house.rig.house.alerts.all().map(({ class: is, count }) => [is, count])).toEqual([
    ["relay-changed", 2],
  ]);
  await expect.poll(async () => (await visit(relays.relay.port, name)).code).toBe(REFUSED);
  expect(house.keeper.view()).toBeUndefined();
  expect([house.rig.remoteStore.note(), house.rig.remoteStore.names()]).toEqual([undefined, []]);
  await expect(house.keeper.leave()).rejects.toMatchObject({ code: "relay.not-joined" });
});

test("it can join again after it left", async () => {
  await joinAndHold();
  await house.keeper.leave();
  await house.keeper.join(await invitationTo(relays));
  await isUp();
});

describe("an invitation", () => {
  beforeEach(() => house.link.begin());

  test("counts once", async () => {
    const invitation = await invitationTo(relays);
    await house.keeper.join(invitation);
    await using other = await openHouse();
    await other.link.begin();
    await expect(other.keeper.join(invitation)).rejects.toMatchObject({ code: "relay.wrong-code" });
    expect(other.keeper.view()).toBeUndefined();
    await expect(house.keeper.join(await invitationTo(relays))).rejects.toMatchObject({
      code: "relay.joined-already",
    });
  });

  test("of another operator's relay is not used up there", async () => {
    await using others = await openRelayRig();
    const invitation = await invitationTo(relays, others.relay.port);
    await expect(house.keeper.join(invitation)).rejects.toMatchObject({ code: "relay.wrong-relay" });
    await house.keeper.join(invitation.replace(String(others.relay.port), String(relays.relay.port)));
  });

  test("where nobody answers says so, and can be tried again", async () => {
    const invitation = await invitationTo(relays);
    const nowhere = invitation.replace(`:${relays.relay.port}/`, ":1/");
    await expect(house.keeper.join(nowhere)).rejects.toMatchObject({ code: "relay.silent" });
    await house.keeper.join(invitation);
  });

  test.each(["", "relay.example", "https://relay.example/", "x".repeat(700)])("is none: %j", async (text) => {
    await expect(house.keeper.join(text)).rejects.toMatchObject({ code: "relay.no-invitation" });
    expect(await kinds()).toEqual([]);
  });
});

test("a relay that lost its operator's key is not believed, and every guardian is told once (T-73)", async () => {
  await joinAndHold();
  const { port } = relays.relay;
  await relays.relay[Symbol.asyncDispose]();
  await using impostor = await openRelayRig({ port });
  try {
    const isDoubted = { state: "down", why: "wrong-relay" };
    await expect.poll(line, { timeout: 15_000 }).toEqual(isDoubted);
    await house.link.end();
    await house.link.begin();
    await expect.poll(line, { timeout: 15_000 }).toEqual(isDoubted);
    expect(await kinds()).toEqual(["relay-joined", "relay-doubtful"]);
    expect(house.rig.house.alerts.all().map(({ class: is }) => is)).toContain("relay-doubtful");
    expect(impostor.ends).toEqual([]);
  } finally {
    await impostor.relay[Symbol.asyncDispose]();
    await relays.restart();
  }
});

test("the link may go and come: the house is back, by the names of now", async () => {
  await joinAndHold();
  const { name } = await house.device();
  await house.link.end();
  await expect.poll(() => line()?.state).toBe("starting");
  expect((await visit(relays.relay.port, name)).code).toBe(REFUSED);
  const late = await house.device();
  await house.link.begin();
  await isUp();
  await expect.poll(async () => (await visit(relays.relay.port, late.name)).code).toBeUndefined();
});

describe("a link that was taken over", () => {
  interface Spoken {
    readonly heard: unknown[];
    say(message: object): void;
    hangUp(): Promise<void>;
  }
  /** Takes link's place at its socket. */
  async function takeOver(): Promise<Spoken> {
    const heard: unknown[] = [];
    const there = Promise.withResolvers<Socket>();
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.setEncoding("utf8");
      socket.on("data", (text: string) => {
        for (const said of text.trim().split("\n")) heard.push(JSON.parse(said));
      });
      there.resolve(socket);
    });
    const path = join(house.rig.dir, RELAY_LINE.socket);
    await mkdir(dirname(path), { recursive: true });
    server.listen(path);
    await once(server, "listening");
    return {
      heard,
      say: (message) => void there.promise.then((socket) => socket.write(`${JSON.stringify(message)}\n`)),
      async hangUp() {
        (await there.promise).destroy();
        server.close();
      },
    };
  }
  const channel = Buffer.alloc(32, 7).toString("base64url");
  const invited = async () => {
    const link = await takeOver();
    const joining = house.keeper.join(await invitationTo(relays)).then(
      () => "joined",
      (error: { code: string }) => error.code,
    );
    await expect.poll(() => link.heard.length).toBe(1);
    return { link, joining };
  };

  test("has nothing signed but hellos, for what this hub joined", async () => {
    const { link, joining } = await invited();
    link.say({ kind: "sign", id: 1, what: "session", channel });
    link.say({ kind: "sign", id: 3, what: "look", channel });
    link.say({ kind: "sign", id: 2, what: "enrolment", channel });
    await expect.poll(() => link.heard.length).toBe(2);
    expect(link.heard[1]).toMatchObject({ kind: "signed", id: 2 });
    const { jws } = link.heard[1] as { jws: string };
    await expect(verifyJws("pawpost-enrol", jws)).resolves.toMatchObject({
      signer: house.rig.house.signer.publicKey,
      payload: { channel },
    });
    await link.hangUp();
    expect(await joining).toBe("relay.no-link");
  });

  test.each([
    ["another text", { kind: "sign", id: 1, what: "enrolment", channel, text: "a head of the ledger" }],
    ["another kind", { kind: "sign", id: 1, what: "ledger", channel }],
    ["no channel", { kind: "sign", id: 1, what: "enrolment", channel: "x".repeat(200) }],
  ])("is cut off for %s", async (_, message) => {
    const { link, joining } = await invited();
    expect(fromLink.safeParse(message).success).toBe(false);
    link.say(message);
    expect(await joining).toBe("relay.no-link");
    expect(link.heard).toHaveLength(1);
    await link.hangUp();
  });

  test("joins the hub to no other relay than the invitation's, nor with another hub's enrolment", async () => {
    const [operator, stranger] = [openHubSigner(Buffer.alloc(32, 1)), openHubSigner(Buffer.alloc(32, 2))];
    const { link, joining } = await invited();
    const said = { v: 1, hub: house.rig.house.signer.publicKey, zone: ZONE, issuedAt: 1 } as const;
    const enrolment = await signCredential("enrolment", said, operator);
    const place = { zone: ZONE, host: "127.0.0.1", port: relays.relay.port };
    link.say({ kind: "joined", note: { ...place, operator: operator.publicKey, enrolment } });
    expect(await joining).toBe("relay.wrong-relay");
    const again = house.keeper
      .join(await invitationTo(relays))
      .catch((error: { code: string }) => error.code);
    const foreign = await signCredential("enrolment", { ...said, hub: stranger.publicKey }, operator);
    link.say({ kind: "joined", note: { ...place, operator: relays.relay.operator, enrolment: foreign } });
    expect(await again).toBe("relay.wrong-relay");
    expect(house.keeper.view()).toBeUndefined();
    await link.hangUp();
  });
});
