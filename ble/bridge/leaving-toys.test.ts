/** A toy that was removed is emptied when it is heard in time, whatever comes in between. */
import { beforeEach, expect, onTestFinished, test } from "vitest";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { minutes, ms, seconds } from "../../hub/domain/duration.ts";
import { type BridgeRig, type Family, makeBridgeRig, makeFamily } from "../../test/support/bridge-rig.ts";
import { BEAR } from "../../test/support/played-toy.ts";
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

async function takeOut(): Promise<void> {
  await family.add({ kind: "toy-out", toy });
  await rig.roster(family.entries);
  await rig.settle();
}
async function advertise(): Promise<void> {
  rig.advert();
  await rig.clock.advance(ms(300));
}
const left = () => rig.all("toy-left").map((told) => [told.toy, told.emptied]);
const notes = () => [...rig.journal.entries("leaving/"), ...rig.journal.entries("delivery/")];

test("heard, it is emptied, told step by step, and let go", async () => {
  await rig.command(await rig.makeDelivery(family, toy));
  rig.toy.onEmpty = async ({ onProgress }) => onProgress(40);
  await takeOut();
  expect(left()).toEqual([]);
  await advertise();
  expect(rig.all("toy-leaving").map(({ percent }) => percent)).toEqual([0, 40, 100]);
  expect([left(), notes(), rig.toy.isConnected]).toEqual([[[toy, true]], [], false]);
  expect(rig.toy.holds).toBeUndefined();
});

test("while it is on its way out nobody finds it; then it is a toy like any other", async () => {
  await takeOut();
  await rig.command({ kind: "search", id: toy, seconds: 60 });
  rig.toy.onEmpty = () => new Promise((_, fail) => setImmediate(() => fail(new Error("broke off"))));
  await advertise();
  expect(rig.lists.at(-1)?.toys).toEqual([]);
  rig.toy.onEmpty = undefined;
  await rig.clock.advance(seconds(3));
  await advertise();
  expect(left()).toEqual([[toy, true]]);
  await advertise();
  expect(rig.lists.at(-1)?.toys).toMatchObject([{ claimed: false }]);
});

test("broken off by a lost link or a kill, it goes on", async () => {
  await takeOut();
  const begun = Promise.withResolvers<void>();
  rig.toy.onEmpty = async ({ signal, onProgress }) => {
    onProgress(20);
    begun.resolve();
    await new Promise((_, fail) => signal.addEventListener("abort", () => fail(signal.reason as Error)));
  };
  rig.advert();
  await begun.promise;
  rig = await rig.crash();
  onTestFinished(() => rig[Symbol.asyncDispose]());
  rig.toy.onEmpty = undefined;
  await rig.settle();
  expect(left()).toEqual([]);
  await advertise();
  expect([left(), rig.toy.empties, notes()]).toEqual([[[toy, true]], 2, []]);
});

test("killed right behind the last step, it is emptied, and not begun anew", async () => {
  await takeOut();
  rig.toy.identifier = "0000000000000000";
  await advertise();
  expect([left(), rig.toy.empties]).toEqual([[[toy, true]], 0]);
});

test.each([
  ["not heard in time", async () => rig.clock.advance(minutes(10))],
  [
    "somebody else's by now",
    async () => {
      rig.toy.identifier = "another family's";
      await advertise();
    },
  ],
  [
    "one that refuses",
    async () => {
      rig.toy.onEmpty = () => Promise.reject(new ToyError("toy.refused", "its key was changed"));
      await advertise();
    },
  ],
])("%s, it is left as it is, and that is told", async (_, happens) => {
  await takeOut();
  await happens();
  expect([left(), notes()]).toEqual([[[toy, false]], []]);
  const empties = rig.toy.empties;
  await advertise();
  expect(rig.toy.empties).toBe(empties);
});

test("a clock that was set does not stretch its time, nor does a damaged note stop the start", async () => {
  const note = { toy, family: "played", identifier: "x", since: rig.clock.now() - minutes(60) };
  await rig.journal.put(`leaving/${BEAR}`, note);
  await rig.journal.put("leaving/d0:00:00:00:00:09", { toy: 7 });
  rig = await rig.crash();
  onTestFinished(() => rig[Symbol.asyncDispose]());
  await rig.clock.advance(ms(1));
  expect(left()).toEqual([[toy, false]]);
});
