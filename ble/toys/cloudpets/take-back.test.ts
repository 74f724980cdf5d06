/** A message that its sender withdrew while its upload broke off: nobody hears it, or everybody is told that it is there. */
import { expect, test } from "vitest";
import {
  ALWAYS,
  type DriverRig,
  holds,
  makeDelivery,
  openDriverRig,
  PLAY_PAW_CLIP,
  QUIETLY,
} from "../../../test/support/driver-rig.ts";
import { until } from "../../../test/support/toy-rig.ts";
import { MemoryFlash } from "../../simulator/toy/flash.ts";
import type { Delivery } from "../toy-driver.ts";
import { SILENCE, SILENCE_MS } from "./silence.ts";

class Crash extends Error {}

/** The process dies at a note of a delivery, the link with it; then a new one comes. */
async function crashAt(
  rig: DriverRig,
  step: "intend" | "done",
  delivery: Delivery,
  when: "before" | "after" = "before",
): Promise<void> {
  const die = async (noted: never) => {
    if (when === "after") await rig.journal[step](noted);
    rig.hub.cut();
    throw new Crash();
  };
  rig.restartDriver({ ...rig.journal, [step]: die });
  const session = await rig.connect();
  await expect(session.deliver(delivery, QUIETLY)).rejects.toThrow(Crash);
  rig.restartDriver();
}

async function takeBack(rig: DriverRig, { id }: Delivery) {
  await using session = await rig.connect();
  return await session.takeBack(id, ALWAYS);
}

const noted = async (rig: DriverRig, { id }: Delivery) => {
  const { isDone, isTakenBack } = (await rig.journal.findDelivery(id)) ?? {};
  return { isDone, isTakenBack };
};

/** What the child hears at a press of the paw: how long, and how loud at most. */
async function pressAndListen(rig: DriverRig) {
  const before = rig.toy.model.heard.length;
  await rig.toy.press("play");
  await until(rig.clock, () => rig.toy.model.snapshot.state === 1, "end of the playback");
  const sound = rig.toy.model.heard[before];
  const loudest = sound?.samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return { milliseconds: sound?.playedMs, loudest };
}

test("all of it arrived before the crash: silence takes its place, and the heart stays dark", async () => {
  await using rig = await openDriverRig();
  const delivery = makeDelivery("one", 3_000);
  await crashAt(rig, "done", delivery);
  expect(holds(rig, delivery.bytes)).toBe(true);
  expect(await takeBack(rig, delivery)).toBe("gone");
  expect(holds(rig, SILENCE)).toBe(true);
  expect(rig.toy.model.snapshot.heart.mode).toBe("off");
  expect(await noted(rig, delivery)).toEqual({ isDone: false, isTakenBack: true });
  const { milliseconds, loudest } = await pressAndListen(rig);
  expect(milliseconds).toBe(SILENCE_MS);
  expect(loudest).toBeLessThan(33);
  const uploads = rig.toy.model.uploads.length;
  expect(await takeBack(rig, delivery)).toBe("gone");
  expect(rig.toy.model.uploads).toHaveLength(uploads);
});

test("nothing of it was sent: what the slot holds stays, its heart too", async () => {
  await using rig = await openDriverRig();
  const [older, withdrawn] = [makeDelivery("older", 2_000), makeDelivery("withdrawn", 3_000)];
  await using first = await rig.connect();
  await first.deliver(older, QUIETLY);
  await first[Symbol.asyncDispose]();
  await crashAt(rig, "intend", withdrawn, "after");
  expect(await takeBack(rig, withdrawn)).toBe("gone");
  expect(holds(rig, older.bytes)).toBe(true);
  expect(rig.toy.model.snapshot.heart.mode).toBe("blink");
  expect(rig.toy.model.uploads).toHaveLength(1);
});

test("nothing was sent to an empty slot: it stays empty", async () => {
  await using rig = await openDriverRig();
  const delivery = makeDelivery("one");
  await crashAt(rig, "intend", delivery, "after");
  expect(await takeBack(rig, delivery)).toBe("gone");
  expect([rig.toy.model.uploads, rig.toy.model.snapshot.slots]).toEqual([[], [0, 0, 0, 0, 0]]);
});

test("a part of it may have been kept: that is silenced as well", async () => {
  await using rig = await openDriverRig();
  const delivery = makeDelivery("one", 3_000);
  await crashAt(rig, "intend", delivery, "after");
  rig.toy.flash.storeClip(PLAY_PAW_CLIP, delivery.bytes.subarray(0, 2_000));
  expect(rig.toy.model.snapshot.slots[1]).not.toBe(3_000);
  expect(await takeBack(rig, delivery)).toBe("gone");
  expect(holds(rig, SILENCE)).toBe(true);
});

