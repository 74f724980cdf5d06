/**
 * Visitors that mean no good to the relay as it runs, a process of its own: ones that say nothing, a byte now and then, too much, or go in the
 * middle of a word; six thousand that knock and run; a hundred that never read what they asked for. Nobody is kept, no house is stormed, and who
 * means well does not notice.
 */

import type { Socket } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import type { TLSSocket } from "node:tls";
import { afterEach, expect, test } from "vitest";
import { helloOf } from "../support/hello-of.ts";
import { makePatchedCopy, type Patch, type PatchedCopy } from "../support/patched-copy.ts";
import { REFUSED, sourceNumber, visitRaw } from "../support/raw-visitor.ts";
import { makeRelayProcess, type RelayProcess } from "../support/relay-process.ts";
import { openRelayRig, type RelayRig } from "../support/relay-rig.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";

const owned: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of owned.splice(0).reverse()) await one[Symbol.asyncDispose]();
});

interface Setting {
  readonly rig: RelayRig;
  readonly relay: RelayProcess;
}

async function open(patches: readonly Patch[] = []): Promise<Setting> {
  let copy: PatchedCopy | undefined;
  if (patches.length > 0) {
    copy = await makePatchedCopy(patches, ["relay"]);
    owned.push(copy);
  }
  const relay = makeRelayProcess(copy?.path("relay/main.ts"));
  const rig = await openRelayRig({}, relay.open);
  owned.push(rig);
  return { rig, relay };
}

const good = async (visitor: TLSSocket): Promise<string> => {
  visitor.end("good night");
  return text(visitor);
};

/** Says its bytes one at a time, and never all. */
const dribble = (bytes: Uint8Array) => (socket: Socket) => {
  let at = 0;
  const timer = setInterval(() => {
    socket.write(bytes.subarray(at, at + 1));
    at += 1;
  }, 50);
  socket.once("close", () => clearInterval(timer));
};

test("who says nothing, a byte now and then, too much, noise, or half a word is sent away by the one alert within six seconds", async () => {
  const { rig } = await open();
  const { port } = rig.relay;
  const house = await rig.house();
  const hello = await helloOf({ servername: house.name });
  const since = performance.now();
  const giant = Buffer.concat([Uint8Array.from([22, 3, 1, 64, 0, 1, 0, 63, 252]), Buffer.alloc(40_000)]);
  const ways = {
    nothing: visitRaw(port, []),
    "a byte now and then": visitRaw(port, [], { afterwards: dribble(hello) }),
    "half a hello": visitRaw(port, [hello.subarray(0, 100)]),
    "too much": visitRaw(port, [
      Uint8Array.from([22, 3, 1, 0, 4, 1, 255, 255, 255]),
      Buffer.alloc(40_000, 22),
    ]),
    "a hello larger than any": visitRaw(port, [giant]),
    noise: visitRaw(port, [Buffer.alloc(64, 7)]),
  };
  for (const [way, visit] of Object.entries(ways)) expect((await visit).heard, way).toBe(REFUSED);
  expect(performance.now() - since).toBeLessThan(8_000);
  // The whole of it, a byte at a time, is a hello all the same.
  const whole = await visitRaw(
    port,
    Array.from(hello, (byte) => Uint8Array.of(byte)),
    {
      afterwards: (socket) => void socket.once("data", () => socket.destroy()),
    },
  );
  expect(whole.heard.startsWith("16")).toBe(true);
  for (let cut = 1; cut < hello.length; cut += 97)
    await visitRaw(port, [hello.subarray(0, cut)], { afterwards: (socket) => socket.resetAndDestroy() });
  expect(await good(house.visit())).toBe("good night");
});

test("where the deadline is taken out, who says nothing stays", TAKES_BARRIER_OUT, async () => {
  const { rig } = await open([
    { file: "relay/front/peek.ts", find: "const PEEK_MS = 5_000;", replace: "const PEEK_MS = 600_000;" },
  ]);
  const visit = visitRaw(rig.relay.port, []);
  expect(await Promise.race([visit, wait(6_500, "still there")])).toBe("still there");
});

const figures = async (relay: RelayProcess): Promise<Readonly<Record<string, number>>> => {
  const said = await (await fetch(`http://127.0.0.1:${relay.metricsPort}/metrics`)).text();
  const rows = said.matchAll(/^pawpost_relay_visits_total\{end="([\w-]+)"\} (\d+)$/gm);
  return Object.fromEntries(Array.from(rows, ([, end = "", count]) => [end, Number(count)]));
};

/**
 * So many that know a device's name, from two hundred places, and are gone as soon as they have said it. They go without a reset: that throws away what was said and not yet read,
 * and where the relay's turn comes late it would have heard of few.
 * @returns how many the house was asked to dial for, until when the last of them had come, and until when the last was heard
 */
