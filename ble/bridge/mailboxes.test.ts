/** A mailbox of four as the bridge keeps it: where a message goes, what a session is told, what is freed, and what outlives a crash. */
import { beforeEach, expect, onTestFinished, test } from "vitest";
import type { PublicId } from "../../hub/contract/public-id.ts";
import type { Stamp } from "../../hub/contract/stamp.ts";
import { ms, seconds } from "../../hub/domain/duration.ts";
import { type BridgeRig, type Family, makeBridgeRig, makeFamily } from "../../test/support/bridge-rig.ts";
import { randomId } from "../../test/support/guardian.ts";
import { intentOf } from "../../test/support/played-toy.ts";
import { ToyError } from "../toys/errors.ts";

let family: Family;
let rig: BridgeRig;
let toy: PublicId;

beforeEach(async () => {
  family = await makeFamily();
  rig = await makeBridgeRig();
  onTestFinished(() => rig[Symbol.asyncDispose]());
  toy = await rig.claim(family.entries);
});

const mailbox = (on: boolean, of: BridgeRig = rig) =>
  of.command({ kind: "mailbox", id: randomId(), toy, on });
/** Brings a message beside the others; the clip may be asked for once more by `again`. */
async function bring(of: BridgeRig = rig, stamp: Partial<Stamp> = {}) {
  const delivery = await of.makeDelivery(family, toy, { stamp, command: { beside: true } });
  const clip = of.clips.get(delivery.ticket) ?? new Uint8Array();
  await of.command(delivery);
  await of.settle();
  const again = async (change: { readonly stamp?: string } = {}) => {
    const id = randomId();
    of.clips.set(delivery.ticket, Uint8Array.from(clip));
    await of.command({ ...delivery, ...change, id });
    await of.settle();
    return id;
  };
  return { ...delivery, again };
}
const heard = async (messageId: string, of: BridgeRig = rig) => {
  of.toy.says({ kind: "letter-heard", messageId });
  await of.settle();
};
/** Message and slot of what the session was told lies there unheard. */
const unheard = (of: BridgeRig = rig) =>
  of.toy.mailbox?.unheard.map(({ messageId, slot }) => [messageId, slot]);
const slots = (of: BridgeRig = rig) => of.all("delivered").map(({ slot }) => slot);
async function comeBack(of: BridgeRig = rig): Promise<void> {
  of.advert();
  await of.clock.advance(seconds(31));
  of.advert();
  await of.clock.advance(ms(300));
}

test("four lie beside each other, the session is told of each, and a fifth finds no room", async () => {
  await mailbox(true);
  const letters = [await bring(), await bring(), await bring(), await bring()];
  expect(slots()).toEqual([1, 2, 3, 4]);
  expect(unheard()).toEqual(letters.map(({ message }, at) => [message, at + 1]));
  const fifth = await bring();
  expect(rig.all("delivery-failed")).toMatchObject([
    { id: fifth.id, message: fifth.message, code: "toy-full", retry: true },
  ]);
  expect(rig.toy.uploads).toBe(4);
});

test("what was heard is told and over; the next one moves to the front, and its old slot is freed", async () => {
  await mailbox(true);
  const [first, second] = [await bring(), await bring()];
  await heard(first.message);
  expect(rig.all("played")).toMatchObject([{ message: first.message, toy }]);
  expect(unheard()).toEqual([[second.message, 2]]);
  expect(rig.toy.mailbox?.again).toMatchObject({ messageId: first.message, slot: 1 });
  const move = await second.again();
  expect(rig.all("delivered").at(-1)).toMatchObject({ id: move, message: second.message, slot: 1 });
  expect(rig.toy.freed).toEqual([second.id]);
  expect(unheard()).toEqual([[second.message, 1]]);
  const third = await bring();
  expect([slots().at(-1), unheard()]).toEqual([
    2,
    [
      [second.message, 1],
      [third.message, 2],
    ],
  ]);
});

test.each([
  ["goes on to the front where that is empty by now", true, ["delivered"]],
  ["stops where nothing has begun", false, ["delivery-failed"]],
])("what is heard while it moves %s", async (_, hasBegun, ends) => {
  await mailbox(true);
  const [first, second] = [await bring(), await bring()];
  await heard(first.message);
  const going = Promise.withResolvers<void>();
  rig.toy.onDeliver = async (delivery, { signal, onProgress }, noted) => {
    expect(delivery).toMatchObject({ slot: 1, isMove: true });
    if (hasBegun) onProgress(20);
    await going.promise;
    if (signal.aborted) return { kind: "failed", code: "cancelled", retry: false, message: "" };
    await noted.intend(intentOf(delivery));
    await noted.done(delivery.id);
    return { kind: "delivered", heartLit: false, alreadyThere: false };
  };
  const move = await second.again();
  await heard(second.message);
  await rig.command({ kind: "retire", id: randomId(), message: second.message });
  going.resolve();
  await rig.settle();
  const told = [...rig.all("delivered"), ...rig.all("delivery-failed")].filter(({ id }) => id === move);
  expect(told.map(({ kind }) => kind)).toEqual(ends);
  expect(rig.toy.mailbox?.again?.messageId).toBe(hasBegun ? second.message : first.message);
  expect(unheard()).toEqual([]);
});

