/**
 * T-40, T-71. Somebody who is let as far as the house by one name asks for another: a device's that was dropped, this machine's own page,
 * the other family's at the same relay, the name that is for the house alone. By one connection there is one name, and two houses at one
 * relay are two houses. Each barrier taken out lets them in.
 */
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { makeHttpFace } from "../../hub/api/http-face.ts";
import { RELAY_LINE } from "../../hub/contract/relay-line.ts";
import { type Face, openDoor } from "../../hub/door/open-door.ts";
import { askBy, invitationTo, type JoinedHouse, openHouse, visit } from "../support/joined-house.ts";
import { makeCertificate, makeOwnCertificates } from "../support/own-certificates.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { openRelayRig, type RelayRig } from "../support/relay-rig.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";

const LONG = { timeout: 90_000 };
let relays: RelayRig;
beforeAll(async () => {
  relays = await openRelayRig();
});
afterAll(() => relays[Symbol.asyncDispose]());

type Parts = Parameters<typeof openHouse>[0];

async function joinRelay(parts?: Parts): Promise<JoinedHouse> {
  const house = await openHouse(parts);
  await house.link.begin();
  await house.keeper.join(await invitationTo(relays));
  await expect.poll(() => house.keeper.view()?.line.state, { timeout: 10_000 }).toBe("up");
  return house;
}
const at = (name: string) => `${name}:${relays.relay.port}`;
const statusOf = (answer: string) => answer.slice("HTTP/1.1 ".length, "HTTP/1.1 200".length);

/** By the name of one device, asks for what `host` is. @returns the status; the TLS alert where there was no connection */
async function ask(name: string, host: string): Promise<string> {
  const { socket, code } = await visit(relays.relay.port, name);
  return socket === undefined ? (code ?? "") : statusOf(await askBy(socket, host, "/api/v1/hub"));
}

async function byAnotherName(parts?: Parts): Promise<readonly string[]> {
  await using house = await joinRelay(parts);
  const [own, other] = [await house.device(), await house.device()];
  await expect.poll(() => ask(own.name, at(own.name)), { timeout: 10_000 }).toBe("200");
  return [await ask(own.name, at(other.name)), await ask(own.name, "localhost:8080")];
}

test("another device's name, and this machine's, are refused on a connection by this one", LONG, async () => {
  expect(await byAnotherName()).toEqual(["421", "421"]);
});

test("the test of that: where the two are not compared, it is let in", {
  ...LONG,
  ...TAKES_BARRIER_OUT,
}, async () => {
  const patch: Patch = {
    file: "hub/api/http-face.ts",
    find: "if (!isForItsName(incoming)) return refuse(outgoing);",
    replace: "void [isForItsName, refuse];",
  };
  await using copy = await makePatchedCopy([patch]);
  const blind = await copy.load<{ makeHttpFace: typeof makeHttpFace }>(patch.file);
  // The rig's one app answers to both; the hub has one for the door, which knows no other name.
  expect(await byAnotherName({ makeHttpFace: blind.makeHttpFace })).toEqual(["200", "200"]);
});

/** A relay that lies hands a visitor of one family to the hub of another. @returns what the other family's hub says */
async function handedOver(parts?: Parts): Promise<string> {
  await using mine = await joinRelay();
  await using theirs = await joinRelay(parts);
  const { name } = await mine.device();
  const { socket, code } = await visit(join(theirs.rig.dir, RELAY_LINE.door), name);
  return socket === undefined ? (code ?? "") : statusOf(await askBy(socket, at(name), "/api/v1/hub"));
}

test("a visitor whom the relay hands to another family's hub gets no answer there", LONG, async () => {
  expect(await handedOver()).toBe("ECONNRESET");
});

test("the test of that: where the door believes the relay, TLS begins", {
  ...LONG,
  ...TAKES_BARRIER_OUT,
}, async () => {
  const patch: Patch = {
    file: "hub/door/open-door.ts",
    find: "if (!away.isReady() || !names.isOurs(serverName))",
    replace: "if (!away.isReady())",
  };
  await using copy = await makePatchedCopy([patch], ["relay"]);
  const blind = await copy.load<{ openDoor: typeof openDoor }>(patch.file);
  // Not more than that: the page itself knows no such name.
  expect(await handedOver({ openDoor: blind.openDoor })).toBe("421");
});

/** A relay that lies says that a visitor asked for the home name. @returns what it gets by the hub's door */
async function byHomeName(open: typeof openDoor): Promise<string> {
  await using folder = await makeTempDir();
  const name = "pawpost-abcdefgh.local";
  const certificates = makeOwnCertificates(await makeCertificate());
  const face: Face = {
    limits: {},
    answer: (_, outgoing) => void outgoing.end("home"),
    refuseRaw: (_, socket) => void socket.destroy(),
  };
  const socketPath = join(folder.path, "door.sock");
  const names = { isOurs: () => false, onChange: () => undefined };
  const home = { name, certificates, face };
  await using _door = await open({ socketPath, names, certificates, face, home });
  const { socket, code } = await visit(socketPath, name);
  return socket === undefined ? (code ?? "") : statusOf(await askBy(socket, name, "/"));
}

test("the home name is answered to nobody by a relay", async () => {
  expect(await byHomeName(openDoor)).toBe("ECONNRESET");
});

test(
  "the test of that: where the door does not mind by which way who comes, it is",
  TAKES_BARRIER_OUT,
  async () => {
    const patch: Patch = {
      file: "hub/door/open-door.ts",
      find: "isFromHouse && home.isReady()",
      replace: "home.isReady()",
    };
    await using copy = await makePatchedCopy([patch], ["relay"]);
    expect(await byHomeName((await copy.load<{ openDoor: typeof openDoor }>(patch.file)).openDoor)).toBe(
      "200",
    );
  },
);

test("two families at one relay: the name of one leads to no other", LONG, async () => {
  await using mine = await joinRelay();
  await using theirs = await joinRelay();
  const { name } = await mine.device();
  const [label] = name.split(".");
  const stolen = `${label}.${theirs.keeper.view()?.domain}`;
  await expect.poll(() => ask(name, at(name)), { timeout: 10_000 }).toBe("200");
  expect(await ask(stolen, at(stolen))).toBe("ERR_SSL_TLSV1_UNRECOGNIZED_NAME");
});
