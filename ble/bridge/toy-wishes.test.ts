/** A volume, a blinking heart, a walk with the toy: what is asked, what is answered, and how it ends. */
import { expect, onTestFinished, test } from "vitest";
import type { BleCommand } from "../../hub/contract/ble-control.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { ms, seconds } from "../../hub/domain/duration.ts";
import { type BridgeRig, makeBridgeRig, makeFamily } from "../../test/support/bridge-rig.ts";
import { randomId } from "../../test/support/guardian.ts";
import { ToyError } from "../toys/errors.ts";

let toy: PublicId;
async function open(): Promise<BridgeRig> {
  const rig = await makeBridgeRig();
  onTestFinished(() => rig[Symbol.asyncDispose]());
  toy = await rig.claim((await makeFamily()).entries);
  return rig;
}
const volume = (percent: number, id = randomId()) =>
  ({ kind: "set-volume", id, toy, percent }) as const satisfies BleCommand;
const heart = (id = randomId()) =>
  ({ kind: "show-heart", id, toy, seconds: 8 }) as const satisfies BleCommand;
const watch = (id = randomId(), lasting = 120) =>
  ({ kind: "watch-signal", id, toy, seconds: lasting }) as const satisfies BleCommand;
const untilStopped = (_: unknown, stop: AbortSignal) =>
  new Promise<void>((done) => stop.addEventListener("abort", () => done(), { once: true }));

test("how loud it is is known once the link is up, and after it was set", async () => {
  const rig = await open();
  await rig.clock.advance(ms(300));
  expect(rig.lists.at(-1)?.toys).toMatchObject([{ toy, volume: 63 }]);
  const wish = volume(50);
  await rig.command(wish);
  await rig.clock.advance(ms(300));
  expect(rig.all("asked-done")).toEqual([{ kind: "asked-done", id: wish.id, toy }]);
  expect(rig.lists.at(-1)?.toys).toMatchObject([{ toy, volume: 50 }]);
});

test.each<[string, (rig: BridgeRig) => void, string]>([
  ["is out of reach", (rig) => rig.toy.drop(), "link-lost"],
  [
    "does not keep it",
    (rig) => {
      rig.toy.onLoudness = () => Promise.reject(new ToyError("toy.lies", "no"));
    },
    "toy-lies",
  ],
  [
    "is in use",
    (rig) => {
      rig.toy.onLoudness = () => Promise.reject(new ToyError("toy.busy", "no"));
    },
    "toy-busy",
  ],
])("a toy that %s: the wish fails, and says why", async (_, prepare, code) => {
  const rig = await open();
  prepare(rig);
  const wish = volume(50);
  await rig.command(wish);
  expect(rig.all("asked-failed")).toEqual([{ kind: "asked-failed", id: wish.id, toy, code }]);
});

test("a toy that is nobody’s is asked for nothing", async () => {
  const rig = await open();
  await rig.command({ ...heart(), toy: randomId() });
  expect(rig.all("asked-failed")).toMatchObject([{ code: "not-claimed" }]);
  expect(rig.toy.shown).toBe(0);
});

test("a wish that is asked for twice is carried out once, and one that is cancelled ends", async () => {
  const rig = await open();
  rig.toy.onShow = untilStopped;
  const wish = heart();
  await rig.command(wish);
  await rig.command(wish);
  expect(rig.toy.shown).toBe(1);
  expect(rig.all("asked-done")).toEqual([]);
  await rig.command({ kind: "cancel", id: randomId(), target: wish.id });
  expect(rig.all("asked-done")).toHaveLength(1);
});

test("a toy that never comes to it is given up after a minute", async () => {
  const rig = await open();
  rig.toy.onLoudness = () => rig.clock.sleep(seconds(61)).then(() => Promise.reject(new Error("late")));
  await rig.command(volume(50));
  await rig.clock.advance(seconds(62));
  expect(rig.all("asked-failed")).toMatchObject([{ code: "toy-busy" }]);
});

test("a walk tells the signal twice a second, says when nothing is heard, and ends by itself", async () => {
  const rig = await open();
  const walk = watch(randomId(), 10);
  await rig.command(walk);
  await rig.clock.advance(seconds(2));
  expect(rig.all("signal").length).toBeGreaterThanOrEqual(4);
  rig.toy.rssi = -91;
  await rig.clock.advance(seconds(1));
  expect(rig.all("signal").at(-1)).toEqual({ kind: "signal", id: walk.id, toy, rssi: -91 });
  rig.toy.isReachable = false;
  rig.toy.drop();
  await rig.clock.advance(seconds(4));
  expect(rig.all("signal").at(-1)).toMatchObject({ rssi: null });
  // One that nobody holds is heard by its adverts.
  rig.advert(undefined, -77);
  await rig.clock.advance(ms(500));
  expect(rig.all("signal").at(-1)).toMatchObject({ rssi: -77 });
  await rig.clock.advance(seconds(5));
  const told = rig.all("signal").length;
  expect(rig.all("watch-ended")).toEqual([{ kind: "watch-ended", id: walk.id, toy }]);
  await rig.clock.advance(seconds(5));
  expect(rig.all("signal")).toHaveLength(told);
});

test("a walk is stopped, and another one takes its place", async () => {
  const rig = await open();
  const [first, second] = [watch(), watch()];
  await rig.command(first);
  await rig.command(second);
  await rig.clock.advance(ms(100));
  expect(rig.all("watch-ended")).toMatchObject([{ id: first.id }]);
  await rig.command({ kind: "cancel", id: randomId(), target: second.id });
  await rig.clock.advance(ms(100));
  expect(rig.all("watch-ended")).toMatchObject([{ id: first.id }, { id: second.id }]);
});
