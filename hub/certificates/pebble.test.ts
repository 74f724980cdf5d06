/** A hub's certificate, end to end: Debian's pebble, our relay with its name server, a real session, and link as the only way out. */
import { X509Certificate } from "node:crypto";
import { Resolver } from "node:dns/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { type ConnectionOptions, connect } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hubIdOf } from "../../relay/wire/remote-name.ts";
import { openPebble, type Pebble } from "../../test/support/pebble.ts";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { type House, openRelayRig, type RelayRig, ZONE } from "../../test/support/relay-rig.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { systemClock } from "../clock/system-clock.ts";
import { LINK } from "../contract/link-job.ts";
import { ms } from "../domain/duration.ts";
import { hostAndPort } from "../domain/host-and-port.ts";
import { openDoor } from "../door/open-door.ts";
import { makeAskNameServers } from "../link/ask-name-servers.ts";
import { makeDialOut } from "../link/dial-out.ts";
import { openLinkServer } from "../link/open-link-server.ts";
import type { CertificateNote } from "../ports/certificate-notes.ts";
import type { Clock } from "../ports/clock.ts";
import type { AuthorityWords, NamePublisher } from "../ports/name-publisher.ts";
import { openAcmeAuthority } from "./acme-authority.ts";
import type { Detour } from "./detour.ts";
import { makeDnsWay } from "./dns-way.ts";
import { keepCertificate } from "./keep-certificate.ts";
import { LinkAgent } from "./link-agent.ts";
import { type LinkLine, openLinkLine } from "./link-line.ts";
import { makeNamedWay } from "./named-way.ts";
import { makeShownCertificates, type ShownCertificates } from "./shown-certificates.ts";
import type { Way } from "./way.ts";

const LOOPBACK = "127.0.0.1";
const ACME = "acme-tls/1";
const owned = new AsyncDisposableStack();
let rig: RelayRig;
let pebble: Pebble;
let line: LinkLine;
let wildcard: ShownCertificates;
let house: House;
let doors = 0;

/** A tenth of every wait, and a wall clock that can be set. */
let ahead = 0;
const clock: Clock = {
  ...systemClock,
  now: () => Date.now() + ahead,
  sleep: (wait, signal) => systemClock.sleep(ms(Math.min(wait / 10, 100)), signal),
};

beforeAll(async () => {
  const addresses = [LOOPBACK];
  const nameServers = [{ name: `ns1.${ZONE}`, addresses }];
  rig = owned.use(await openRelayRig({ dns: { host: LOOPBACK, port: 0, nameServers, addresses } }));
  const dnsPort = rig.relay.dnsPort ?? 0;
  pebble = owned.use(await openPebble({ dnsPort, tlsPort: rig.relay.port }));
  const socketPath = join(owned.use(await makeTempDir()).path, LINK.socket);
  const finder = {
    resolveNs: async () => [`ns1.${ZONE}`],
    resolve4: async () => addresses,
    resolve6: async () => [],
  };
  owned.use(
    await openLinkServer({
      socketPath,
      queue: { push: async () => "failed" },
      dialOut: makeDialOut([hostAndPort(pebble.directory)]),
      askNameServers: makeAskNameServers(finder, () => true, dnsPort),
      log: makeRecordingLog(),
    }),
  );
  line = openLinkLine(socketPath, systemClock);
  wildcard = makeShownCertificates();
  house = await openHouse(wildcard);
});
afterAll(() => owned.disposeAsync());

/** With the hub's own door, and a page of few words. */
async function openHouse(certificates: ShownCertificates): Promise<House> {
  doors += 1;
  const door = join(rig.folder, `door-${doors}.sock`);
  const names = new Set<string>();
  const face = {
    limits: { requireHostHeader: false },
    answer: (_: IncomingMessage, outgoing: ServerResponse) => void outgoing.end("hello from the hub"),
    refuseRaw: (_: unknown, socket: Duplex) => void socket.destroy(),
  };
  const opened = await openDoor({
    socketPath: door,
    names: { isOurs: (name) => names.has(name), onChange: () => undefined },
    certificates,
    face,
  });
  owned.use(opened);
  const own = await rig.house({ door });
  names.add(own.name);
  return own;
}

const hubOf = ({ signer }: House) => hubIdOf(signer.publicKey);

/** Over the house's own session, as link does it. */
function publisherOf({ link }: House, labels: Parameters<House["link"]["tell"]>[0]["labels"] = []) {
  const said: AuthorityWords[] = [];
  const publisher: NamePublisher = {
    async publish(words) {
      said.push(words);
      link.tell({ labels, proofs: words });
    },
  };
  return { said, publisher };
}

function keep(
  way: Way,
  shown: ShownCertificates,
  notes: { note?: CertificateNote } = {},
  detour?: Detour,
): AsyncDisposable {
  return keepCertificate({
    notes: {
      read: async () => notes.note,
      async write(note) {
        notes.note = note;
      },
    },
    shown,
    way,
    detour,
    directory: pebble.directory,
    openAuthority: (accountKey, signal) =>
      openAcmeAuthority({
        directory: pebble.directory,
        accountKey,
        agent: new LinkAgent(line, signal, { ca: pebble.ca }),
        signal,
        now: clock.now,
      }),
    clock,
    random: Math.random,
    log: makeRecordingLog(),
    tell: async () => undefined,
  });
}

