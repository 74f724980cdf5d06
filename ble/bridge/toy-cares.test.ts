/** The loudest that a toy may be: kept over losses and starts, by what the hub said last. */
import { beforeEach, expect, onTestFinished, test } from "vitest";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { ms, seconds } from "../../hub/domain/duration.ts";
import { type BridgeRig, type Family, makeBridgeRig, makeFamily } from "../../test/support/bridge-rig.ts";
import { randomId } from "../../test/support/guardian.ts";

let family: Family;
let rig: BridgeRig;
let toy: PublicId;

beforeEach(async () => {
  family = await makeFamily();
  rig = await makeBridgeRig();
  onTestFinished(() => rig[Symbol.asyncDispose]());
  toy = await rig.claim(family.entries);
});

const care = (loudest: number, saving: boolean) =>
  rig.command({ kind: "care", id: randomId(), toy, loudest, saving, records_over: false });
const limit = (loudest: number) => care(loudest, false);
const volume = (percent: number) => rig.command({ kind: "set-volume", id: randomId(), toy, percent });
const told = () => rig.lists.at(-1)?.toys[0]?.volume;
async function comeBack(): Promise<void> {
  rig.toy.drop();
  await rig.settle();
  await rig.clock.advance(seconds(1));
  rig.advert();
  await rig.settle();
}

test("what is louder is turned down at once, and up again when the limit goes: once", async () => {
  rig.toy.loudness = 80;
  await limit(40);
  expect([rig.toy.loudness, told()]).toEqual([40, 40]);
  await limit(60);
  expect(rig.toy.loudness).toBe(60);
  await limit(100);
  expect([rig.toy.loudness, rig.journal.entries("care/")]).toEqual([80, []]);
  await volume(20);
  await comeBack();
  expect(rig.toy.loudness).toBe(20);
});

test("what is quieter is left so, and stored anew, as it may start louder than it speaks now", async () => {
  const kept: number[] = [];
  rig.toy.loudness = 30;
  rig.toy.onLoudness = async () => void kept.push(rig.toy.loudness);
  await limit(60);
  expect([rig.toy.loudness, kept.length]).toEqual([30, 1]);
});

test("nobody's wish goes over it, and how loud it was to be counts when it goes", async () => {
  await limit(40);
  await volume(90);
  expect([rig.all("asked-done").length, rig.toy.loudness]).toEqual([1, 40]);
  await limit(100);
  expect(rig.toy.loudness).toBe(90);
});

test("turned up by somebody else, it is turned down when it is held again, also by the next process", async () => {
  rig.toy.loudness = 30;
  await limit(40);
  rig.toy.loudness = 100;
  await comeBack();
  expect(rig.toy.loudness).toBe(30);
  rig.toy.loudness = 100;
  rig = await rig.crash();
  onTestFinished(() => rig[Symbol.asyncDispose]());
  rig.advert();
  await rig.clock.advance(ms(300));
  expect(rig.toy.loudness, "as the family had it").toBe(30);
});

test("told while the toy is away, and with the disk full, it counts when it is back", async () => {
  rig.toy.drop();
  await rig.settle();
  rig.disk.isFull = true;
  await limit(25);
  rig.disk.isFull = false;
  rig.toy.loudness = 70;
  await rig.clock.advance(seconds(1));
  rig.advert();
  await rig.settle();
  expect(rig.toy.loudness).toBe(25);
});

test("a lullaby is no louder; one that plays is hushed, and the toy set when it is over", async () => {
  rig.toy.loudness = 80;
  const delivery = await rig.makeDelivery(family, toy);
  await rig.command(delivery);
  const play = { kind: "play-loop", toy, message: delivery.message, minutes: 5, volume: "loud" } as const;
  await rig.command({ ...play, id: randomId() });
  expect(rig.toy.loop?.loudest).toBe(100);
  await limit(20);
  expect([rig.toy.hushed, rig.toy.loudness]).toEqual([[20], 80]);
  await rig.command({ kind: "stop-loop", id: randomId(), toy });
  await rig.settle();
  expect(rig.toy.loudness).toBe(20);
  await rig.command({ ...play, id: randomId() });
  expect(rig.toy.loop?.loudest).toBe(20);
});

test("its power is saved until told otherwise, in each session, also by the next process", async () => {
  expect(rig.toy.isSaving).toBe(false);
  await care(100, true);
  expect(rig.toy.isSaving).toBe(true);
  await comeBack();
  expect(rig.toy.isSaving).toBe(true);
  rig = await rig.crash();
  onTestFinished(() => rig[Symbol.asyncDispose]());
  rig.advert();
  await rig.clock.advance(ms(300));
  expect(rig.toy.isSaving).toBe(true);
  await care(100, false);
  expect([rig.toy.isSaving, rig.journal.entries("care/")]).toEqual([false, []]);
});

test("a toy that is gone, or never was, is nobody's care", async () => {
  await limit(20);
  await family.add({ kind: "toy-out", toy });
  await rig.roster(family.entries);
  await rig.settle();
  await limit(10);
  expect(rig.journal.entries("care/")).toEqual([]);
});
