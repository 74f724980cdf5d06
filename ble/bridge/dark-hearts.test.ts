/** Nights of a toy, whoever of hub and ble was started anew meanwhile, and whether or not the toy was there. */
import { beforeEach, expect, onTestFinished, test } from "vitest";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { ms, seconds } from "../../hub/domain/duration.ts";
import { type BridgeRig, type Family, makeBridgeRig, makeFamily } from "../../test/support/bridge-rig.ts";
import { randomId } from "../../test/support/guardian.ts";
import { BEAR } from "../../test/support/played-toy.ts";

let family: Family;
let rig: BridgeRig;
let toy: PublicId;

beforeEach(async () => {
  family = await makeFamily();
  rig = await makeBridgeRig();
  onTestFinished(() => rig[Symbol.asyncDispose]());
  toy = await rig.claim(family.entries);
});

const heart = (dark: boolean, of: BridgeRig = rig) =>
  of.command({ kind: "heart", id: randomId(), toy, dark });
async function deliver(of: BridgeRig = rig): Promise<PublicId> {
  const delivery = await of.makeDelivery(family, toy);
  await of.command(delivery);
  await of.settle();
  return delivery.message;
}
const shown = (of: BridgeRig = rig) => ({ isDark: of.toy.isDark, litAgain: of.toy.litAgain });
async function comeBack(of: BridgeRig = rig): Promise<void> {
  of.advert();
  await of.clock.advance(seconds(31));
  of.advert();
  await of.clock.advance(ms(300));
}

test("a heart is dark from the command on, and lit again for what nobody heard", async () => {
  await deliver();
  await heart(true);
  expect(shown()).toEqual({ isDark: true, litAgain: 0 });
  await heart(false);
  expect(shown()).toEqual({ isDark: false, litAgain: 1 });
});

test("what is delivered at night says that its heart was kept dark", async () => {
  await heart(true);
  const message = await deliver();
  expect(rig.all("delivered")).toMatchObject([{ message, heart_lit: false, heart_dark: true }]);
});

test("heard at night, or withdrawn, it lights nothing in the morning", async () => {
  await deliver();
  await heart(true);
  rig.toy.says({ kind: "playback-ended", commanded: false });
  await rig.settle();
  await heart(false);
  expect(shown()).toEqual({ isDark: false, litAgain: 0 });
  const withdrawn = await deliver();
  await heart(true);
  await rig.command({ kind: "retire", id: randomId(), message: withdrawn });
  await heart(false);
  expect(shown()).toEqual({ isDark: false, litAgain: 0 });
});

test("commands may come twice, and `not dark` to a toy that was not dark is nothing", async () => {
  await deliver();
  await heart(false);
  expect(shown()).toEqual({ isDark: false, litAgain: 0 });
  for (const dark of [true, true, false, false]) await heart(dark);
  expect(shown()).toEqual({ isDark: false, litAgain: 1 });
});

test("a night that began before ble was started anew goes on", async () => {
  await deliver();
  await heart(true);
  const next = await rig.crash();
  onTestFinished(() => next[Symbol.asyncDispose]());
  await comeBack(next);
  expect(shown(next)).toEqual({ isDark: true, litAgain: 0 });
  await heart(false, next);
  expect(shown(next)).toEqual({ isDark: false, litAgain: 1 });
});

test("a toy that was away at dawn gets its light when it is back, once, also from a ble that was started anew", async () => {
  await deliver();
  await heart(true);
  rig.toy.isReachable = false;
  rig.toy.drop();
  await heart(false);
  expect(rig.toy.litAgain).toBe(0);
  const next = await rig.crash();
  onTestFinished(() => next[Symbol.asyncDispose]());
  next.toy.isReachable = true;
  await comeBack(next);
  expect(shown(next)).toEqual({ isDark: false, litAgain: 1 });
  next.toy.drop();
  await comeBack(next);
  expect(shown(next)).toEqual({ isDark: false, litAgain: 1 });
});

/** How the toy was left, by a process that died between a question and lighting the heart again. */
const leftDark = () =>
  rig.journal.put(`looks/${BEAR}`, {
    volume: 100,
    storedVolume: null,
    volumeWish: null,
    bootVolume: null,
    slots: [1, 2, 3, 4].map(() => ({ milliseconds: 0, upload: null })),
    firmware: null,
    pawsReport: false,
    isRecording: false,
    isHeartOwed: true,
    isEndingRecording: false,
  });

test.each<[string, (message: PublicId) => Promise<void>, number]>([
  ["nobody heard", async () => undefined, 1],
  ["was withdrawn", (message) => rig.command({ kind: "retire", id: randomId(), message }), 0],
  ["waits for the morning", () => heart(true), 0],
])("a heart left dark by a process that died, and a message that %s", async (_, meanwhile, lit) => {
  const message = await deliver();
  await leftDark();
  await meanwhile(message);
  const next = await rig.crash();
  onTestFinished(() => next[Symbol.asyncDispose]());
  await comeBack(next);
  expect(next.toy.litAgain).toBe(lit);
});

test("where the journal has no room it is dark all the same", async () => {
  rig.disk.isFull = true;
  await heart(true);
  expect(shown().isDark).toBe(true);
});

test("of a toy that is not ours nothing is remembered", async () => {
  await rig.command({ kind: "heart", id: randomId(), toy: randomId(), dark: true });
  expect(rig.journal.entries("heart/")).toEqual([]);
});
