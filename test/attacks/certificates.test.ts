/**
 * Certificates, of the T-70 to T-73: who has one hub gets no certificate for another, and nobody makes link, which carries what the authority is
 * told, knock at another door. A real relay with its name server and two houses; the real link socket.
 */
import { randomBytes } from "node:crypto";
import { Resolver } from "node:dns/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { connect } from "node:tls";
import { expect, test } from "vitest";
import { openLinkLine } from "../../hub/certificates/link-line.ts";
import { systemClock } from "../../hub/clock/system-clock.ts";
import { LINK } from "../../hub/contract/link-job.ts";
import { makeDialOut } from "../../hub/link/dial-out.ts";
import { openLinkServer } from "../../hub/link/open-link-server.ts";
import { openRelaySession } from "../../hub/link/relay/relay-session.ts";
import { openRelay } from "../../relay/open-relay.ts";
import { hubIdOf } from "../../relay/wire/remote-name.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { makeRecordingLog } from "../support/quiet-log.ts";
import { type House, helloBy, openRelayRig, type RelayRig, ZONE } from "../support/relay-rig.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";

const LOOPBACK = "127.0.0.1";
const LONG = { timeout: 240_000 };
const signal = new AbortController().signal;

async function withRelay<T>(patch: Patch | undefined, attack: (rig: RelayRig) => Promise<T>): Promise<T> {
  await using owned = new AsyncDisposableStack();
  const copy = patch && owned.use(await makePatchedCopy([patch], ["relay"]));
  const open = copy
    ? (await copy.load<{ openRelay: typeof openRelay }>("relay/open-relay.ts")).openRelay
    : openRelay;
  const addresses = [LOOPBACK];
  const dns = { host: LOOPBACK, port: 0, nameServers: [{ name: `ns1.${ZONE}`, addresses }], addresses };
  return await attack(owned.use(await openRelayRig({ dns }, open)));
}

/** A house that was wholly taken over says its own proof, for another house. @returns what name servers then say of that one */
async function stealName(rig: RelayRig): Promise<unknown> {
  const victim = await rig.house();
  const thief = await rig.house();
  const proof = randomBytes(32).toString("base64url");
  victim.link.tell({ labels: victim.labels, proofs: { txt: [], issuers: ["ca.example"], named: [] } });
  thief.link.tell({ labels: victim.labels, proofs: { txt: [proof], issuers: ["evil.example"], named: [] } });
  const resolver = new Resolver({ timeout: 2_000, tries: 1 });
  resolver.setServers([`${LOOPBACK}:${rig.relay.dnsPort}`]);
  const texts = (house: House) =>
    resolver
      .resolveTxt(`_acme-challenge.${hubIdOf(house.signer.publicKey)}.${ZONE}`)
      .catch(({ code }) => code);
  await expect.poll(() => texts(thief)).toEqual([[proof]]);
  const issuers = await resolver.resolveCaa(`${hubIdOf(victim.signer.publicKey)}.${ZONE}`);
  return [await texts(victim), issuers.flatMap(({ issuewild }) => issuewild ?? [])];
}

test("who has one hub has nothing said under another's name", LONG, async () => {
  expect(await withRelay(undefined, stealName)).toEqual(["ENODATA", ["ca.example"]]);
});

test("the test of that: by a relay that does not ask whose session it is, the thief gets a certificate", {
  ...LONG,
  ...TAKES_BARRIER_OUT,
}, async () => {
  const anybody: Patch = {
    file: "relay/open-relay.ts",
    find: "proofs: async (hub) => sessions.find(hub)?.proofs ?? neighbours.proofs(hub)",
    replace: "proofs: async () => [...sessions.all].at(-1)?.proofs",
  };
  const [texts, issuers] = (await withRelay(anybody, stealName)) as [unknown, unknown];
  expect(texts).toEqual([[expect.any(String)]]);
  expect(issuers).toEqual(["evil.example"]);
});

