/** The mailbox of four as a child, and whoever watches the toy, finds it: real bleno toys over the real noble, on stepped time. */
import { expect, test } from "vitest";
import { ms, seconds } from "../../../hub/domain/duration.ts";
import {
  ALWAYS,
  type DriverRig,
  makeDelivery,
  openDriverRig,
  QUIETLY,
} from "../../../test/support/driver-rig.ts";
import { until } from "../../../test/support/toy-rig.ts";
import type { Delivery, Letter, ToySession } from "../toy-driver.ts";
import { STATES } from "./states.ts";

const letterOf = ({ messageId, milliseconds, slot = 1 }: Delivery): Letter => ({
  messageId,
  milliseconds,
  slot,
});
const inSlot = (id: string, slot: number, milliseconds?: number): Delivery => ({
  ...makeDelivery(id, milliseconds),
  slot,
});

/** Brings these to the toy, switches the mailbox on, and waits until the paws only report. */
async function openMailbox(rig: DriverRig, session: ToySession, deliveries: readonly Delivery[]) {
  for (const delivery of deliveries) {
    const outcome = await session.deliver(delivery, QUIETLY);
    if (outcome.kind !== "delivered") throw new Error(outcome.message);
  }
  await session.keepMailbox({ unheard: deliveries.map(letterOf), again: undefined }, ALWAYS);
  await until(rig.clock, () => rig.toy.model.snapshot.isGameMode, "the paws only report");
}

/** The upload slots that were played, in order. */
const played = (rig: DriverRig) => rig.toy.model.heard.map(({ playSlot }) => playSlot - 1);
const heard = (rig: DriverRig) =>
  rig.events.flatMap((event) => (event.kind === "letter-heard" ? [event.messageId] : []));
const atRest = (rig: DriverRig) =>
  until(rig.clock, () => rig.toy.model.snapshot.state === STATES.idle, "rest");

async function pressAndListen(rig: DriverRig): Promise<void> {
  const before = played(rig).length;
  await rig.toy.press("play");
  await until(rig.clock, () => played(rig).length > before, "something plays");
  await atRest(rig);
  await rig.clock.sleep(ms(100));
}

test("plays the unheard ones one after the other, and tells each as heard once", async () => {
  await using rig = await openDriverRig();
  await using session = await rig.connect();
  const letters = [1, 2, 3, 4].map((slot) => inSlot(`letter ${slot}`, slot, 600 + 200 * slot));
  await openMailbox(rig, session, letters);
  for (const { messageId } of letters) {
    await pressAndListen(rig);
    expect(heard(rig).at(-1)).toBe(messageId);
    await rig.clock.sleep(seconds(9)); // a press now is for the next one
  }
  expect(played(rig)).toEqual([1, 2, 3, 4]);
  await pressAndListen(rig); // nothing new: what was heard last
  expect(played(rig)).toEqual([1, 2, 3, 4, 4]);
  expect(heard(rig)).toEqual(letters.map(({ messageId }) => messageId));
});

test("plays the same once more for a second press within a few seconds, and does not tell it again", async () => {
  await using rig = await openDriverRig();
  await using session = await rig.connect();
  await openMailbox(rig, session, [inSlot("one", 1), inSlot("two", 2)]);
  await pressAndListen(rig);
  await rig.clock.sleep(seconds(3));
  await pressAndListen(rig);
  expect([played(rig), heard(rig)]).toEqual([[1, 1], ["message of one"]]);
  await rig.clock.sleep(seconds(9));
  await pressAndListen(rig);
  expect([played(rig), heard(rig)]).toEqual([
    [1, 1, 2],
    ["message of one", "message of two"],
  ]);
});

test("does not put anything where a second press would still play what was heard", async () => {
  await using rig = await openDriverRig();
  await using session = await rig.connect();
  await openMailbox(rig, session, [inSlot("one", 1), inSlot("two", 2)]);
  await pressAndListen(rig);
  const endedAt = rig.clock.monotonic();
  const moving = session.deliver(
    { ...inSlot("two", 1), id: "two moves", messageId: "message of two" },
    QUIETLY,
  );
  await rig.clock.sleep(seconds(2));
  expect(rig.toy.model.uploads).toHaveLength(2);
  await moving;
  expect(rig.clock.monotonic() - endedAt).toBeGreaterThan(seconds(7));
  expect(rig.toy.model.uploads).toHaveLength(3);
});

test("a paw that is pressed again while something plays changes nothing", async () => {
  await using rig = await openDriverRig();
  await using session = await rig.connect();
  await openMailbox(rig, session, [inSlot("long", 1, 4_000), inSlot("two", 2)]);
  await rig.toy.press("play");
  await rig.clock.sleep(seconds(1));
  await rig.toy.press("play");
  await atRest(rig);
  await rig.clock.sleep(seconds(1));
  expect([played(rig), heard(rig)]).toEqual([[1], ["message of long"]]);
});