test("a wildcard by DNS-01 through the relay's zone; renewed when two thirds of its life are over", async () => {
  const { publisher, said } = publisherOf(house, house.labels);
  const hub = hubOf(house);
  const notes: { note?: CertificateNote } = {};
  const way = makeDnsWay({ hub, zone: ZONE, publisher, line, clock });
  await using keeper = keep(way, wildcard, notes);
  await expect.poll(() => wildcard.current()).toBeDefined();
  const first = wildcard.current();
  const leaf = new X509Certificate(first?.chain ?? "");
  expect(leaf.subjectAltName).toBe(`DNS:*.${hub}.${ZONE}`);
  const account = notes.note?.account?.url;
  const issuers = [`localhost; accounturi=${account}; validationmethods=dns-01`];
  expect(said.at(-1)).toEqual({ txt: [], issuers, named: [] });
  const resolver = new Resolver();
  resolver.setServers([`${LOOPBACK}:${rig.relay.dnsPort}`]);
  expect(await resolver.resolveCaa(`${hub}.${ZONE}`)).toMatchObject([
    { issue: ";" },
    { issuewild: issuers[0] },
  ]);

  const { notBefore = 0, notAfter = 0 } = notes.note?.issued ?? {};
  const life = notAfter - notBefore;
  ahead = 0.6 * life;
  await systemClock.sleep(ms(250));
  expect(wildcard.current()).toBe(first);
  await keeper[Symbol.asyncDispose]();
  // The rest of a day after an order is over for the next life of the hub.
  ahead = 0.67 * life;
  await using _again = keep(way, wildcard, notes);
  await expect.poll(() => wildcard.current()?.chain).not.toBe(first?.chain);
  expect(notes.note?.account?.url, "by the account that there was").toBe(account);
  ahead = 0;
});

test("a visitor far away believes it, at every name of this hub and at no other hub's", async () => {
  const ca = await pebble.root();
  expect(await visit({ servername: house.name, ca })).toBe("hello from the hub");
  // Another hub shows what this one was issued, key and all: it is believed nowhere.
  const shown = makeShownCertificates(wildcard.current());
  await using other = await openHouse(shown);
  expect(await visit({ servername: other.name, ca })).toMatch(/altnames/);
});

test("one name by TLS-ALPN-01 through the relay's front and the hub's door, which let that in only while the order runs", async () => {
  const shown = makeShownCertificates();
  await using other = await openHouse(shown);
  const { publisher, said } = publisherOf(other, other.labels);
  const ends = rig.ends.length;
  await visit({ servername: other.name, ALPNProtocols: [ACME] });
  expect(rig.ends.slice(ends)).toEqual(["no-order"]);

  await using _keeper = keep(makeNamedWay({ name: other.name, publisher, shown, clock: systemClock }), shown);
  await expect.poll(() => shown.current()).toBeDefined();
  expect(new X509Certificate(shown.current()?.chain ?? "").subjectAltName).toBe(`DNS:${other.name}`);
  expect(said.map(({ named }) => named.length)).toEqual([0, 1, 0]);
  expect(said[1]?.named[0]).toMatch(/^localhost; accounturi=https:.*; validationmethods=tls-alpn-01$/);
  expect(await visit({ servername: other.name, ca: await pebble.root() })).toBe("hello from the hub");
  const after = rig.ends.length;
  await visit({ servername: other.name, ALPNProtocols: [ACME] });
  // The visit before may be noted as over only now.
  expect(rig.ends.slice(after).filter((end) => end !== "served")).toEqual(["no-order"]);
  expect(shown.challengeFor(other.name)).toBeUndefined();
});

test("a zone that does not show what the hub says: at the third try one name by TLS-ALPN-01, and that phone gets in", async () => {
  const shown = makeShownCertificates();
  await using other = await openHouse(shown);
  const { publisher, said } = publisherOf(other, other.labels);
  const lost: NamePublisher = {
    publish: (words, signal) => publisher.publish({ ...words, txt: [] }, signal),
  };
  // Two minutes of asking every name server are nothing to this one.
  const hasty: Clock = { ...clock, monotonic: () => systemClock.monotonic() * 600 };
  const way = makeDnsWay({ hub: hubOf(other), zone: ZONE, publisher: lost, line, clock: hasty });
  const notes: { note?: CertificateNote } = {};
  const detour: Detour = {
    name: () => other.name,
    // A tenth of its second is not enough for a busy relay to hear whom to let through.
    wayTo: (name) => makeNamedWay({ name, publisher, shown, clock: systemClock }),
    onChange: () => undefined,
  };
  {
    await using _keeper = keep(way, shown, notes, detour);
    await expect.poll(() => notes.note?.detour.zoneFailures).toBe(1);
    await systemClock.sleep(ms(250));
    expect([shown.current(), said.some(({ named }) => named.length > 0)]).toEqual([undefined, false]);
  }
  if (notes.note === undefined) throw new TypeError("nothing was kept");
  notes.note = { ...notes.note, rest: null, detour: { ...notes.note.detour, zoneFailures: 2 } };
  await using _keeper = keep(way, shown, notes, detour);
  await expect.poll(() => shown.current(), { timeout: 10_000 }).toBeDefined();
  expect(new X509Certificate(shown.current()?.chain ?? "").subjectAltName).toBe(`DNS:${other.name}`);
  expect(await visit({ servername: other.name, ca: await pebble.root() })).toBe("hello from the hub");
  expect(notes.note.detour.name).toBe(other.name);
});

/** @returns what it reads, or what is wrong */
const visit = (options: ConnectionOptions) =>
  new Promise<string>((done) => {
    const socket = connect({ host: LOOPBACK, port: rig.relay.port, ...options });
    let text = "";
    socket.once("secureConnect", () => socket.write("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"));
    socket.on("data", (bytes: Buffer) => {
      text += bytes.toString();
    });
    socket.on("error", (error) => done(error.message));
    socket.on("close", () => done(text.split("\r\n\r\n")[1] ?? text));
  });