test("what is withdrawn while it moves stops, however far it came", async () => {
  await mailbox(true);
  const [first, second] = [await bring(), await bring()];
  await heard(first.message);
  const going = Promise.withResolvers<void>();
  rig.toy.onDeliver = async (_, { signal, onProgress }) => {
    onProgress(20);
    await going.promise;
    if (signal.aborted) return { kind: "failed", code: "cancelled", retry: false, message: "" };
    return { kind: "delivered", heartLit: true, alreadyThere: false };
  };
  const move = await second.again();
  await rig.command({ kind: "retire", id: randomId(), message: second.message });
  going.resolve();
  await rig.settle();
  expect(rig.all("delivery-failed")).toMatchObject([{ id: move, code: "cancelled" }]);
});

test("nothing unheard is written over: one that is asked to move while the front is taken stays", async () => {
  await mailbox(true);
  const [first, second] = [await bring(), await bring()];
  const move = await second.again();
  expect(rig.all("delivered").at(-1)).toMatchObject({ id: move, slot: 2 });
  expect([rig.toy.uploads, unheard()]).toEqual([
    2,
    [
      [first.message, 1],
      [second.message, 2],
    ],
  ]);
});

test("one that was withdrawn is not played, never comes again, and its slot is freed", async () => {
  await mailbox(true);
  const [first, second] = [await bring(), await bring()];
  await rig.command({ kind: "retire", id: randomId(), message: second.message });
  expect([unheard(), rig.toy.freed]).toEqual([[[first.message, 1]], [second.id]]);
  await second.again();
  expect(rig.toy.uploads).toBe(2);
  await rig.command({ kind: "retire", id: randomId(), message: first.message });
  expect(rig.toy.mailbox).toEqual({ unheard: [], again: undefined });
});

test("a stamp that ran out, or that somebody else made, moves nothing; what lies there is still to be heard", async () => {
  await mailbox(true);
  const notAfter = Math.floor(rig.clock.now() / 1_000) + 60;
  const [first, second] = [await bring(), await bring(rig, { notAfter })];
  await heard(first.message);
  const stranger = await makeFamily(family.hub);
  const { stamp } = await rig.makeDelivery(family, toy, { signer: stranger.device });
  await second.again({ stamp });
  await rig.clock.advance(seconds(61));
  const uploads = rig.toy.uploads;
  await second.again();
  expect([...new Set(rig.all("delivery-failed").map(({ detail }) => detail))]).toEqual([
    "stamp.unknown-signer",
    "stamp.expired",
  ]);
  expect([rig.toy.uploads, unheard()]).toEqual([uploads, [[second.message, 2]]]);
});

test("a slot that cannot be freed now is freed later", async () => {
  await mailbox(true);
  const [, second] = [await bring(), await bring()];
  let tries = 0;
  rig.toy.onFree = async () => {
    tries += 1;
    if (tries === 1) throw new ToyError("toy.busy", "a delivery runs");
  };
  await rig.command({ kind: "retire", id: randomId(), message: second.message });
  expect(rig.toy.freed).toEqual([]);
  await rig.clock.advance(seconds(11));
  expect([tries, rig.toy.freed]).toEqual([2, [second.id]]);
});

test("is remembered over a crash and a lost link, and told to each session anew", async () => {
  await mailbox(true);
  const first = await bring();
  const next = await rig.crash();
  onTestFinished(() => next[Symbol.asyncDispose]());
  await comeBack(next);
  expect(unheard(next)).toEqual([[first.message, 1]]);
  next.toy.drop();
  await next.settle();
  await comeBack(next);
  expect(unheard(next)).toEqual([[first.message, 1]]);
  await mailbox(false, next);
  expect(next.toy.mailbox).toBeUndefined();
  next.toy.drop();
  await next.settle();
  await comeBack(next);
  expect(next.toy.mailbox).toBeUndefined();
});

test("counts also where the journal has no room for it", async () => {
  rig.disk.isFull = true;
  await mailbox(true);
  expect(rig.toy.mailbox).toEqual({ unheard: [], again: undefined });
});

test("switched off, what lies behind still moves to the front, one after the other", async () => {
  await mailbox(true);
  const [first, second] = [await bring(), await bring()];
  await mailbox(false);
  // The child presses the paw, and the toy plays by itself.
  rig.toy.says({ kind: "playback-ended", commanded: false });
  await rig.settle();
  expect(rig.all("played")).toMatchObject([{ message: first.message }]);
  await second.again();
  expect([slots().at(-1), rig.toy.freed]).toEqual([1, [second.id]]);
});

test("tells that its paws are answered from here", async () => {
  await mailbox(true);
  rig.toy.says({ kind: "answering-changed" });
  await rig.clock.advance(ms(300));
  expect(rig.lists.at(-1)?.toys).toMatchObject([{ toy, answering: true }]);
});

test("a toy that leaves takes its mailbox with it, and what it holds is told", async () => {
  await mailbox(true);
  const letters = [await bring(), await bring()];
  rig.told.length = 0;
  await family.add({ kind: "toy-out", toy });
  await rig.roster(family.entries);
  expect(rig.all("delivered").map(({ message, slot }) => [message, slot])).toEqual(
    letters.map(({ message }, at) => [message, at + 1]),
  );
  expect(rig.journal.entries("mailbox/")).toEqual([]);
});