test("lights the heart itself while it plays, and tells by its rhythm how many wait", async () => {
  await using rig = await openDriverRig();
  await using session = await rig.connect();
  await openMailbox(rig, session, [inSlot("one", 1), inSlot("two", 2), inSlot("three", 3)]);
  const look = () => rig.toy.model.snapshot.heart;
  await until(rig.clock, () => look().mode === "pattern", "a rhythm");
  expect(await blinksInARow(rig)).toBe(3);
  await rig.toy.press("play");
  await until(rig.clock, () => look().mode === "on", "the heart is lit while it plays");
  await atRest(rig);
  await until(rig.clock, () => look().mode === "pattern", "the rhythm of those that are left");
  expect(await blinksInARow(rig)).toBe(2);
});

/** Flashes between two pauses. */
async function blinksInARow(rig: DriverRig): Promise<number> {
  const runs: number[] = [];
  let [flashes, darkFor, wasLit] = [0, 0, false];
  for (let tick = 0; tick < 200 && runs.length < 2; tick += 1) {
    const isLit = rig.toy.model.snapshot.heart.level > 50;
    if (isLit && !wasLit) flashes += 1;
    darkFor = isLit ? 0 : darkFor + 50;
    if (darkFor === 900) {
      runs.push(flashes);
      flashes = 0;
    }
    wasLit = isLit;
    await rig.clock.sleep(ms(50));
  }
  return runs.at(-1) ?? 0; // the first run may have begun before us
}

test("an upload makes room for a paw", async () => {
  await using rig = await openDriverRig();
  await using session = await rig.connect();
  await openMailbox(rig, session, [inSlot("one", 1)]);
  const outcome = session.deliver(inSlot("long", 2, 10_000), QUIETLY);
  await until(rig.clock, () => rig.toy.model.snapshot.state === STATES.audioUpload, "an upload");
  const pressedAt = rig.clock.monotonic();
  await rig.toy.press("play");
  await until(rig.clock, () => played(rig).length === 1, "it plays all the same");
  expect(rig.clock.monotonic() - pressedAt).toBeLessThan(1_000);
  expect(await outcome).toMatchObject({ kind: "failed", code: "toy-busy", retry: true });
  await until(rig.clock, () => heard(rig).length === 1, "it is heard");
});

test("a move to the front that a paw broke off is brought to its end: a paw never finds nothing to play", async () => {
  await using rig = await openDriverRig();
  await using session = await rig.connect();
  await openMailbox(rig, session, [inSlot("one", 1), inSlot("two", 2, 10_000)]);
  await pressAndListen(rig);
  const two = { ...inSlot("two", 1, 10_000), id: "two moves", isMove: true };
  const moving = session.deliver(two, QUIETLY);
  await until(rig.clock, () => rig.toy.model.snapshot.state === STATES.audioUpload, "it moves");
  await pressAndListen(rig);
  expect([played(rig), heard(rig).at(-1)]).toEqual([[1, 2], "message of two"]);
  expect(await moving).toMatchObject({ kind: "delivered", heartLit: false, alreadyThere: false });
  expect(rig.toy.model.snapshot.heart.mode).toBe("off");
  await rig.clock.sleep(seconds(9));
  await pressAndListen(rig);
  await session.keepMailbox(undefined, ALWAYS);
  await pressAndListen(rig);
  expect(played(rig)).toEqual([1, 2, 1, 1]);
  expect(heard(rig)).toEqual(["message of one", "message of two"]);
});

test("an upload that made room three times in a row goes on, and the paw is answered after it", async () => {
  await using rig = await openDriverRig();
  await using session = await rig.connect();
  await openMailbox(rig, session, [inSlot("one", 1)]);
  const outcomes: string[] = [];
  for (let tries = 1; tries <= 4; tries += 1) {
    const outcome = session.deliver(inSlot("long", 2, 10_000), QUIETLY);
    await until(rig.clock, () => rig.toy.model.snapshot.state === STATES.audioUpload, "an upload");
    await rig.toy.press("play");
    outcomes.push((await outcome).kind);
    await until(rig.clock, () => played(rig).length === tries, "it plays");
    await rig.clock.sleep(seconds(3));
  }
  expect(outcomes).toEqual(["failed", "failed", "failed", "delivered"]);
});

