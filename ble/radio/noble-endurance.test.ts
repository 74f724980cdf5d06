/** What adds up over days: memory, listeners, time taken from the event loop, a process that does not end. */
import { spawn } from "node:child_process";
import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { ms } from "../../hub/domain/duration.ts";
import { collectGarbage } from "../../test/support/collect-garbage.ts";
import { openRadioRig, PATIENT } from "../../test/support/radio-rig.ts";
import { type Tampering, tamperWith } from "../../test/support/tampered-transport.ts";
import { EVENTS, encodeEvent, LE_EVENTS } from "./hci/event-packets.ts";

async function openTamperedRig() {
  let tampering: Tampering | undefined;
  const rig = await openRadioRig({
    transport: (hub) => {
      tampering = tamperWith(hub.transport);
      return tampering;
    },
  });
  if (tampering === undefined) throw new Error("the rig did not ask for its transport");
  return { rig, tampering };
}

const NAME = [6, 0x09, ...Buffer.from("noise")];

/** An advert of a sender of its own. */
function advertOf(index: number): Buffer {
  const address = [index & 0xff, (index >> 8) & 0xff, (index >> 16) & 0xff, 0, 0, 0xc0];
  const report = [1, 0, 1, ...address, NAME.length, ...NAME, 0xc4];
  return encodeEvent(EVENTS.leMeta, [LE_EVENTS.advertisingReport, ...report]);
}

test("100,000 adverts of as many senders are all heard and leave nothing behind", async () => {
  const { rig, tampering } = await openTamperedRig();
  await using _rig = rig;
  let heard = 0;
  await using _scan = await rig.radio.scan((advert) => {
    if (advert.name === "noise" && advert.rssi === -60) heard += 1;
  }, PATIENT);
  const feed = async (from: number, to: number) => {
    for (let index = from; index < to; ) {
      for (let burst = 0; burst < 8; burst += 1) tampering.inject(advertOf(index++));
      await nextTurn();
    }
    for (let turn = 0; heard < to && turn < 10_000; turn += 1) await nextTurn();
  };
  await feed(0, 10_000);
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  await feed(10_000, 110_000);
  collectGarbage();
  const growth = process.memoryUsage().heapUsed - before;
  expect(heard).toBe(110_000);
  expect(growth).toBeLessThan(1 << 20);
});

test("connections leave nothing behind: 200 of one peer and 200 to peers that are not there", async () => {
  await using rig = await openRadioRig();
  const round = async (index: number) => {
    const link = await rig.connect();
    const { about, outbox } = await rig.open(link);
    await outbox.subscribe(() => undefined, PATIENT);
    await about.read(PATIENT);
    await link.disconnect(PATIENT);
    const nobody = `d1:00:00:00:${(index >> 8).toString(16).padStart(2, "0")}:${(index & 0xff).toString(16).padStart(2, "0")}`;
    await rig.radio
      .connect(nobody, { within: ms(50), intervalMs: 30, supervisionMs: 1_000 })
      .catch(() => undefined);
  };
  for (let index = 0; index < 50; index += 1) await round(index);
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let index = 50; index < 250; index += 1) await round(index);
  collectGarbage();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(2 << 20); // bleno's and the air's own share included
  expect(rig.log.lines.filter(({ level }) => level !== "debug")).toEqual([]);
});

const cpuMs = () => process.cpuUsage().user / 1_000;

