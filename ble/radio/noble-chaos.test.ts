/** Everything at once and at random, from a seed: what is asked of the radio always ends, and it always recovers. */
import { expect, test } from "vitest";
import { ms, seconds } from "../../hub/domain/duration.ts";
import { HUB, type RigToy } from "../../test/support/gatt-rig.ts";
import { CONNECT, openRadioRig, PATIENT, type RadioRig } from "../../test/support/radio-rig.ts";
import { watchRejections } from "../../test/support/watch-rejections.ts";
import { seededRandom } from "../simulator/air/seeded-random.ts";
import { RadioError } from "./errors.ts";
import { COMMANDS } from "./hci/commands.ts";
import { STATUS } from "./hci/status.ts";
import type { Link } from "./radio.ts";

const LASTING_MS = 120_000;
/** What a wait may take over its deadline: nothing but the turn it ends in. */
const SLACK_MS = 1;

test.each([1, 2, 3])("two minutes of faults (seed %i)", async (seed) => {
  await survive(seed);
});

test("the same seed is the same two minutes, to the last wait", async () => {
  expect(await survive(4)).toEqual(await survive(4));
});

/** @returns what was done and when it was over. */
async function survive(seed: number): Promise<unknown> {
  using rejections = watchRejections();
  await using rig = await openRadioRig({ air: { seed, packetLoss: 0.02 } });
  const toys = [rig.toy, await rig.addToy("d0:00:00:00:00:02"), await rig.addToy("d0:00:00:00:00:03")];
  const endMs = rig.clock.monotonic() + LASTING_MS;
  const said = { done: 0, failed: 0, links: 0 };
  const trouble: string[] = [];
  await Promise.all([
    ...toys.map((toy, index) =>
      use(rig, toy, { endMs, said, trouble, random: seededRandom(seed, `use ${index}`) }),
    ),
    disturb(rig, toys, endMs, seededRandom(seed, "faults")),
  ]);
  expect(trouble).toEqual([]);
  expect(said.links).toBeGreaterThan(30);
  expect(said.done).toBeGreaterThan(100);
  expect(said.failed).toBeGreaterThan(20);

  await rig.clock.sleep(seconds(40)); // calm: retries of the adapter last 30 s at most
  await rig.radio.ready(PATIENT);
  for (const toy of toys) {
    await using link = await rig.connect(toy.controller.address);
    const { about } = await rig.open(link);
    expect(Buffer.from(await about.read(PATIENT)).toString()).toBe(`toy ${toy.controller.address}`);
  }
  expect(rig.radio.counters.faults).toBe(0);
  expect(rejections.seen).toEqual([]);
  return { ...said, ...rig.radio.counters, endedMs: rig.clock.monotonic() };
}

interface Use {
  readonly endMs: number;
  readonly random: () => number;
  readonly said: { done: number; failed: number; links: number };
  /** What must not happen. */
  readonly trouble: string[];
}

/** One toy's session after another: connects and does a little of everything until it fails. */
async function use(rig: RadioRig, toy: RigToy, use: Use): Promise<void> {
  while (rig.clock.monotonic() < use.endMs) {
    try {
      const link = await rig.radio.connect(toy.controller.address, { ...CONNECT, within: seconds(4) });
      use.said.links += 1;
      await session(rig, link, use);
    } catch (cause) {
      if (!(cause instanceof RadioError)) use.trouble.push(`not a RadioError: ${String(cause)}`);
      await rig.clock.sleep(ms(200 + use.random() * 500));
    }
  }
}

async function session(rig: RadioRig, link: Link, { endMs, random, said, trouble }: Use): Promise<void> {
  const wait = () => ({ within: ms(300 + random() * 2_000) });
  const timed = async <T>(wait: { within: number }, work: Promise<T>): Promise<T> => {
    const startMs = rig.clock.monotonic();
    try {
      const value = await work;
      said.done += 1;
      return value;
    } catch (cause) {
      said.failed += 1;
      throw cause;
    } finally {
      const overdue = rig.clock.monotonic() - startMs - wait.within;
      if (overdue > SLACK_MS) trouble.push(`a wait ended ${overdue} ms late`);
    }
  };
  const { inbox, outbox, about } = await rig.open(link);
  let last = -1;
  await outbox.subscribe((value) => {
    const number = Buffer.from(value).readUInt32LE(0);
    if (number <= last) trouble.push(`notification ${number} after ${last}`);
    last = number;
    inbox.writeCommand(value); // from within the stack's own callback, on purpose
  }, PATIENT);
  while (rig.clock.monotonic() < endMs) {
    const within = wait();
    const kind = Math.floor(random() * 6);
    if (kind === 0) await timed(within, about.read(within));
    else if (kind === 1) await timed(within, inbox.write(Buffer.of(1, 2), within));
    else if (kind === 2) await timed(within, link.rssi(within));
    else if (kind === 3)
      for (let index = 0; index < 30; index += 1) inbox.writeCommand(Buffer.alloc(20, index));
    else if (kind === 4)
      await Promise.all([timed(within, about.read(within)), timed(within, about.read(within))]);
    else if (random() < 0.2) {
      await timed(within, link.disconnect(within));
      return;
    } else await rig.clock.sleep(ms(random() * 400));
  }
  await link.disconnect(PATIENT);
}

/** One fault after another, each undone after a while. */
async function disturb(
  rig: RadioRig,
  toys: readonly RigToy[],
  endMs: number,
  random: () => number,
): Promise<void> {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  let notified = 0;
  const opcodes = Object.values(COMMANDS).map(({ opcode }) => opcode);
  const faults: readonly (() => Promise<void> | void)[] = [
    () => rig.hub.cut(pick([STATUS.supervisionTimeout, STATUS.micFailure, STATUS.notEstablished])),
    () => pick(toys).controller.cut(STATUS.endedByPeer),
    () => rig.air.range.fadeFor(100 + random() * 3_000, pick(toys).controller.address, HUB),
    () => rig.air.range.fadeFor(100 + random() * 1_500, HUB),
    () => rig.air.failNextLinks(1 + Math.floor(random() * 5)),
    () => {
      for (let index = 0; index < 20; index += 1) {
        const value = Buffer.alloc(4);
        value.writeUInt32LE(notified++);
        pick(toys).notify(value);
      }
    },
    async () => {
      rig.hub.power(false);
      await rig.clock.sleep(ms(random() * 3_000));
      rig.hub.power(true);
    },
    () => rig.hub.hardReset({ tellsHost: random() < 0.5 }),
    async () => {
      const opcode = pick(opcodes);
      const fault = pick(["ignore", STATUS.commandDisallowed, STATUS.unknownConnection] as const);
      rig.hub.onCommand = (command) => (command.opcode === opcode ? fault : undefined);
      await rig.clock.sleep(ms(random() * 4_000));
      rig.hub.onCommand = undefined;
    },
  ];
  while (rig.clock.monotonic() < endMs) {
    await pick(faults)();
    await rig.clock.sleep(ms(random() * 2_500));
  }
  rig.air.failNextLinks(0);
}
