/**
 * What hub and ble hold in memory while nothing happens, and beside it what the libraries they are made of hold with none
 * of our code. Each pair runs a Node binary of its own, mapped by nobody else.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { HouseState } from "../../hub/contract/api.ts";
import type { ChildSpec } from "../../scripts/supervisor/child-process.ts";
import { SMALL_MEMORY } from "../../scripts/supervisor/node-flags.ts";
import type { ProcessName } from "../../scripts/supervisor/processes.ts";
import { claimBear, untilHouse } from "../support/claim-bear.ts";
import { prepareClip } from "../support/guardian.ts";
import { RunningStack } from "../support/running-stack.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { toyHands } from "../support/toy-hands.ts";
import { startPeer } from "./peers/start-peer.ts";
import { copyNode } from "./private-node.ts";
import { countMapping, memoryOf, type ProcessMemory } from "./process-memory.ts";
import { spokenSeconds } from "./spoken-seconds.ts";

const AFTER_START_MS = 30_000;
const AFTER_DELIVERY_MS = 40_000;

export interface MemoryPair {
  readonly hub: ProcessMemory;
  readonly ble: ProcessMemory;
}

export const pairPss = ({ hub, ble }: MemoryPair): number => hub.pssMb + ble.pssMb;

export interface MeasuredIdle {
  readonly afterStart: MemoryPair;
  /** Processes that mapped our Node binary then: two, or the figure flatters. */
  readonly mappedBy: number;
  /** The libraries alone, read in the same second: with Node's defaults, and with the flags that ours run with. */
  readonly bare: MemoryPair;
  readonly bareWithOurFlags: MemoryPair;
  /** The very first start of a clone, when every file is still to be stripped of its types and compiled. */
  readonly afterFirstStart: MemoryPair;
  /** A toy claimed and connected, a message delivered, and then nothing. */
  readonly afterDelivery: MemoryPair;
}

export async function measureIdle(report: (line: string) => void): Promise<MeasuredIdle> {
  await using ours = await copyNode();
  await using cache = await makeTempDir();
  // As `scripts/pawpost` sets it.
  const env = { NODE_COMPILE_CACHE: cache.path };
  const change = (name: ProcessName, spec: ChildSpec): ChildSpec => ({
    ...spec,
    // Air and toy are not there where there is an adapter: they run the machine's own Node.
    command: name === "hub" || name === "ble" ? ours.path : spec.command,
    env: { ...spec.env, ...env },
  });
  const start = async () => {
    const stack = await RunningStack.start({ change, drain: "demo" });
    const read = (): MemoryPair => ({ hub: memoryOf(stack.pid("hub")), ble: memoryOf(stack.pid("ble")) });
    return { stack, read, [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose]() };
  };

  report(`hub: idle for ${AFTER_START_MS / 1_000} s after the very first start`);
  const afterFirstStart = await (async () => {
    await using first = await start();
    await wait(AFTER_START_MS);
    return first.read();
  })();

  await using running = await start();
  await using bare = await startBare([], env);
  await using flagged = await startBare(SMALL_MEMORY, env);
  report(`hub: idle for ${AFTER_START_MS / 1_000} s`);
  await wait(AFTER_START_MS);
  const idle = {
    afterFirstStart,
    afterStart: running.read(),
    mappedBy: countMapping(ours.path),
    bare: bare.read(),
    bareWithOurFlags: flagged.read(),
  };

  const { guardian, toy } = await claimBear(
    running.stack,
    toyHands(`${running.stack.runFolder.path}/toy.sock`),
  );
  const { id } = await guardian.send(await prepareClip(spokenSeconds(10), 16_000), toy);
  const isOnToy = ({ messages }: HouseState) => messages.find((one) => one.id === id)?.state === "on_toy";
  await untilHouse(guardian, isOnToy, 60_000);
  report(`hub: idle for ${AFTER_DELIVERY_MS / 1_000} s after a delivery`);
  await wait(AFTER_DELIVERY_MS);
  return { ...idle, afterDelivery: running.read() };
}

/** hono, aedes, level and age in one process, noble and mqtt in another, on a Node binary of their own. */
async function startBare(flags: readonly string[], env: Readonly<Record<string, string>>) {
  await using stack = new AsyncDisposableStack();
  const { path: node } = stack.use(await copyNode());
  const args = [stack.use(await makeTempDir()).path];
  const peer = { node, flags, args, env };
  const hub = stack.use(
    await startPeer("bare-hub", { ...peer, script: new URL("./peers/bare-hub.ts", import.meta.url) }),
  );
  const ble = stack.use(
    await startPeer("bare-ble", { ...peer, script: new URL("./peers/bare-ble.ts", import.meta.url) }),
  );
  const started = stack.move();
  return {
    read: (): MemoryPair => ({ hub: memoryOf(hub.pid), ble: memoryOf(ble.pid) }),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}