test("where the lengths cannot tell old from new, nothing is left to be heard", async () => {
  await using rig = await openDriverRig();
  await using first = await rig.connect();
  await first.deliver(makeDelivery("older", 2_000), QUIETLY);
  await first[Symbol.asyncDispose]();
  const withdrawn = makeDelivery("withdrawn", 2_000);
  await crashAt(rig, "done", withdrawn);
  expect(await takeBack(rig, withdrawn)).toBe("gone");
  expect(holds(rig, SILENCE)).toBe(true);
});

test("what is done is there, and is left alone", async () => {
  await using rig = await openDriverRig();
  const delivery = makeDelivery("one");
  await using session = await rig.connect();
  await session.deliver(delivery, QUIETLY);
  expect(await session.takeBack(delivery.id, ALWAYS)).toBe("there");
  expect(holds(rig, delivery.bytes)).toBe(true);
  expect(await session.takeBack("nobody's", ALWAYS)).toBe("gone");
  expect(rig.toy.model.uploads).toHaveLength(1);
});

/** Whatever key it is given, it wants another one. */
class StubbornFlash extends MemoryFlash {
  hasOwnKey = false;
  override get settings() {
    return this.hasOwnKey ? { ...super.settings, key: new Uint8Array(16).fill(7) } : super.settings;
  }
}

test("a toy with another key gets its own again, and is silenced", async () => {
  await using rig = await openDriverRig();
  const delivery = makeDelivery("one");
  await crashAt(rig, "done", delivery);
  rig.toy.flash.change({ key: new Uint8Array(16).fill(7) });
  expect(await takeBack(rig, delivery)).toBe("gone");
  expect(rig.events.filter(({ kind }) => kind === "key-strange")).toHaveLength(1);
});

test("a toy that takes no silence has the message, and that is what is told", async () => {
  const flash = new StubbornFlash();
  await using rig = await openDriverRig({ toys: [{ flash }] });
  const delivery = makeDelivery("one");
  await crashAt(rig, "done", delivery);
  flash.hasOwnKey = true;
  expect(await takeBack(rig, delivery)).toBe("there");
  expect(await noted(rig, delivery)).toEqual({ isDone: true, isTakenBack: false });
  expect(holds(rig, delivery.bytes)).toBe(true);
});

test("a link that goes while it is silenced decides nothing; the next try does", async () => {
  await using rig = await openDriverRig({ toys: [{ drain: "demo" }] });
  const delivery = makeDelivery("one", 3_000);
  await crashAt(rig, "done", delivery);
  const session = await rig.connect();
  const broken = session.takeBack(delivery.id, ALWAYS);
  await until(rig.clock, () => rig.toy.model.snapshot.state === 3, "upload of the silence");
  rig.hub.cut();
  await expect(broken).rejects.toMatchObject({ code: "radio.link-lost" });
  expect(await noted(rig, delivery)).toEqual({ isDone: false, isTakenBack: false });
  expect(await takeBack(rig, delivery)).toBe("gone");
  expect((await pressAndListen(rig)).loudest ?? 0).toBeLessThan(33);
});

test("a younger message that is done took the slot already", async () => {
  await using rig = await openDriverRig();
  const [withdrawn, younger] = [makeDelivery("withdrawn", 3_000), makeDelivery("younger", 2_000)];
  await crashAt(rig, "done", withdrawn);
  await using session = await rig.connect();
  await session.deliver(younger, QUIETLY);
  expect(await session.takeBack(withdrawn.id, ALWAYS)).toBe("gone");
  expect(holds(rig, younger.bytes)).toBe(true);
  expect(rig.toy.model.snapshot.heart.mode).toBe("blink");
});

test("a younger one that broke off too is not taken for the silence that it is as long as", async () => {
  await using rig = await openDriverRig();
  const [withdrawn, younger] = [makeDelivery("withdrawn", 3_000), makeDelivery("younger", SILENCE_MS)];
  await crashAt(rig, "done", withdrawn);
  await crashAt(rig, "intend", younger, "after");
  expect(await takeBack(rig, withdrawn)).toBe("gone");
  await using session = await rig.connect();
  expect(await session.deliver(younger, QUIETLY)).toMatchObject({ kind: "delivered", alreadyThere: false });
  expect(holds(rig, younger.bytes)).toBe(true);
});
