/**
 * A visitor whose network goes in the middle of a download, in networks of their own (`own-network.ts`): relay and house in one, the visitor in the
 * other one. Nobody says a word of it, and systems go on trying for a quarter of an hour; the relay sees that nothing is acknowledged, and gives the
 * pair up. One who takes nothing, but is there, keeps theirs. The test of that: with endless waits it lies there.
 */
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { TLSSocket } from "node:tls";
import { afterEach, expect, test, vi } from "vitest";
import { size } from "../attacks/sizes.ts";
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
import { makeRelayProcess } from "../support/relay-process.ts";
import { openRelayRig } from "../support/relay-rig.ts";
import { endlessWaits, idleWaits } from "../support/relay-waits.ts";
import { startProgram } from "../support/start-program.ts";
import { makeTempDir } from "../support/temp-dir.ts";

const PERCENT = size("vanishedVisitors");
/** Until nobody has answered for long enough; two looks, the last of five tries, and some for a machine that has other work. */
const GONE_MS = (70_000 * PERCENT) / 100 + 8_000;
const LONG = { timeout: 120_000 + 6 * GONE_MS };
const OK = /^HTTP\/1\.1 200 /;
/** After each piece of some ten kilobytes: the whole takes a minute or more. */
const SLOW_LINE_MS = 20;

let owned = new AsyncDisposableStack();
afterEach(async () => {
  await owned.disposeAsync();
  owned = new AsyncDisposableStack();
});

interface Setting {
  readonly cable: Cable;
  readonly house: HouseAway;
  readonly port: number;
  /** For visitors beside the relay, and for those at the other end of the cable. */
  readonly gates: Readonly<Record<"near" | "far", string>>;
  /** States of the relay's connections over the cable. */
  open(): Promise<readonly string[]>;
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
        const [command = "", ...args] = cable.world;
        const linkArgs = spec.args.with(-1, copy.path("hub/link/main.ts"));
        return { ...spec, command, args: [...args, spec.command, ...linkArgs] };
      },
    }),
  );
  await rig.restart();
  const folder = owned.use(await makeTempDir()).path;
  const gates = { near: join(folder, "near"), far: join(folder, "far") };
  for (const [path, place] of [
    [gates.near, cable.world],
    [gates.far, cable.house],
  ] as const) {
    const env = { GATE_SOCKET: path, GATE_HOST: WORLD, GATE_PORT: String(port) };
    const keeper = startProgram(new URL("../support/gate-main.ts", import.meta.url).pathname, env, place);
    owned.defer(async () => {
      keeper.child.kill();
      await keeper.ended;
    });
    await once(keeper.child.stdout, "data");
  }
  await vi.waitFor(async () => expect(await askAway(port, house.name, gates.far)).toMatch(OK), {
    timeout: 240_000,
    interval: 250,
  });
  return { cable, house, port, gates, open: () => connectionsWith(inTheWorld.pid, HOUSE) };
}

/** A visitor who was promised far more than fits between hub and visitor, and has heard the first of it. */
async function beginDownload({ house, port }: Setting, gate: string): Promise<TLSSocket> {
  const { socket, code } = await visit(gate, house.name);
  if (socket === undefined) throw new Error(code);
  socket.on("error", () => undefined); // "close" follows
  await askForMuch(socket, house.name, port);
  const [answer] = (await once(socket, "data")) as [Buffer];
  expect(answer.toString("latin1")).toMatch(OK);
  socket.pause();
  return socket;
}

/** One who takes no more. */
async function startDownload(setting: Setting, gate: string): Promise<TLSSocket> {
  const socket = await beginDownload(setting, gate);
  await wait(1_000); // until nothing more goes into what lies between
  return socket;
}

/** One in the middle of it, on a slow line. (Of one who took nothing for long before, the system asks ever more seldom.) */
async function startSlowDownload(setting: Setting, gate: string): Promise<TLSSocket> {
  const socket = await beginDownload(setting, gate);
  socket.on("data", () => {
    socket.pause();
    setTimeout(() => socket.resume(), SLOW_LINE_MS);
  });
  socket.resume();
  await wait(500);
  return socket;
}

test.skipIf(!hasOwnNetwork)(
  `within ${PERCENT} % of 70 s the pair of one who vanished is given up; one who takes nothing all the while gets the rest afterwards`,
  LONG,
  async () => {
    const setting = await open(idleWaits(PERCENT));
    const slow = await startDownload(setting, setting.gates.near);
    const gone = await startSlowDownload(setting, setting.gates.far);
    expect(await setting.open()).toContain("established");
    await setting.cable.pull("house");
    await expect.poll(() => setting.open(), { timeout: GONE_MS, interval: 100 }).toEqual([]);
    await wait(GONE_MS); // since long before anybody was given up, and after it
    expect(slow.closed).toBe(false);
    let rest = 0;
    slow.on("data", (piece: Buffer) => {
      rest += piece.length;
    });
    slow.resume();
    await expect.poll(() => rest, { timeout: 30_000 }).toBeGreaterThan(10_000_000);
    slow.destroy();
    gone.destroy();
  },
);

test.skipIf(!hasOwnNetwork)("where nobody looks, it lies there", LONG, async () => {
  const setting = await open(endlessWaits);
  const gone = await startDownload(setting, setting.gates.far);
  await setting.cable.pull("house");
  gone.resume();
  await wait(GONE_MS);
  expect(await setting.open()).toContain("established");
  gone.destroy();
});
