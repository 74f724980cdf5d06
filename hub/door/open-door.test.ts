/** The door over a Unix socket, with real TLS and the hub's own app behind it. */
import { X509Certificate } from "node:crypto";
import { connect as connectPlain, type Socket } from "node:net";
import { join } from "node:path";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { randomId } from "../../test/support/guardian.ts";
import { expectHardened } from "../../test/support/hardened.ts";
import { helloOf } from "../../test/support/hello-of.ts";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { OPERATOR_NOTE } from "../../test/support/joined.ts";
import { makeSigner } from "../../test/support/key-ring.ts";
import {
  makeCertificate,
  makeOwnCertificates,
  type OwnCertificates,
} from "../../test/support/own-certificates.ts";
import { makeHttpFace } from "../api/http-face.ts";
import { API } from "../contract/api.ts";
import { minutes } from "../domain/duration.ts";
import type { Comer } from "../ports/remote-names.ts";
import { type Door, type Face, openDoor } from "./open-door.ts";

let rig: HubRig;
let certificates: OwnCertificates;
let door: Door;
let path: string;
let who: Comer;
let name: string;
const opened: Socket[] = [];

const nameFor = async (comer: Comer): Promise<string> => {
  const origin = rig.remoteNames.lend(comer, minutes(10))?.origin ?? "";
  await rig.remoteNames.entered(origin, comer);
  return new URL(origin).hostname;
};
const comer = async (): Promise<Comer> => ({ device: (await makeSigner()).publicKey, person: randomId() });

beforeEach(async () => {
  rig = await makeHubRig();
  await rig.remoteNames.join(OPERATOR_NOTE, []);
  who = await comer();
  name = await nameFor(who);
  certificates = makeOwnCertificates(await makeCertificate());
  path = join(rig.dir, "door.sock");
  const face = makeHttpFace(rig.app);
  door = await openDoor({ socketPath: path, names: rig.remoteNames, certificates, face });
});
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.destroy();
  await door[Symbol.asyncDispose]();
  await rig[Symbol.asyncDispose]();
});

/** @returns `undefined` where the door shuts before TLS is there */
const knock = (options: ConnectionOptions = {}): Promise<TLSSocket | undefined> =>
  new Promise((resolve) => {
    const how = { servername: name, rejectUnauthorized: false, ALPNProtocols: ["http/1.1"], ...options };
    const socket = connect({ path, ...how });
    opened.push(socket);
    socket.once("secureConnect", () => resolve(socket));
    socket.once("close", () => resolve(undefined));
    socket.on("error", () => undefined);
  });
const read = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    let text = "";
    socket.setEncoding("latin1");
    socket.on("data", (part: string) => {
      text += part;
    });
    socket.on("close", () => resolve(text));
  });
async function get(target: string, options: { readonly host?: string; readonly on?: TLSSocket } = {}) {
  const socket = options.on ?? (await knock());
  if (socket === undefined) throw new Error("the door is shut");
  socket.write(`GET ${target} HTTP/1.1\r\nhost: ${options.host ?? name}\r\nconnection: close\r\n\r\n`);
  const [head = "", body = ""] = (await read(socket)).split("\r\n\r\n");
  const [status = "", ...lines] = head.split("\r\n");
  const headers = lines.map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]);
  return new Response(body, { status: Number(status.split(" ")[1]), headers });
}
const shown = (socket: TLSSocket | undefined) => socket?.getPeerX509Certificate()?.fingerprint256;
const isCut = (socket: Socket) => new Promise<true>((cut) => socket.once("close", () => cut(true)));

test("shows the page's own answers by a device's name, with every header and HTTPS for ever", async () => {
  const response = await get(`${API}/hub`);
  expect(response.status).toBe(200);
  expectHardened(response);
  expect(response.headers.get("strict-transport-security")).toBe("max-age=31536000");
});

