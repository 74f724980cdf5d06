/**
 * What every clock of the air promises: timers, sleeps and deliveries in one order, and the same connection events for
 * the same talk between the same hosts, whether time is the machine's or leaps.
 */
import { expect, test } from "vitest";
import type { AirClock } from "../../ble/simulator/air/air-clock.ts";
import { ms } from "../../hub/domain/duration.ts";
import { disconnection, type GattRig, openGattRig } from "../support/gatt-rig.ts";

/** Long enough for a busy machine to answer between two events, short enough to wait for. */
const INTERVAL_MS = 40;

/** A connection event that carried data: its number, packets to the peripheral, packets to the central; or a turn of the story. */
type Line = readonly [number, number, number] | string;

/** What a host is told in one event it answers in the next: a question and its answer make two events. */
const STORY: readonly Line[] = [
  "link up",
  [1, 1, 0], //  MTU: 256?
  [2, 0, 1], //  MTU: 23
  [3, 1, 0], //  service fff0?
  [4, 0, 1],
  [5, 1, 0], //  characteristics?
  [6, 0, 1], //  all three in one answer
  [7, 1, 0], //  characteristics after them?
  [8, 0, 1], //  none
  "discovered",
  [9, 1, 0], //  where is the CCCD?
  [10, 0, 1],
  [11, 1, 0], // subscribe
  [12, 0, 1],
  "subscribed",
  [13, 0, 4], // six notifications, four packets an event
  [14, 0, 2],
  "notified",
  [15, 4, 0], // ten writes without response and one with
  [16, 4, 0],
  [17, 3, 0],
  [18, 0, 1], // its response
  "written",
  [19, 1, 0], // read
  [20, 0, 1],
  "read",
  "link down 22",
];

export interface AirClockContract {
  readonly open: () => AirClock;
  /** How often a test that measures time may be run again on a machine that other work keeps from its deadlines. */
  readonly retry: number;
  /** How much later than asked for a timer may run. */
  readonly latenessMs: number;
}

