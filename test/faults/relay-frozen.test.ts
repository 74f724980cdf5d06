/**
 * Ends that are frozen, or gone without a word: a relay that is stopped (SIGSTOP), and lines on which nothing comes through any more, as after an
 * unplugged cable or a router that forgot them. Each end notices within 90 s by itself, and within 5 s when a visitor waits.
 */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { openRelay } from "../../relay/open-relay.ts";
import { helloOf } from "../support/hello-of.ts";
import { makePatchedCopy } from "../support/patched-copy.ts";
import { REFUSED, visitRaw } from "../support/raw-visitor.ts";
import { makeRelayProcess } from "../support/relay-process.ts";
import { type House, openRelayRig } from "../support/relay-rig.ts";

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

/** A relay behind such a wire. */
async function openBehindWire(open: typeof openRelay = openRelay) {
  let wire: Awaited<ReturnType<typeof openWire>> | undefined;
  const rig = await openRelayRig({}, async (options) => {
    const relay = await open(options);
    wire = await openWire(relay.port);
    return { ...relay, port: wire.port, [Symbol.asyncDispose]: () => relay[Symbol.asyncDispose]() };
  });
  // The wire first: what is cut would be waited for.
  owned.push(rig, { [Symbol.asyncDispose]: async () => void (await wire?.close()) });
  const house = await rig.house();
  const isHere = () => rig.relay.sessions.find(house.name.split(".")[1] as never) !== undefined;
  return { rig, house, isHere, cut: () => wire?.cut() };
}

const isReached = async (house: House): Promise<boolean> => {
  const phone = house.visit().on("error", () => undefined);
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

test("where it is not asked, it is believed to be there for longer", async () => {
  await using copy = await makePatchedCopy(
    [
      {
        file: "relay/sessions/control-line.ts",
        find: "const URGENT_MS = 4_000;",
        replace: "const URGENT_MS = 400_000;",
      },
    ],
    ["relay"],
  );
  const patched = await copy.load<{ openRelay: typeof openRelay }>("relay/open-relay.ts");
  const { rig, house, isHere, cut } = await openBehindWire(patched.openRelay);
  const hello = await helloOf({ servername: house.name });
  cut();
  await visitRaw(rig.relay.port, [hello]);
  expect(isHere()).toBe(true);
});

test("a line that went dead is noticed at both ends within 90 s, and so is a relay that is stopped; both houses are back by themselves", async () => {
  const relay = makeRelayProcess();
  const stopped = await openRelayRig({}, relay.open);
  owned.push(stopped);
  const [{ house, isHere, cut }, other] = [await openBehindWire(), await stopped.house()];
  cut();
  process.kill(relay.pid, "SIGSTOP");
  const since = performance.now();
  await expect.poll(isHere, { timeout: 100_000, interval: 200 }).toBe(false);
  for (const one of [house, other])
    await expect.poll(() => one.states.includes("down"), { timeout: 100_000, interval: 200 }).toBe(true);
  expect(performance.now() - since).toBeLessThan(92_000);
  process.kill(relay.pid, "SIGCONT");
  for (const one of [house, other])
    await expect.poll(() => one.states.at(-1), { timeout: 90_000, interval: 500 }).toBe("up");
  expect(await isReached(other)).toBe(true);
  expect(await isReached(house)).toBe(true);
}, 300_000);
