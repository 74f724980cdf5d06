/** Post waits for a toy that does not answer: after a day every guardian is told, once. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Guardian, hum, prepareClip, randomId } from "../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { readLedger } from "../../test/support/read-ledger.ts";
import { alertList } from "../contract/alerts.ts";
import type { ToyView } from "../contract/api.ts";
import { type Duration, hours, minutes } from "../domain/duration.ts";
import { startWatchingToys } from "./watch-toys.ts";

let rig: HubRig;
let guardian: Guardian;
let toy: ToyView;
let watching: Disposable;
beforeEach(async () => {
  rig = await makeHubRig();
  guardian = await rig.claim();
  toy = await rig.addToy("Bear");
  watching = startWatchingToys(rig.house);
  see(false);
  await rig.settle();
});
afterEach(async () => {
  watching[Symbol.dispose]();
  expect(rig.failures).toEqual([]);
  await rig[Symbol.asyncDispose]();
});

const see = (connected: boolean, at = rig.clock.now()) =>
  rig.toys.saysToys({ toy: toy.id, connected, seen_at: new Date(at).toISOString() });
async function send(): Promise<void> {
  await guardian.send(await prepareClip(hum(1, 1), 16_000, () => 0.5), toy);
  await rig.settle();
}
async function pass(time: Duration): Promise<void> {
  await rig.clock.advance(time);
  await rig.settle();
}
const told = async () =>
  (await readLedger(guardian.client, guardian.info.hub)).filter(({ kind }) => kind === "toy-away");

test("not before the day is over, then once, however long it goes on", async () => {
  await send();
  await pass(hours(23));
  expect(await told()).toEqual([]);
  await pass((hours(1) + minutes(5)) as Duration);
  expect(await told()).toMatchObject([{ person: null, subject: toy.id }]);
  await pass(hours(60));
  expect(await told()).toHaveLength(1);
  const { alerts } = await guardian.client.call("GET", "/alerts", { schema: alertList });
  expect(alerts).toMatchObject([{ class: "toy-away", unseen: 1, recent: [{ subject: toy.id }] }]);
});

test("also once where the hub was started anew in between", async () => {
  await send();
  await pass((hours(24) + minutes(5)) as Duration);
  watching[Symbol.dispose]();
  watching = startWatchingToys(rig.house);
  rig.house.live.queueReasons = new Map();
  await pass(hours(2));
  expect(await told()).toHaveLength(1);
});

test("a toy that was near in between begins anew, and is told of again", async () => {
  await send();
  await pass((hours(24) + minutes(5)) as Duration);
  expect(await told()).toHaveLength(1);
  await pass(minutes(1));
  see(false); // heard, and gone before anything could be brought
  await pass(hours(23));
  expect(await told()).toHaveLength(1);
  await pass((hours(1) + minutes(5)) as Duration);
  expect(await told()).toHaveLength(2);
});

test("nobody is told where no post waits, or waits for something else", async () => {
  await pass(hours(48));
  await send();
  rig.toys.saysState({ state: "offline" });
  await pass(hours(48));
  expect(await told()).toEqual([]);
});

test("a clock that is set ahead makes nobody wait for longer", async () => {
  await send();
  await pass(hours(1));
  rig.clock.stepWallClock(hours(24 * 20));
  await pass(minutes(10));
  expect(await told()).toEqual([]);
});

test("of another family's id nothing is told", async () => {
  await send();
  rig.toys.saysToys({ toy: randomId(), connected: false });
  await pass(hours(1));
  expect(await told()).toEqual([]);
});