test("records for the record paw with the heart lit, until the second press", async () => {
  await using rig = await openDriverRig();
  await using session = await rig.connect();
  rig.toy.model.microphone.say(new Int16Array(8_000 * 5).fill(1_000));
  await openMailbox(rig, session, [inSlot("one", 1)]);
  const dark: boolean[] = [];
  const watching = new AbortController();
  const stop = rig.clock.after(ms(0), function look() {
    const { isRecording, heart } = rig.toy.model.snapshot;
    if (isRecording && heart.mode !== "on") dark.push(true);
    if (!watching.signal.aborted) rig.clock.after(ms(5), look);
  });
  await rig.toy.press("record");
  await until(rig.clock, () => rig.toy.model.snapshot.isRecording, "it records");
  await rig.clock.sleep(seconds(3));
  await rig.toy.press("record");
  await until(rig.clock, () => !rig.toy.model.snapshot.isRecording, "it stops");
  // Between the end of the recording and that of the light there is nothing to see, and nothing is recorded.
  watching.abort();
  stop();
  expect(dark).toEqual([]);
  await until(rig.clock, () => rig.events.some(({ kind }) => kind === "recording-ended"), "it is told");
  const { bytes, toldMilliseconds } = await session.fetchRecording(QUIETLY);
  expect(bytes.byteLength).toBeGreaterThan(8_000);
  expect(toldMilliseconds).toBeGreaterThan(2_500);
  const kinds = rig.events.map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === "recording-started" || kind === "recording-ended")).toEqual([
    "recording-started",
    "recording-ended",
  ]);
  expect(kinds).not.toContain("unexpected");
  await until(rig.clock, () => rig.toy.model.snapshot.isGameMode, "the paws only report again");
});

test("while a recording is fetched the paws are the toy's own: a press breaks that off, and plays", async () => {
  await using rig = await openDriverRig();
  await using session = await rig.connect();
  rig.toy.model.microphone.say(new Int16Array(8_000 * 20).fill(1_000));
  await openMailbox(rig, session, [inSlot("one", 1)]);
  await rig.toy.press("record");
  await rig.clock.sleep(seconds(15));
  await rig.toy.press("record");
  await until(rig.clock, () => rig.events.some(({ kind }) => kind === "recording-ended"), "it is told");
  const fetched = session.fetchRecording(QUIETLY).catch((error: { code: string }) => error.code);
  await until(rig.clock, () => rig.toy.model.snapshot.state === STATES.audioDownload, "it is fetched");
  await rig.clock.sleep(seconds(2));
  expect(rig.toy.model.snapshot.isGameMode).toBe(false);
  await rig.toy.press("play");
  expect(await fetched).toBe("toy.busy");
  expect(played(rig)).toEqual([1]);
});

test("a recording that nobody ends is ended before its slot is full", async () => {
  await using rig = await openDriverRig();
  await using session = await rig.connect();
  await openMailbox(rig, session, []);
  await rig.toy.press("record");
  await until(rig.clock, () => rig.toy.model.snapshot.isRecording, "it records");
  const from = rig.clock.monotonic();
  await until(rig.clock, () => !rig.toy.model.snapshot.isRecording, "it stops", seconds(60));
  expect(rig.clock.monotonic() - from).toBeGreaterThan(seconds(38));
  expect(rig.clock.monotonic() - from).toBeLessThan(seconds(40));
  await until(rig.clock, () => rig.events.some(({ kind }) => kind === "recording-ended"), "it is told");
});

test("waits for a good signal, and gives the paws back at the first sign of fading", async () => {
  await using rig = await openDriverRig();
  const { range } = rig.air;
  range.setRssi(-79, rig.toy.address);
  await using session = await rig.connect();
  await session.keepMailbox({ unheard: [], again: undefined }, ALWAYS);
  await rig.clock.sleep(seconds(20));
  expect(rig.toy.model.snapshot.isGameMode).toBe(false);
  range.setRssi(-60, rig.toy.address);
  await until(rig.clock, () => rig.toy.model.snapshot.isGameMode, "the paws only report");
  expect(session.isAnsweringPaws).toBe(true);
  range.setRssi(-83, rig.toy.address);
  await until(rig.clock, () => !rig.toy.model.snapshot.isGameMode, "the paws are given back", ms(1_500));
  await until(rig.clock, () => !session.isAnsweringPaws, "which is known here, too");
});

test("in the dark the paws are the toy's own and nothing blinks; afterwards it is as before", async () => {
  await using rig = await openDriverRig();
  await using session = await rig.connect();
  await openMailbox(rig, session, [inSlot("one", 1), inSlot("two", 2)]);
  await session.keepDark(ALWAYS);
  expect(rig.toy.model.snapshot).toMatchObject({ isGameMode: false, heart: { mode: "off" } });
  await rig.clock.sleep(seconds(20));
  expect(rig.toy.model.snapshot).toMatchObject({ isGameMode: false, heart: { mode: "off" } });
  await session.endDark(async () => true, ALWAYS);
  await until(rig.clock, () => rig.toy.model.snapshot.isGameMode, "the paws only report");
  await until(rig.clock, () => rig.toy.model.snapshot.heart.mode === "pattern", "the rhythm is back");
});