test("a hub that names another one in what it says is not heard any more", LONG, async () => {
  await withRelay(undefined, async (rig) => {
    const victim = await rig.house();
    const thief = await rig.house();
    const words = { txt: [], issuers: [], named: [] };
    const session = await openRelaySession(thief.note, helloBy(1_000, thief.signer, thief.note), {
      labels: [],
      proofs: words,
    });
    const named = { kind: "proofs", ...words, hub: hubIdOf(victim.signer.publicKey) };
    session.line.send(named as Parameters<typeof session.line.send>[0]);
    await expect(session.line.next()).rejects.toMatchObject({ code: "wire.malformed" });
  });
});

/** Speaks as an authority does, to a house that has ordered nothing. @returns whether the house answers it, or why not */
async function knockAsAuthority(rig: RelayRig): Promise<string | undefined> {
  const house = await rig.house();
  const socket = connect({
    host: LOOPBACK,
    port: rig.relay.port,
    servername: house.name,
    ALPNProtocols: ["acme-tls/1"],
    rejectUnauthorized: false,
  });
  socket.on("error", () => undefined);
  let isIn = false;
  socket.once("secureConnect", () => {
    isIn = true;
    socket.end();
  });
  await new Promise((closed) => socket.once("close", closed));
  return isIn ? "answered" : rig.ends[0];
}

test("nobody who speaks like an authority gets to a house that ordered nothing", LONG, async () => {
  expect(await withRelay(undefined, knockAsAuthority)).toBe("no-order");
});

test("the test of that: by a relay that does not look, they do", {
  ...LONG,
  ...TAKES_BARRIER_OUT,
}, async () => {
  const blind: Patch = {
    file: "relay/front/visitors.ts",
    find: 'if (isAuthority && (session.proofs?.named.length ?? 0) === 0) return "no-order";',
    replace: "",
  };
  expect(await withRelay(blind, knockAsAuthority)).toBe("answered");
});

/** As whoever has taken the hub over: straight to link. @returns whether a machine of the house was knocked at */
async function knockAtHome(dialOut: typeof makeDialOut): Promise<boolean> {
  await using owned = new AsyncDisposableStack();
  let isKnocked = false;
  const router = createServer((socket) => {
    isKnocked = true;
    socket.destroy();
  });
  await new Promise<void>((done) => router.listen(0, LOOPBACK, done));
  owned.defer(() => void router.close());
  const socketPath = join(owned.use(await makeTempDir()).path, LINK.socket);
  owned.use(
    await openLinkServer({
      socketPath,
      queue: { push: async () => "failed" },
      dialOut: dialOut(["ca.example:443"]),
      askNameServers: async () => ({ servers: [] }),
      log: makeRecordingLog(),
    }),
  );
  const { port } = router.address() as AddressInfo;
  const line = openLinkLine(socketPath, systemClock);
  for (const target of [`${LOOPBACK}:${port}`, `localhost:${port}`, `ca.example:443@${LOOPBACK}:${port}`])
    await line.dial(target, signal).then(
      (socket) => socket.destroy(),
      () => undefined,
    );
  await new Promise((soon) => setTimeout(soon, 100));
  return isKnocked;
}

test("nobody makes link knock at a door of the house", LONG, async () => {
  expect(await knockAtHome(makeDialOut)).toBe(false);
});

test("the test of that: a link that dials whatever it is told is a way into the house", {
  ...LONG,
  ...TAKES_BARRIER_OUT,
}, async () => {
  await using copy = await makePatchedCopy([
    {
      file: "hub/link/dial-out.ts",
      find: "if (!allowed.includes(target)) throw",
      replace: "if (allowed.length === 0) throw",
    },
  ]);
  const open = await copy.load<{ makeDialOut: typeof makeDialOut }>("hub/link/dial-out.ts");
  expect(await knockAtHome(open.makeDialOut)).toBe(true);
});