test.each(["TLSv1.2", "TLSv1.3"] as const)("speaks %s", async (version) => {
  expect((await knock({ minVersion: version, maxVersion: version }))?.getProtocol()).toBe(version);
});

test("speaks nothing older", async () => {
  const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
  expect(await knock(old)).toBeUndefined();
});

test.each([
  ["of nobody", () => ""],
  ["of this machine", () => "localhost"],
  ["of the hub without a device", () => rig.remoteNames.domain() ?? ""],
  ["of another device", () => `${"a".repeat(26)}.${rig.remoteNames.domain()}`],
])("is shut for the name %s, before it shows a certificate", async (_, servername) => {
  expect(await knock({ servername: servername() })).toBeUndefined();
});

test.each([
  ["another device's", async () => nameFor(await comer())],
  ["this machine's", async () => "localhost:8080"],
  ["the name of a longer one", async () => `x.${name}`],
  ["no", async () => ""],
])("answers %s Host on a connection by this name with 421", async (_, other) => {
  const response = await get(`${API}/hub`, { host: await other() });
  expect(response.status).toBe(421);
  expectHardened(response);
  expect(await response.json()).toMatchObject({ code: "http.wrong-host" });
});

describe("a name that goes", () => {
  test("takes what is open by it along, at once, and nothing that is open by another", async () => {
    const other = await nameFor(await comer());
    const [by, still] = [await knock(), await knock({ servername: other })];
    if (by === undefined || still === undefined) throw new Error("the door is shut");
    const began = performance.now();
    const cut = isCut(by);
    rig.remoteNames.dropDevice(who.device);
    expect(await cut).toBe(true);
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(await knock()).toBeUndefined();
    expect((await get(`${API}/hub`, { host: other, on: still })).status).toBe(200);
  });

  test("is shut for a hello that began before and ended after", async () => {
    const socket = connectPlain(path);
    opened.push(socket);
    socket.on("error", () => undefined);
    const hello = await helloOf({ servername: name });
    socket.write(hello.subarray(0, 40));
    await new Promise((later) => setTimeout(later, 50));
    rig.remoteNames.dropDevice(who.device);
    socket.write(hello.subarray(40));
    expect(await read(socket)).toBe("");
  });
});

describe("certificates", () => {
  test("no visitor comes in before there is one", async () => {
    certificates.show(undefined);
    expect(await knock()).toBeUndefined();
  });

  test("a new one is shown to who comes next, and cuts nobody off", async () => {
    const before = await knock();
    const next = await makeCertificate();
    certificates.show(next);
    const after = await knock();
    expect(shown(after)).toBe(new X509Certificate(next.chain).fingerprint256);
    expect(shown(after)).not.toBe(shown(before));
    if (before === undefined) throw new Error("the door is shut");
    expect((await get(`${API}/hub`, { on: before })).status).toBe(200);
  });

  test("an authority that asks for acme-tls/1 alone sees the order's, and gets nothing else", async () => {
    const challenge = await makeCertificate();
    certificates.challenges.set(name, challenge);
    const socket = await knock({ ALPNProtocols: ["acme-tls/1"] });
    expect(socket?.alpnProtocol).toBe("acme-tls/1");
    expect(shown(socket)).toBe(new X509Certificate(challenge.chain).fingerprint256);
    if (socket === undefined) throw new Error("the door is shut");
    socket.write(`GET ${API}/hub HTTP/1.1\r\nhost: ${name}\r\n\r\n`);
    expect(await read(socket)).toBe("");
  });

  test("nobody sees an order's by another name, beside another protocol, or when it is over", async () => {
    const challenge = await makeCertificate();
    certificates.challenges.set(name, challenge);
    const other = await nameFor(await comer());
    expect(await knock({ servername: other, ALPNProtocols: ["acme-tls/1"] })).toBeUndefined();
    const both = await knock({ ALPNProtocols: ["acme-tls/1", "http/1.1"] });
    expect([both?.alpnProtocol, shown(both)]).toEqual(["http/1.1", shown(await knock())]);
    certificates.challenges.clear();
    expect(await knock({ ALPNProtocols: ["acme-tls/1"] })).toBeUndefined();
  });
});