export function airClockContract({ open, retry, latenessMs }: AirClockContract): void {
  test("tells the same GATT story in the same connection events", async () => {
    using clock = open();
    using rig = await openGattRig({ clock, intervalMs: INTERVAL_MS });
    expect(await tellStory(rig)).toEqual(STORY);
  });

  test("takes as long for a story as its connection events do", { retry }, async () => {
    using clock = open();
    using rig = await openGattRig({ clock, intervalMs: INTERVAL_MS });
    const view = await rig.open(await rig.find());
    const [startMs, first] = [clock.monotonic(), rig.air.links()[0]?.event ?? 0];
    await view.about.readAsync();
    await view.about.readAsync();
    const events = (rig.air.links()[0]?.event ?? 0) - first;
    expect(events).toBe(4);
    expect(clock.monotonic() - startMs).toBeGreaterThanOrEqual(3 * INTERVAL_MS);
    expect(clock.monotonic() - startMs).toBeLessThanOrEqual(4 * INTERVAL_MS + latenessMs);
  });

  test("runs what is due in the order of due times, and of asking where those are equal", async () => {
    using clock = open();
    const ran: string[] = [];
    const startMs = clock.monotonic();
    clock.at(startMs + 9, () => ran.push("9"));
    clock.at(startMs + 3, () => ran.push("3, asked first"));
    clock.at(startMs + 3, () => ran.push("3, asked second"));
    clock.after(ms(6), () => ran.push("6"));
    await clock.sleep(ms(20));
    expect(ran).toEqual(["3, asked first", "3, asked second", "6", "9"]);
  });

  test("sleeps as long as asked, on both its dials", { retry }, async () => {
    using clock = open();
    const [wallMs, startMs] = [clock.now(), clock.monotonic()];
    await clock.sleep(ms(25));
    expect(clock.monotonic() - startMs).toBeGreaterThanOrEqual(25);
    expect(clock.monotonic() - startMs).toBeLessThanOrEqual(25 + latenessMs);
    expect(clock.now() - wallMs).toBeGreaterThanOrEqual(24); // Date.now() drops the fraction at both readings
    expect(clock.now() - wallMs).toBeLessThanOrEqual(26 + latenessMs);
  });

  test("does not run what was taken back", async () => {
    using clock = open();
    const ran: string[] = [];
    const cancelAfter = clock.after(ms(2), () => ran.push("after"));
    const cancelAt = clock.at(clock.monotonic() + 2, () => ran.push("at"));
    cancelAfter();
    cancelAt();
    await clock.sleep(ms(10));
    expect(ran).toEqual([]);
  });

  test("wakes a sleeper whose signal aborts, with the signal's reason", async () => {
    using clock = open();
    const stopping = new AbortController();
    const reason = new Error("changed my mind");
    const asleep = clock.sleep(ms(60_000), stopping.signal);
    stopping.abort(reason);
    await expect(asleep).rejects.toBe(reason);
    await expect(clock.sleep(ms(1), stopping.signal)).rejects.toBe(reason);
  });

  test("delivers soon, not at once, in the order asked for, before any time is up", async () => {
    using clock = open();
    const ran: string[] = [];
    clock.after(ms(5), () => ran.push("timer"));
    clock.soon(() => {
      ran.push("first");
      clock.soon(() => ran.push("asked by the first"));
    });
    clock.soon(() => ran.push("second"));
    expect(ran).toEqual([]);
    await clock.sleep(ms(20));
    expect(ran).toEqual(["first", "second", "asked by the first", "timer"]);
  });

  test("runs nothing after it was closed", async () => {
    const ran: string[] = [];
    const clock = open();
    clock.after(ms(1), () => ran.push("timer"));
    clock.soon(() => ran.push("delivery"));
    clock[Symbol.dispose]();
    using other = open();
    await other.sleep(ms(15));
    expect(ran).toEqual([]);
  });

  test("gives the outcome of what it was held for", async () => {
    using clock = open();
    await expect(clock.whileBusy(Promise.resolve(7))).resolves.toBe(7);
    await expect(clock.whileBusy(Promise.reject(new Error("no")))).rejects.toThrow("no");
  });
}

/** Scan, connect, discover, subscribe, be notified, write both ways, read, disconnect: each as soon as the one before is done. */
async function tellStory(rig: GattRig): Promise<readonly Line[]> {
  const story: Line[] = [];
  rig.air.listen((entry) => {
    if (entry.kind === "connected") story.push("link up");
    if (entry.kind === "disconnected") story.push(`link down ${entry.reason}`);
    if (entry.kind === "event" && entry.toPeripheral + entry.toCentral > 0) {
      story.push([entry.number, entry.toPeripheral, entry.toCentral]);
    }
  });
  const peripheral = await rig.find();
  const { inbox, outbox, about } = await rig.open(peripheral);
  story.push("discovered");

  const notes: string[] = [];
  const allNoted = Promise.withResolvers<void>();
  outbox.on("data", (value: Buffer) => {
    notes.push(value.toString());
    if (notes.length === 6) allNoted.resolve();
  });
  await outbox.subscribeAsync();
  story.push("subscribed");
  const sent = Array.from({ length: 6 }, (_, index) => `note ${index}`);
  for (const note of sent) rig.toy.notify(Buffer.from(note));
  await allNoted.promise;
  expect(notes).toEqual(sent);
  story.push("notified");

  for (let value = 0; value < 10; value += 1) inbox.write(Buffer.from([value]), true);
  await inbox.writeAsync(Buffer.from([10]), false);
  expect(rig.toy.received.map((value) => value[0])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  story.push("written");

  expect((await about.readAsync()).toString()).toBe("toy d0:00:00:00:00:01");
  story.push("read");
  const gone = disconnection(peripheral);
  await peripheral.disconnectAsync();
  expect(await gone).toBe(0x16);
  return story;
}