test("a burst of 20,000 adverts is spread over turns, and what is too much is dropped, not kept", async () => {
  const { rig, tampering } = await openTamperedRig();
  await using _rig = rig;
  let heard = 0;
  await using _scan = await rig.radio.scan(() => {
    heard += 1;
  }, PATIENT);
  const burst = Array.from({ length: 20_000 }, (_, index) => advertOf(index));
  tampering.inject(...burst);
  const gaps: number[] = [];
  const most: number[] = [];
  // Of our own time: what the machine does meanwhile is not ours.
  for (let before = heard, last = cpuMs(); ; ) {
    await nextTurn();
    const now = cpuMs();
    gaps.push(now - last);
    most.push(heard - before);
    if (heard === before && gaps.length > 10) break;
    [before, last] = [heard, now];
  }
  expect(Math.max(...most)).toBeLessThanOrEqual(2 * 16);
  expect(heard).toBeGreaterThanOrEqual(4_096);
  expect(heard).toBeLessThanOrEqual(4_096 + 2 * 16 + 20);
  const sorted = gaps.toSorted((a, b) => a - b);
  expect(sorted[Math.floor(sorted.length * 0.9)]).toBeLessThan(5);
});

/** Runs a program of our modules in a process of its own, which has to end by itself. */
async function runToItsEnd(
  program: string,
): Promise<{ code: number | null; output: string; lastedMs: number }> {
  const modules = new URL("../../", import.meta.url).href;
  const startMs = performance.now();
  const child = spawn(
    process.execPath,
    ["--input-type=module", "--eval", program.replaceAll("@/", modules)],
    {
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let output = "";
  let saidClosedMs = startMs;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes("closed")) saidClosedMs = performance.now();
    });
  }
  const overdue = setTimeout(() => child.kill("SIGKILL"), 15_000);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearTimeout(overdue);
  return { code, output, lastedMs: performance.now() - saidClosedMs };
}

const HEAD = `
  import { openNobleRadio } from "@/ble/radio/noble-radio.ts";
  import { openNativeTransport } from "@/ble/radio/native-transport.ts";
  import { openAir } from "@/ble/simulator/air/air.ts";
  import { openRealTimeClock } from "@/ble/simulator/air/real-time-clock.ts";
  const logger = { debug() {}, info() {}, warn: console.log, error: console.log };
  const clock = openRealTimeClock();
  const random = () => 0.5;
`;

test("closed, it lets the process end, noble's own second for its poll included", async () => {
  const { code, output, lastedMs } = await runToItsEnd(`${HEAD}
    const air = openAir({ clock });
    const radio = openNobleRadio({ transport: air.addController("c0:00:00:00:00:01").transport, clock, logger, random });
    await radio.ready({ within: 5000 });
    await radio.scan(() => {}, { within: 5000 });
    await radio[Symbol.asyncDispose]();
    console.log("listeners", process.listenerCount("SIGINT"), process.listenerCount("exit"), "closed");
  `);
  expect(output).toBe("listeners 0 0 closed\n");
  expect(code).toBe(0);
  expect(lastedMs).toBeLessThan(10_000);
});

test("where there is no adapter it says so, and the process ends in good order", async () => {
  const { code, output } = await runToItsEnd(`${HEAD}
    const transport = openNativeTransport({ adapter: 99, clock, logger });
    const radio = openNobleRadio({ transport, clock, logger, random });
    const trouble = await radio.ready({ within: 300 }).catch((cause) => cause);
    console.log(radio.state, trouble.code, trouble.message);
    await radio[Symbol.asyncDispose]();
    transport[Symbol.dispose]();
    console.log("closed");
  `);
  expect(output).toBe(
    "missing radio.unavailable no Bluetooth adapter is on: this machine has no adapter hci99\nclosed\n",
  );
  expect(code).toBe(0);
});

test("noble's user channel, on which it never sends, is refused by name", async () => {
  const { code, output } = await runToItsEnd(`
    process.env.HCI_CHANNEL_USER = "1";${HEAD}
    const air = openAir({ clock });
    const radio = openNobleRadio({ transport: air.addController("c0:00:00:00:00:01").transport, clock, logger: { ...logger, warn() {} }, random });
    const trouble = await radio.ready({ within: 300 }).catch((cause) => cause);
    console.log(radio.state, trouble.message);
    await radio[Symbol.asyncDispose]();
    console.log("closed");
  `);
  expect(output).toContain("HCI_CHANNEL_USER is set");
  expect(code).toBe(0);
});