describe("straight on the house's own network", () => {
  const serve = async (): Promise<{ port: number; network: AsyncDisposable }> => {
    const port = Promise.withResolvers<number>();
    const network = door.serveNetwork(0, { refused: port.reject, listening: port.resolve });
    return { port: await port.promise, network };
  };
  const at = (port: number) => ({ path: undefined, host: "127.0.0.1", port }) as unknown as ConnectionOptions;

  test("answers to a device's name as through the relay, and to nobody else", async () => {
    const { port, network } = await serve();
    await using _network = network;
    const socket = await knock(at(port));
    if (socket === undefined) throw new Error("the door is shut");
    expect((await get(`${API}/hub`, { on: socket })).status).toBe(200);
    expect(await knock({ ...at(port), servername: "localhost" })).toBeUndefined();
    expect(await knock({ ...at(port), servername: rig.remoteNames.domain() ?? "" })).toBeUndefined();
  });

  test("cuts off what is open by a name that goes, and all of it when it ends", async () => {
    const { port, network } = await serve();
    const other = await nameFor(await comer());
    const [by, still] = [await knock(at(port)), await knock({ ...at(port), servername: other })];
    if (by === undefined || still === undefined) throw new Error("the door is shut");
    const cut = isCut(by);
    rig.remoteNames.dropDevice(who.device);
    expect(await cut).toBe(true);
    const ended = isCut(still);
    await network[Symbol.asyncDispose]();
    expect(await ended).toBe(true);
    expect(await knock({ ...at(port), servername: other })).toBeUndefined();
  });

  test("one address that comes too often waits, and who comes through the relay does not", async () => {
    const { port, network } = await serve();
    await using _network = network;
    const many = await Promise.all(
      Array.from({ length: 120 }, () => knock({ ...at(port), servername: "x.test" })),
    );
    expect(many.every((socket) => socket === undefined)).toBe(true);
    expect(await knock(at(port))).toBeUndefined();
    expect(await knock()).toBeDefined();
  });

  test("one address that lets nothing go has its share and no more", async () => {
    const { port, network } = await serve();
    await using _network = network;
    const all = await Promise.all(Array.from({ length: 55 }, () => knock(at(port))));
    const open = all.filter((socket) => socket !== undefined);
    expect(open).toHaveLength(48);
    const gone = open.slice(0, 10).map(async (socket) => {
      const cut = isCut(socket);
      socket.destroy();
      await cut;
    });
    await Promise.all(gone);
    await expect.poll(async () => (await knock(at(port))) !== undefined, { interval: 300 }).toBe(true);
  });

  test("says so where the port is taken", async () => {
    const { port, network } = await serve();
    await using _network = network;
    const refused = new Promise<string>((told) => door.serveNetwork(port, { refused: told }));
    expect(await refused).toBe("EADDRINUSE");
  });
});