async function storm({ rig, relay }: Setting, count: number) {
  const house = await rig.house({ handshakeMs: 5_000 });
  const hello = await helloOf({ servername: house.name });
  let next = 0;
  const visitor = async () => {
    while (next < count) {
      next += 1;
      await visitRaw(rig.relay.port, [hello], {
        localAddress: sourceNumber(next % 200),
        afterwards: (socket) => void setTimeout(() => socket.destroy(), 20),
      });
    }
  };
  const since = performance.now();
  const passed = () => (performance.now() - since) / 1_000;
  await Promise.all(Array.from({ length: 60 }, visitor));
  const seconds = passed();
  // Whoever the house does not dial back for, or waits for, is counted five seconds later.
  const heard = async () => Object.values(await figures(relay)).reduce((sum, ended) => sum + ended, 0);
  await expect.poll(heard, { timeout: 120_000, interval: 250 }).toBe(count);
  const { served = 0, "no-answer": unanswered = 0, ...refused } = await figures(relay);
  return { house, dialled: served + unanswered, refused, seconds, heardSeconds: passed() };
}

test("six thousand that knock and run cost the house two hundred lines, and one a twenty-fifth of a second; its family comes in right after", async () => {
  const setting = await open();
  const { house, dialled, refused, heardSeconds } = await storm(setting, 6_000);
  expect(dialled).toBeGreaterThan(50);
  // On a machine that is busy the last of them are dialled after they were gone.
  expect(dialled).toBeLessThan(210 + 25 * heardSeconds);
  expect(refused["hub-limit"]).toBeGreaterThan(2_000);
  expect(house.link.state.kind).toBe("up");
  expect(house.states.filter((state) => state === "down")).toEqual([]);
  expect(await good(house.visit())).toBe("good night");
});

test(
  "where bucket and queue are taken out, every one of them costs the house a line",
  TAKES_BARRIER_OUT,
  async () => {
    const setting = await open([
      {
        file: "relay/front/visitors.ts",
        find: 'if (!hubs.take(hub, performance.now())) return "hub-limit";',
        replace: "",
      },
      {
        file: "relay/sessions/awaited-lines.ts",
        find: "const MOST_WAITING = 64;",
        replace: "const MOST_WAITING = 100_000;",
      },
    ]);
    const { dialled, seconds } = await storm(setting, 1_500);
    expect(dialled).toBeGreaterThan(210 + 25 * (seconds + 2));
  },
);

/** A hundred that ask for more than there is room for, and read nothing of it. @returns the relay's memory before, soon after and later, MiB */
async function stall({ rig, relay }: Setting) {
  const block = Buffer.alloc(262_144, 1);
  const pour = (socket: TLSSocket) => {
    const more = () => {
      while (!socket.destroyed && socket.write(block));
    };
    socket.on("drain", more);
    more();
  };
  const [endless, house] = [await rig.house({ serve: pour }), await rig.house()];
  const before = await relay.rss();
  const stalled = Array.from({ length: 100 }, () =>
    endless
      .visit()
      .on("error", () => undefined)
      .pause(),
  );
  await wait(2_500);
  const soon = await relay.rss();
  const waits: number[] = [];
  for (let n = 0; n < 15; n += 1) {
    const since = performance.now();
    expect(await good(house.visit())).toBe("good night");
    waits.push(performance.now() - since);
    await wait(100);
  }
  const later = await relay.rss();
  for (const visitor of stalled) visitor.destroy();
  return { before, soon, later, p50: waits.toSorted((a, b) => a - b)[7] ?? 0 };
}

test("a hundred that never read cost what lies on their lines and no more, and others wait no longer", async () => {
  const { before, soon, later, p50 } = await stall(await open());
  expect(soon - before).toBeLessThan(150);
  expect(later - soon).toBeLessThan(15);
  expect(p50).toBeLessThan(500);
});

test("where nobody slows down who sends, they fill the memory", TAKES_BARRIER_OUT, async () => {
  const setting = await open([
    {
      file: "relay/wire/carrier.ts",
      find: "to.write(buffer.subarray(0, size), written);",
      replace: "to.write(Buffer.from(buffer.subarray(0, size)), written);",
    },
    {
      file: "relay/wire/carrier.ts",
      find: "isWaiting = to.writableLength > 0;",
      replace: "isWaiting = false;",
    },
  ]);
  const { rig, relay } = setting;
  const before = await relay.rss();
  const block = Buffer.alloc(262_144, 1);
  let poured = 0;
  const endless = await rig.house({
    serve(socket) {
      const more = () => {
        // As much as an honest relay would never take.
        while (!socket.destroyed && poured < 600_000_000) {
          poured += block.length;
          if (!socket.write(block)) return;
        }
      };
      socket.on("drain", more);
      more();
    },
  });
  const stalled = Array.from({ length: 20 }, () =>
    endless
      .visit()
      .on("error", () => undefined)
      .pause(),
  );
  await expect.poll(async () => (await relay.rss()) - before, { timeout: 30_000 }).toBeGreaterThan(200);
  for (const visitor of stalled) visitor.destroy();
});
