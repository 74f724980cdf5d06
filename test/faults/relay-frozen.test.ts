/**
 * Processes that are stopped (SIGSTOP) in the middle of their work: link, the hub behind it, the relay. Their systems go on to take what is
 * sent to them, so that nothing breaks; only the other end can notice. It does, within 90 s where nobody wants anything of them, and within five
 * where a visitor waits; when they go on, everything is as before. All of them real processes. The test of that: with endless waits nobody notices.
 */
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import type { TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { size } from "../attacks/sizes.ts";
import { helloOf } from "../support/hello-of.ts";
import { askAway, askForMuch, type HouseAway, startHouseAway } from "../support/house-away.ts";
import { invitationTo, visit } from "../support/joined-house.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { type RawVisit, REFUSED, visitRaw } from "../support/raw-visitor.ts";
import { makeRelayProcess, type RelayProcess } from "../support/relay-process.ts";
import { openRelayRig, type RelayRig } from "../support/relay-rig.ts";
import { endlessWaits, idleWaits } from "../support/relay-waits.ts";

const PERCENT = size("frozen");
/** Half a second until somebody asks, three and a half for the answer, and some for a machine that has other work. */
const SOON_MS = 5_000;
/** The longest of both ends' waits, and as much again as a poll may be late. */
const IDLE_MS = (85_000 * PERCENT) / 100 + 3_000;
const LONG = { timeout: 90_000 + 4 * IDLE_MS };
/** Longer than a relay that did not answer would be believed in. */
const SETTLED_MS = 6_000;
/** Until nothing more goes into what lies between. */
const FILLED_MS = 1_000;
/** What a visitor says, again and again, as long as it is taken. */
const PIECE = Buffer.alloc(1_000_000, " ");
const OK = /^HTTP\/1\.1 200 /;

interface Setting {
  readonly relay: RelayProcess;
  readonly rig: RelayRig;
  readonly house: HouseAway;
}

async function open(patches: readonly Patch[], owned: AsyncDisposableStack): Promise<Setting> {
  const copy = owned.use(await makePatchedCopy(patches, ["relay"]));
  const relay = makeRelayProcess(copy.path("relay/main.ts"));
  const rig = owned.use(await openRelayRig({}, relay.open));
  const house = owned.use(
    await startHouseAway(await invitationTo(rig), {
      change: (name, spec) =>
        name === "link" ? { ...spec, args: spec.args.with(-1, copy.path("hub/link/main.ts")) } : spec,
    }),
  );
  const setting = { relay, rig, house };
  await isReached(setting);
  return setting;
}

/** How many hubs the relay believes to be there. */
async function hubsAt({ relay }: Setting): Promise<number> {
  const figures = await (await fetch(`http://127.0.0.1:${relay.metricsPort}/metrics`)).text();
  return Number(/^pawpost_relay_hubs (\d+)$/m.exec(figures)?.[1]);
}
/** How often link told the hub that the relay is not reached. */
const timesDown = ({ house }: Setting): number =>
  house.stack.lines.filter((line) => line.includes("the relay is not reached")).length;
const knock = async ({ rig, house }: Setting): Promise<RawVisit> =>
  visitRaw(rig.relay.port, [await helloOf({ servername: house.name })]);
const isReached = ({ rig, house }: Setting) =>
  vi.waitFor(async () => expect(await askAway(rig.relay.port, house.name)).toMatch(OK), {
    timeout: 240_000,
    interval: 250,
  });

/** Stops a process for as long as something takes. */
async function stopped<T>(pid: number, meanwhile: () => Promise<T>): Promise<T> {
  process.kill(pid, "SIGSTOP");
  try {
    return await meanwhile();
  } finally {
    process.kill(pid, "SIGCONT");
  }
}
/** @returns how long it took until it was so, ms; `undefined` where it was not so within that time */
async function untilSo(
  isSo: () => Promise<boolean> | boolean,
  withinMs: number,
): Promise<number | undefined> {
  const since = performance.now();
  while (performance.now() - since < withinMs) {
    if (await isSo()) return performance.now() - since;
    await wait(50);
  }
  return undefined;
}

/** A visitor who has asked for far more than fits between hub and visitor, has heard the first of it, and takes no more. */
async function comeIn({ rig, house }: Setting): Promise<TLSSocket> {
  const { port } = rig.relay;
  const { socket, code } = await visit(port, house.name);
  if (socket === undefined) throw new Error(code);
  socket.on("error", () => undefined); // "close" follows
  await askForMuch(socket, house.name, port);
  const [answer] = (await once(socket, "data")) as [Buffer];
  expect(answer.toString("latin1")).toMatch(OK);
  socket.pause();
  await wait(FILLED_MS);
  return socket;
}

/** A relay that is stopped in the middle of a download. @returns how long the house believed in it, ms */
async function stopRelayUnderDownload(of: Setting, withinMs: number): Promise<number | undefined> {
  const before = timesDown(of);
  const visitor = await comeIn(of);
  try {
    return await stopped(of.relay.pid, () => untilSo(() => timesDown(of) > before, withinMs));
  } finally {
    visitor.destroy();
  }
}

/** A link that is stopped while a visitor says more than the house takes. @returns how long the relay believed in it once nothing more went on its way, ms */
async function stopLinkUnderUpload(of: Setting, withinMs: number): Promise<number | undefined> {
  const visitor = await comeIn(of);
  try {
    return await stopped(linkPid(of), async () => {
      let movedAt = performance.now();
      const say = () =>
        visitor.write(PIECE, (error) => {
          if (error) return;
          movedAt = performance.now();
          say();
        });
      say();
      const isGone = await untilSo(async () => (await hubsAt(of)) === 0, withinMs);
      return isGone === undefined ? undefined : performance.now() - movedAt;
    });
  } finally {
    visitor.destroy();
  }
}

const linkPid = ({ house }: Setting) => house.stack.pid("link");
const hubPid = ({ house }: Setting) => house.stack.pid("hub");

/** A relay that is stopped when it has called the house for a visitor, and before the house has dialled back. @returns how long the house believed in it, ms */
async function stopRelayMidway(of: Setting, withinMs: number): Promise<number | undefined> {
  const before = timesDown(of);
  let visit: Promise<RawVisit> | undefined;
  process.kill(linkPid(of), "SIGSTOP");
  try {
    visit = knock(of);
    await wait(300); // the call lies in front of link by then
    return await stopped(of.relay.pid, () => {
      process.kill(linkPid(of), "SIGCONT");
      return untilSo(() => timesDown(of) > before, withinMs);
    });
  } finally {
    process.kill(linkPid(of), "SIGCONT");
    await visit;
  }
}

describe("while a visitor waits", () => {
  const owned = new AsyncDisposableStack();
  let setting: Setting;
  beforeAll(async () => {
    setting = await open([], owned);
  });
  afterAll(() => owned.disposeAsync());

  test(
    "a link that is stopped is given up within five seconds, and the visitor is sent away",
    LONG,
    async () => {
      const { took, visit } = await stopped(linkPid(setting), async () => {
        const visiting = knock(setting);
        const took = await untilSo(async () => (await hubsAt(setting)) === 0, 4 * SOON_MS);
        return { took, visit: await visiting };
      });
      expect(took).toBeLessThan(SOON_MS);
      expect(visit).toMatchObject({ heard: REFUSED });
      await isReached(setting);
    },
  );

  test(
    "a hub that is stopped keeps nobody waiting for longer, and its house stays at the relay",
    LONG,
    async () => {
      const down = timesDown(setting);
      const since = performance.now();
      await stopped(hubPid(setting), () => knock(setting));
      expect(performance.now() - since).toBeLessThan(SOON_MS);
      expect(await hubsAt(setting)).toBe(1);
      await isReached(setting);
      expect(timesDown(setting)).toBe(down);
    },
  );

  test(
    "a relay that is stopped when it has called the house is given up within five seconds",
    LONG,
    async () => {
      expect(await stopRelayMidway(setting, 4 * SOON_MS)).toBeLessThan(SOON_MS);
      await isReached(setting);
    },
  );

  test(
    "a relay that is stopped in the middle of a download is given up within five seconds, one that waits for its visitor is not",
    LONG,
    async () => {
      const down = timesDown(setting);
      const visitor = await comeIn(setting);
      await wait(SETTLED_MS);
      expect(visitor.closed).toBe(false);
      visitor.destroy();
      expect(timesDown(setting)).toBe(down);
      expect(await stopRelayUnderDownload(setting, 4 * SOON_MS)).toBeLessThan(SOON_MS);
      await isReached(setting);
    },
  );

  test(
    "a link that is stopped in the middle of an upload is given up within five seconds",
    LONG,
    async () => {
      expect(await stopLinkUnderUpload(setting, 4 * SOON_MS)).toBeLessThan(SOON_MS);
      await isReached(setting);
    },
  );
});

describe(`by itself, with ${PERCENT} % of the waits`, () => {
  const owned = new AsyncDisposableStack();
  let setting: Setting;
  beforeAll(async () => {
    setting = await open(idleWaits(PERCENT), owned);
  });
  afterAll(() => owned.disposeAsync());

  test("a link that is stopped is noticed by the relay", LONG, async () => {
    const took = await stopped(linkPid(setting), () =>
      untilSo(async () => (await hubsAt(setting)) === 0, 2 * IDLE_MS),
    );
    expect(took).toBeLessThan(IDLE_MS);
    await isReached(setting);
  });

  test("a relay that is stopped is noticed by the house", LONG, async () => {
    const before = timesDown(setting);
    const took = await stopped(setting.relay.pid, () =>
      untilSo(() => timesDown(setting) > before, 2 * IDLE_MS),
    );
    expect(took).toBeLessThan(IDLE_MS);
    await isReached(setting);
  });
});

describe("where they wait for ever", () => {
  const owned = new AsyncDisposableStack();
  let setting: Setting;
  beforeAll(async () => {
    setting = await open(endlessWaits, owned);
  });
  afterAll(() => owned.disposeAsync());

  test("nobody notices", { timeout: 240_000 + 4 * IDLE_MS }, async () => {
    const down = timesDown(setting);
    const forLinks = await stopped(linkPid(setting), async () => {
      const visit = await knock(setting); // the relay itself waits for no line for longer than five seconds
      await wait(IDLE_MS);
      return { ...visit, hubs: await hubsAt(setting) };
    });
    expect(forLinks).toMatchObject({ heard: REFUSED, hubs: 1 });
    const forHubs = await stopped(hubPid(setting), () =>
      Promise.race([knock(setting), wait(SOON_MS + 1_000, "still there")]),
    );
    expect(forHubs).toBe("still there");
    expect(await stopRelayMidway(setting, IDLE_MS)).toBeUndefined();
    expect(await stopRelayUnderDownload(setting, SETTLED_MS)).toBeUndefined();
    expect(await stopLinkUnderUpload(setting, SETTLED_MS)).toBeUndefined();
    expect(timesDown(setting)).toBe(down);
    await isReached(setting);
  });
});