describe("the home name", () => {
  const HOME = "pawpost-abcdefgh.local";
  const plain: Face = {
    limits: {},
    answer: (_, outgoing) => void outgoing.end("home"),
    refuseRaw: (_, socket) => void socket.destroy(),
  };
  let own: OwnCertificates;
  let port: number;
  let network: AsyncDisposable;
  beforeEach(async () => {
    await door[Symbol.asyncDispose]();
    own = makeOwnCertificates(await makeCertificate());
    const home = { name: HOME, certificates: own, face: plain };
    const face = makeHttpFace(rig.app);
    door = await openDoor({ socketPath: path, names: rig.remoteNames, certificates, face, home });
    const listening = Promise.withResolvers<number>();
    network = door.serveNetwork(0, { refused: listening.reject, listening: listening.resolve });
    port = await listening.promise;
  });
  afterEach(() => network[Symbol.asyncDispose]());
  const inHouse = (servername: string) =>
    knock({ path: undefined, host: "127.0.0.1", port, servername } as unknown as ConnectionOptions);

  test("is answered on the house's network, by its own certificate, beside the devices' names", async () => {
    const [home, device] = [await inHouse(HOME), await inHouse(name)];
    expect(shown(home)).toBe(new X509Certificate(own.current()?.chain ?? "").fingerprint256);
    expect(shown(device)).toBe(new X509Certificate(certificates.current()?.chain ?? "").fingerprint256);
    if (home === undefined || device === undefined) throw new Error("the door is shut");
    expect(await (await get("/", { host: HOME, on: home })).text()).toBe("home");
    expect((await get(`${API}/hub`, { on: device })).status).toBe(200);
  });

  test("is nobody's by a relay, whatever the relay says", async () => {
    expect(await knock({ servername: HOME })).toBeUndefined();
    expect(await knock()).toBeDefined();
  });

  test("opens nothing that is spelt a little otherwise", async () => {
    for (const other of [`x.${HOME}`, "pawpost-abcdefgi.local", "pawpost-abcdefgh"])
      expect(await inHouse(other)).toBeUndefined();
  });

  test("needs no relay and no certificate of a relay's, and nothing is shown before it has its own", async () => {
    await rig.remoteNames.leave([]);
    certificates.show(undefined);
    const before = own.current();
    own.show(undefined);
    expect(await inHouse(HOME)).toBeUndefined();
    own.show(before);
    expect(await inHouse(HOME)).toBeDefined();
    expect(await inHouse(name)).toBeUndefined();
  });
});

describe("somebody who means no good", () => {
  test.each([
    ["says HTTP in the clear", Buffer.from(`GET ${API}/hub HTTP/1.1\r\nhost: localhost:8080\r\n\r\n`)],
    ["says nonsense", Buffer.alloc(4_096, 0x16)],
    ["announces a hello that is too long", Buffer.from([22, 3, 1, 0x40, 0, 1, 0xff, 0xff, 0xff])],
  ])("%s: is let go without a word", async (_, bytes) => {
    const socket = connectPlain(path);
    opened.push(socket);
    socket.on("error", () => undefined);
    socket.write(bytes);
    expect(await read(socket)).toBe("");
  });

  test("breaks the handshake off after its hello: others come in as before", async () => {
    const hello = await helloOf({ servername: name });
    for (let nth = 0; nth < 300; nth++) {
      const socket = connectPlain(path);
      socket.on("error", () => undefined);
      await new Promise<void>((gone) => {
        socket.once("close", () => gone());
        socket.write(hello, () => socket.destroy());
      });
    }
    expect((await get(`${API}/hub`)).status).toBe(200);
  });

  test("sends a request's head ever so slowly: is cut off as at home", async () => {
    const socket = await knock();
    if (socket === undefined) throw new Error("the door is shut");
    socket.write(`GET ${API}/hub HTTP/1.1\r\n`);
    const began = performance.now();
    const drip = setInterval(() => socket.write("x: y\r\n"), 200);
    const answer = await read(socket);
    clearInterval(drip);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(performance.now() - began).toBeLessThan(9_000);
  });

  test("opens more connections than there is room for: the rest is let go, and there is room again after", async () => {
    let gone = 0;
    const sockets = Array.from({ length: 300 }, () => {
      const socket = connectPlain(path);
      socket.on("error", () => undefined);
      socket.once("close", () => gone++);
      return socket;
    });
    await expect.poll(() => gone).toBe(44);
    await new Promise((done) => setTimeout(done, 300)); // and no more of them
    expect(gone).toBe(44);
    for (const socket of sockets) socket.destroy();
    await expect.poll(async () => (await knock()) !== undefined).toBe(true);
  });
});
