/**
 * Lines that are open at both ends and on which nothing comes through any more, as after a router that forgot them. Each end notices within 90 s by
 * itself, and within 5 s when a visitor waits; then the house is back. The test of that: with endless waits nobody notices.
 */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, expect, test, vi } from "vitest";
import { startRelayLink } from "../../hub/link/relay/start-relay-link.ts";
import { openRelay } from "../../relay/open-relay.ts";
import { size } from "../attacks/sizes.ts";
import { helloOf } from "../support/hello-of.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { REFUSED, visitRaw } from "../support/raw-visitor.ts";
import { type House, openRelayRig } from "../support/relay-rig.ts";
import { endlessWaits, idleWaits } from "../support/relay-waits.ts";

const PERCENT = size("deadLines");
/** The longest of both ends' waits, and some for a machine that has other work. */
const IDLE_MS = (85_000 * PERCENT) / 100 + 3_000;
const LONG = { timeout: 120_000 + 4 * IDLE_MS };

const owned: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of owned.splice(0).reverse()) await one[Symbol.asyncDispose]();
});

/** Passes on what comes, until it is told that nothing of what is open now comes through any more. */
async function openWire(to: number) {
  const pairs: (readonly [Socket, Socket])[] = [];
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ host: "127.0.0.1", port: to, allowHalfOpen: true });
    pairs.push([near, far]);
    for (const socket of [near, far]) socket.on("error", () => undefined);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
    near.pipe(far);
    far.pipe(near);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      for (const [near, far] of pairs) {
        near.unpipe(far).pause();
        far.unpipe(near).pause();
      }
    },
    async close() {
      for (const [near] of pairs) near.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

interface Parts {
  readonly openRelay: typeof openRelay;
  readonly startRelayLink: typeof startRelayLink;
}
/** Relay and link with other waits. */
async function withWaits(patches: readonly Patch[]): Promise<Parts> {
  const copy = await makePatchedCopy(patches, ["relay"]);
  owned.push(copy);
  return {
    ...(await copy.load<Pick<Parts, "openRelay">>("relay/open-relay.ts")),
    ...(await copy.load<Pick<Parts, "startRelayLink">>("hub/link/relay/start-relay-link.ts")),
  };
}

/** A relay behind such a wire. */
async function openBehindWire(parts: Parts = { openRelay, startRelayLink }) {
  let wire: Awaited<ReturnType<typeof openWire>> | undefined;
  const rig = await openRelayRig({}, async (options) => {
    const relay = await parts.openRelay(options);
    wire = await openWire(relay.port);
    return { ...relay, port: wire.port, [Symbol.asyncDispose]: () => relay[Symbol.asyncDispose]() };
  });
  // The wire first: what is cut would be waited for.
  owned.push(rig, { [Symbol.asyncDispose]: async () => void (await wire?.close()) });
  const house = await rig.house({ startLink: parts.startRelayLink });
  const isHere = () => rig.relay.sessions.find(house.name.split(".")[1] as never) !== undefined;
  await vi.waitFor(() => expect(isHere()).toBe(true), 90_000);
  return { rig, house, isHere, cut: () => wire?.cut() };
}

const isReached = async (house: House): Promise<boolean> => {
  const phone = house.visit();
  phone.end("good night");
  return (await text(phone).catch(() => "")) === "good night";
};

test("a house that does not answer while a visitor waits is given up within five seconds, and the visitor is sent away", async () => {
  const { rig, house, isHere, cut } = await openBehindWire();
  expect(await isReached(house)).toBe(true);
  const hello = await helloOf({ servername: house.name });
  cut();
  const since = performance.now();
  const visit = visitRaw(rig.relay.port, [hello]);
  await expect.poll(isHere, { timeout: 20_000, interval: 50 }).toBe(false);
  expect(performance.now() - since).toBeLessThan(5_500);
  expect(await visit).toMatchObject({ heard: REFUSED });
});

test("with endless waits it is believed to be there for longer", async () => {
  const { rig, house, isHere, cut } = await openBehindWire(await withWaits(endlessWaits));
  const hello = await helloOf({ servername: house.name });
  cut();
  await visitRaw(rig.relay.port, [hello]);
  expect(isHere()).toBe(true);
});

test(
  `a line that went dead is noticed at both ends within ${PERCENT} % of 90 s, and the house is back by itself`,
  LONG,
  async () => {
    const { house, isHere, cut } = await openBehindWire(await withWaits(idleWaits(PERCENT)));
    const endless = await openBehindWire(await withWaits(endlessWaits));
    for (const one of [endless.cut, cut]) one();
    const since = performance.now();
    await expect.poll(isHere, { timeout: 2 * IDLE_MS, interval: 100 }).toBe(false);
    await expect
      .poll(() => house.states.includes("down"), { timeout: 2 * IDLE_MS, interval: 100 })
      .toBe(true);
    expect(performance.now() - since).toBeLessThan(IDLE_MS);
    expect([endless.isHere(), endless.house.states.includes("down")]).toEqual([true, false]);
    await expect.poll(() => house.states.at(-1), { timeout: 90_000, interval: 250 }).toBe("up");
    expect(await isReached(house)).toBe(true);
  },
);
