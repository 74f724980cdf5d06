/**
 * A house whose cable is pulled, in networks of their own (`own-network.ts`): real hub and link in one, the real relay in another one, and a cable
 * between them. A visitor is in the middle of a large answer, another one asks on a connection that was open before, a third one comes when it
 * happened. All of them hear the end of it; at neither end anything lies half open; plugged in again, everything works. The tests of that: where
 * nobody buries what was under way, it lies there; where nobody notices anything, everybody waits.
 */
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { TLSSocket } from "node:tls";
import { afterEach, expect, test, vi } from "vitest";
import { size } from "../attacks/sizes.ts";
import { helloOf } from "../support/hello-of.ts";
import { askAway, askForMuch, type HouseAway, startHouseAway } from "../support/house-away.ts";
import { invitationTo, visit } from "../support/joined-house.ts";
import {
  type Cable,
  connectionsWith,
  HOUSE,
  hasOwnNetwork,
  layCable,
  WORLD,
} from "../support/own-network.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { REFUSED, visitRaw } from "../support/raw-visitor.ts";
import { makeRelayProcess } from "../support/relay-process.ts";
import { openRelayRig } from "../support/relay-rig.ts";
import { endlessWaits, idleWaits } from "../support/relay-waits.ts";
import { startProgram } from "../support/start-program.ts";
import { makeTempDir } from "../support/temp-dir.ts";

const PERCENT = size("pulledCables");
/** The longest of all waits, and some for a machine that has other work. */
const IDLE_MS = (90_000 * PERCENT) / 100 + 3_000;
const LONG = { timeout: 120_000 + 6 * IDLE_MS };
const OK = /^HTTP\/1\.1 200 /;

let owned = new AsyncDisposableStack();
afterEach(async () => {
  await owned.disposeAsync();
  owned = new AsyncDisposableStack();
});

interface Setting {
  readonly cable: Cable;
  readonly house: HouseAway;
  readonly port: number;
  /** Into the relay's network. */
  readonly gate: string;
  /** States of connections over the cable, at each end. */
  open(): Promise<{ readonly world: readonly string[]; readonly house: readonly string[] }>;
}

async function open(patches: readonly Patch[]): Promise<Setting> {
  const copy = owned.use(await makePatchedCopy(patches, ["relay"]));
  const cable = owned.use(await layCable());
  const program = copy.path("relay/main.ts");
  const inTheWorld = makeRelayProcess(program, {}, cable.world);
  // The house joins where this process can speak for it, and then the relay moves.
  let lives = 0;
  const rig = owned.use(
    await openRelayRig({ dialHost: WORLD }, (options) => {
      lives += 1;
      return lives === 1
        ? makeRelayProcess(program).open(options)
        : inTheWorld.open({ ...options, host: "0.0.0.0" });
    }),
  );
  const { port } = rig.relay;
  const house = owned.use(
    await startHouseAway(await invitationTo(rig), {
      relayHost: WORLD,
      change(name, spec) {
        if (name !== "link") return spec;
        const [command = "", ...args] = cable.house;
        const linkArgs = spec.args.with(-1, copy.path("hub/link/main.ts"));
        return { ...spec, command, args: [...args, spec.command, ...linkArgs] };
      },
    }),
  );
  await rig.restart();
  const gate = join(owned.use(await makeTempDir()).path, "gate");
  const keeper = startProgram(
    new URL("../support/gate-main.ts", import.meta.url).pathname,
    { GATE_SOCKET: gate, GATE_PORT: String(port) },
    cable.world,
  );
  owned.defer(async () => {
    keeper.child.kill();
    await keeper.ended;
  });
  await once(keeper.child.stdout, "data");
  const setting: Setting = {
    cable,
    house,
    port,
    gate,
    open: async () => ({
      world: await connectionsWith(inTheWorld.pid, HOUSE),
      house: await connectionsWith(house.stack.pid("link"), WORLD),
    }),
  };
  await isReached(setting);
  return setting;
}

const isReached = ({ port, house, gate }: Setting) =>
  vi.waitFor(async () => expect(await askAway(port, house.name, gate)).toMatch(OK), {
    timeout: 240_000,
    interval: 250,
  });

/** A visitor who is in. */
async function comeIn({ gate, house }: Setting): Promise<TLSSocket> {
  const { socket, code } = await visit(gate, house.name);
  if (socket === undefined) throw new Error(code);
  return socket.on("error", () => undefined); // "close" follows
}
const ask = (socket: TLSSocket, { house, port }: Setting, path: string) =>
  socket.write(`GET ${path} HTTP/1.1\r\nhost: ${house.name}:${port}\r\n\r\n`);
