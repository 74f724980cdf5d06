/**
 * What hub and ble hold in memory while nothing happens, and beside it what the libraries they are made of hold with none
 * of our code. Each pair runs a Node binary of its own, mapped by nobody else.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { ChildSpec } from "../../scripts/supervisor/child-process.ts";
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
  /** Read in the same second as `afterStart`. */
  readonly bare: MemoryPair;
  /** Processes that mapped our Node binary then: two, or the figure flatters. */
  readonly mappedBy: number;
  /** A toy claimed and connected, a message delivered, and then nothing. */
  readonly afterDelivery: MemoryPair;
}

/** As `scripts/pawpost` sets it; filled by a start before the measured one. */
export async function measureIdle(report: (line: string) => void): Promise<MeasuredIdle> {
  await using ours = await copyNode();
  await using theirs = await copyNode();
  await using cache = await makeTempDir();
  const env = { NODE_COMPILE_CACHE: cache.path };
  const change = (name: ProcessName, spec: ChildSpec): ChildSpec => ({
    ...spec,
    // Air and toy are not there where there is an adapter: they run the machine's own Node.
    command: name === "hub" || name === "ble" ? ours.path : spec.command,
    env: { ...spec.env, ...env },
  });
  await (await RunningStack.start({ change }))[Symbol.asyncDispose]();

  await using stack = await RunningStack.start({ change });
  const readOurs = (): MemoryPair => ({ hub: memoryOf(stack.pid("hub")), ble: memoryOf(stack.pid("ble")) });
  await using folder = await makeTempDir();
  const peer = { node: theirs.path, args: [folder.path], env };
  await using bareHub = await startPeer("bare-hub", {
    ...peer,
    script: new URL("./peers/bare-hub.ts", import.meta.url),
  });
  await using bareBle = await startPeer("bare-ble", {
    ...peer,
    script: new URL("./peers/bare-ble.ts", import.meta.url),
  });
  report(`hub: idle for ${AFTER_START_MS / 1_000} s`);
  await wait(AFTER_START_MS);
  const afterStart = readOurs();
  const bare = { hub: memoryOf(bareHub.pid), ble: memoryOf(bareBle.pid) };
  const mappedBy = countMapping(ours.path);

  const hands = toyHands(`${stack.runFolder.path}/toy.sock`);
  const { guardian, toy } = await claimBear(stack, hands);
  const { id } = await guardian.send(await prepareClip(spokenSeconds(10), 16_000), toy);
  await untilHouse(
    guardian,
    ({ messages }) => messages.find((one) => one.id === id)?.state === "on_toy",
    60_000,
  );
  report(`hub: idle for ${AFTER_DELIVERY_MS / 1_000} s after a delivery`);
  await wait(AFTER_DELIVERY_MS);
  return { afterStart, bare, mappedBy, afterDelivery: readOurs() };
}