test.each([
  ["while nothing happens", async () => undefined],
  [
    "while something plays",
    async (rig: DriverRig) => {
      await rig.toy.press("play");
      await rig.clock.sleep(seconds(1));
    },
  ],
  [
    "while a child records",
    async (rig: DriverRig) => {
      await rig.toy.press("record");
      await until(rig.clock, () => rig.toy.model.snapshot.isRecording, "it records");
    },
  ],
  [
    "in the middle of an upload",
    async (rig: DriverRig, session: ToySession) => {
      void session.deliver(inSlot("two", 2, 10_000), QUIETLY);
      await until(rig.clock, () => rig.toy.model.snapshot.state === STATES.audioUpload, "an upload");
    },
  ],
] as const)("a goodbye %s leaves no dead paw, and no open microphone", async (_, begin) => {
  await using rig = await openDriverRig();
  const session = await rig.connect();
  await openMailbox(rig, session, [inSlot("one", 1, 8_000)]);
  await begin(rig, session);
  await session[Symbol.asyncDispose]();
  expect(rig.toy.model.snapshot).toMatchObject({ isGameMode: false, isRecording: false });
});

test("a mailbox that is switched off gives the paws back for good", async () => {
  await using rig = await openDriverRig();
  await using session = await rig.connect();
  await openMailbox(rig, session, [inSlot("one", 1)]);
  await session.keepMailbox(undefined, ALWAYS);
  expect(rig.toy.model.snapshot.isGameMode).toBe(false);
  await rig.clock.sleep(seconds(20));
  expect(rig.toy.model.snapshot.isGameMode).toBe(false);
  await rig.toy.press("play");
  await until(
    rig.clock,
    () => rig.events.some(({ kind }) => kind === "playback-ended"),
    "it plays by itself",
  );
  expect(rig.events).toContainEqual({ kind: "playback-ended", commanded: false });
});

test("a link that breaks off leaves dead paws until the next one frees them, which waits before it takes them again", async () => {
  await using rig = await openDriverRig();
  const session = await rig.connect();
  await openMailbox(rig, session, [inSlot("one", 1)]);
  rig.hub.cut();
  await until(rig.clock, () => !rig.toy.model.snapshot.isConnected, "the link is gone");
  expect(rig.toy.model.snapshot.isGameMode).toBe(true);
  await using next = await rig.connect();
  expect(rig.toy.model.snapshot.isGameMode).toBe(false);
  await next.keepMailbox({ unheard: [letterOf(inSlot("one", 1))], again: undefined }, ALWAYS);
  await rig.clock.sleep(seconds(8));
  expect(rig.toy.model.snapshot.isGameMode).toBe(false);
  await until(rig.clock, () => rig.toy.model.snapshot.isGameMode, "the paws only report again");
});

test("a recording that a lost link left running is ended by the next one", async () => {
  await using rig = await openDriverRig();
  const session = await rig.connect();
  await openMailbox(rig, session, []);
  await rig.toy.press("record");
  await until(rig.clock, () => rig.toy.model.snapshot.isRecording, "it records");
  rig.hub.cut();
  await until(rig.clock, () => session.signal.aborted, "the link is gone");
  expect(rig.toy.model.snapshot).toMatchObject({ isRecording: true, heart: { mode: "on" } });
  await using _next = await rig.connect();
  expect(rig.toy.model.snapshot).toMatchObject({ isRecording: false, heart: { mode: "off" } });
});

test("frees a slot by silence, notes it, and never the play paw's", async () => {
  await using rig = await openDriverRig();
  await using session = await rig.connect();
  const [one, two] = [inSlot("one", 1), inSlot("two", 3)];
  for (const delivery of [one, two]) await session.deliver(delivery, QUIETLY);
  await session.freeSlot(two.id, ALWAYS);
  expect(await rig.journal.findDelivery(two.id)).toMatchObject({ isDone: true, isTakenBack: true });
  expect(rig.toy.model.snapshot.slots[3]).toBe(1_000);
  expect(rig.toy.model.snapshot.heart.mode).toBe("blink");
  await expect(session.freeSlot(one.id, ALWAYS)).rejects.toMatchObject({ code: "toy.bad-argument" });
  await session.freeSlot(two.id, ALWAYS);
  expect(rig.toy.model.uploads).toHaveLength(3);
});