/** @returns how long it took until its connection was over, ms; `undefined` where it was not within that time */
async function endOf(socket: TLSSocket, withinMs: number): Promise<number | undefined> {
  const since = performance.now();
  const over = new Promise<number>((ended) => {
    if (socket.closed) return ended(0);
    socket.once("close", () => ended(performance.now() - since));
  });
  return Promise.race([over, wait(withinMs, undefined)]);
}

/** The cable is pulled under two visitors: one who is sent more than they take, and one who asks a moment later on a connection that was there. */
async function pullUnderVisitors(setting: Setting, end: "world" | "house") {
  const [big, asking] = [await comeIn(setting), await comeIn(setting)];
  await askForMuch(big, setting.house.name, setting.port);
  const [answer] = (await once(big, "data")) as [Buffer];
  expect(answer.toString("latin1")).toMatch(OK);
  big.pause();
  ask(asking, setting, "/api/v1/hub");
  await once(asking, "data");
  await wait(300); // until nothing more goes into what lies between
  await setting.cable.pull(end);
  ask(asking, setting, "/api/v1/hub");
  big.resume();
  return { big, asking };
}

/** Nothing lies half open at either end; plugged in again, everything is as before. */
async function isOverAndBack(setting: Setting, end: "world" | "house"): Promise<void> {
  await expect
    .poll(async () => (await setting.open()).world, { timeout: IDLE_MS, interval: 100 })
    .toEqual([]);
  const leftAtHome = async () => (await setting.open()).house.filter((state) => state !== "dialling");
  await expect.poll(leftAtHome, { timeout: IDLE_MS, interval: 100 }).toEqual([]);
  await setting.cable.plugIn(end);
  await isReached(setting);
}

test.skipIf(!hasOwnNetwork)(
  "pulled under two visitors, where nobody at home is told: both hear of it, and nothing lies half open",
  LONG,
  async () => {
    const setting = await open(idleWaits(PERCENT));
    const { big, asking } = await pullUnderVisitors(setting, "world");
    const ends = await Promise.all([endOf(big, 2 * IDLE_MS), endOf(asking, 2 * IDLE_MS)]);
    for (const took of ends) expect(took).toBeLessThan(IDLE_MS);
    await isOverAndBack(setting, "world");
  },
);

test.skipIf(!hasOwnNetwork)(
  "pulled at home, where a third visitor comes: sent away within five seconds, and so are the two who were there",
  LONG,
  async () => {
    const setting = await open([]);
    const hello = await helloOf({ servername: setting.house.name });
    const { big, asking } = await pullUnderVisitors(setting, "house");
    const since = performance.now();
    const ends = [endOf(big, 6_000), endOf(asking, 6_000)];
    expect(await visitRaw(setting.gate, [hello])).toMatchObject({ heard: REFUSED });
    expect(performance.now() - since).toBeLessThan(5_500);
    for (const took of await Promise.all(ends)) expect(took).toBeLessThan(5_500);
    // It is known by then: the next one does not wait.
    const again = performance.now();
    expect(await visitRaw(setting.gate, [hello])).toMatchObject({ heard: REFUSED });
    expect(performance.now() - again).toBeLessThan(2_000);
    await setting.cable.plugIn("house");
    await isReached(setting);
  },
);

test.skipIf(!hasOwnNetwork)(
  "where nobody buries what was under way, it lies there at both ends",
  LONG,
  async () => {
    const setting = await open([
      ...idleWaits(PERCENT),
      {
        file: "relay/wire/join-ends.ts",
        find: 'dead?.addEventListener("abort", bury, { once: true });',
        replace: "",
      },
      {
        file: "relay/wire/join-ends.ts",
        find: "vanishedWatch.watch(from, bury)",
        replace: "() => undefined",
      },
      {
        file: "hub/link/relay/dial-visitor.ts",
        find: 'silent.addEventListener("abort", leave, { once: true });',
        replace: "",
      },
    ]);
    const { asking } = await pullUnderVisitors(setting, "world");
    expect(await endOf(asking, IDLE_MS)).toBeUndefined();
    const { world, house } = await setting.open();
    expect(world).toContain("established");
    expect(house).toContain("established");
  },
);

test.skipIf(!hasOwnNetwork)("where nobody notices, everybody waits", LONG, async () => {
  const setting = await open(endlessWaits);
  const { big, asking } = await pullUnderVisitors(setting, "world");
  expect(await Promise.all([endOf(big, IDLE_MS), endOf(asking, IDLE_MS)])).toEqual([undefined, undefined]);
  const { world, house } = await setting.open();
  // The control session, and the two visitors' lines; what the hub has ended by itself meanwhile link still holds.
  for (const states of [world, house]) expect(states.length).toBeGreaterThanOrEqual(3);
});
