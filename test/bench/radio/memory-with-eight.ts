/** What `pawpost-ble` holds in memory with eight toys connected, each of which got a message: the real processes, and the air in this one. */
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { openAir } from "../../../ble/simulator/air/air.ts";
import { startAirServer } from "../../../ble/simulator/air/air-server.ts";
import { openRealTimeClock } from "../../../ble/simulator/air/real-time-clock.ts";
import { openSimulatedToy } from "../../../ble/simulator/toy/simulated-toy.ts";
import type { HouseState } from "../../../hub/contract/api.ts";
import { claimToy, untilHouse } from "../../support/claim-bear.ts";
import { cookieFetch, Guardian, prepareClip } from "../../support/guardian.ts";
import { makeRecordingLog } from "../../support/quiet-log.ts";
import { RunningStack } from "../../support/running-stack.ts";
import { memoryOf, type ProcessMemory } from "../process-memory.ts";
import { spokenSeconds } from "../spoken-seconds.ts";

const TOYS = 8;
const PRESS_MS = 150;
const REST_MS = 30_000;

export interface MeasuredMemory {
  readonly toys: number;
  readonly connected: number;
  readonly delivered: number;
  readonly memory: ProcessMemory;
}

export async function measureMemory(report: (line: string) => void): Promise<MeasuredMemory> {
  // Hub and ble run on one Node, as they do in a house: its pages are nobody's own.
  await using stack = await RunningStack.start({ only: ["hub"] });
  using clock = openRealTimeClock();
  using air = openAir({ clock, intervalMs: 30, packetsPerEvent: 4 });
  const log = makeRecordingLog();
  const path = join(stack.runFolder.path, "hci-hub.sock");
  await using _server = await startAirServer({ air, sockets: [{ address: "c0:00:00:00:00:01", path }], log });
  await using parts = new AsyncDisposableStack();
  const toys = Array.from({ length: TOYS }, (_, n) => {
    const { transport } = air.addController(`d0:00:00:00:00:0${n + 1}`);
    return parts.use(openSimulatedToy({ clock, transport, drain: "fast" }));
  });
  await stack.begin("ble");
  const fetch = cookieFetch(() => stack.address);
  const guardian = await Guardian.claim(fetch, stack.claimCode);
  // Only the one that is being claimed takes it for a sign; to the others it is a press.
  const press = async () => {
    for (const isTouched of [true, false]) {
      for (const { model } of toys) model.touchPaw("play", isTouched);
      await wait(PRESS_MS);
    }
  };
  for (let n = 1; n <= TOYS; n += 1) {
    report(`radio: claiming toy ${n} of ${TOYS}`);
    await claimToy(guardian, { press }, { toyName: `Bear ${n}`, childName: "Child" });
  }
  const house = await untilHouse(guardian, ({ toys: held }) => held.every(({ connected }) => connected));
  const clip = await prepareClip(spokenSeconds(10), 16_000);
  for (const toy of house.toys) await guardian.send(clip, toy);
  const isThere = ({ state }: HouseState["messages"][number]) => state === "on_toy" || state === "played";
  const all = await untilHouse(guardian, ({ messages }) => messages.filter(isThere).length >= TOYS, 120_000);
  report(`radio: at rest for ${REST_MS / 1_000} s`);
  await wait(REST_MS);
  const { toys: held } = await guardian.state();
  return {
    toys: held.length,
    connected: held.filter(({ connected }) => connected).length,
    delivered: all.messages.filter(isThere).length,
    memory: memoryOf(stack.pid("ble")),
  };
}
