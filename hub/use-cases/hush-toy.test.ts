/** The house's automation wants a toy quiet: as in quiet hours, and never against them. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Guardian, hum, prepareClip, randomId } from "../../test/support/guardian.ts";
import { bleSays, type HubRig, makeHubRig, messageOf } from "../../test/support/hub-rig.ts";
import type { ToyView } from "../contract/api.ts";
import type { WhenWish } from "../contract/times.ts";
import { hushToy, unhushAll } from "./hush-toy.ts";

let rig: HubRig;
let guardian: Guardian;
let toy: ToyView;
beforeEach(async () => {
  rig = await makeHubRig();
  guardian = await rig.claim();
  toy = await rig.addToy("Bear");
});
afterEach(async () => {
  expect(rig.failures).toEqual([]);
  await rig[Symbol.asyncDispose]();
});

async function send(when: WhenWish = { kind: "now" }): Promise<string> {
  const clip = await prepareClip(hum(1, 1), 16_000, () => 0.5);
  const id = randomId();
  await guardian.client.call("POST", "/messages", { form: await guardian.form(clip, toy, id, { when }) });
  await rig.settle();
  return id;
}
const hush = async (isHushed: boolean) => {
  await hushToy(rig.house, toy.id, isHushed);
  await rig.settle();
};
const hearts = () => rig.toys.all("heart").map(({ dark }) => dark);

test("its heart stays dark and what is not urgent waits, until it is over", async () => {
  expect(hearts()).toEqual([false]);
  await hush(true);
  expect(hearts()).toEqual([false, true]);
  const id = await send();
  expect(await messageOf(guardian, id)).toMatchObject({ state: "queued", waitsFor: { reason: "hushed" } });
  await hush(false);
  expect(hearts()).toEqual([false, true, false]);
  expect((await messageOf(guardian, id)).state).toBe("delivering");
});

test("what a guardian wants there at once passes what waits", async () => {
  await hush(true);
  const waiting = await send();
  const urgent = await send({ kind: "at-once" });
  expect((await messageOf(guardian, urgent)).state).toBe("delivering");
  expect((await messageOf(guardian, waiting)).state).toBe("queued");
  const [asked] = rig.toys.all("deliver");
  if (asked === undefined) throw new Error("nothing was asked of ble");
  rig.toys.says(bleSays.delivered(asked, false, true));
  await rig.settle();
  expect((await messageOf(guardian, urgent)).state).toBe("on_toy");
});

test("it is no louder than at night", async () => {
  const care = { loudest: 80, loudestAtNight: 20, saving: false, recordsOver: false };
  await guardian.client.call("PUT", `/toys/${toy.id}/care`, { json: care });
  await rig.settle();
  await hush(true);
  expect(rig.toys.all("care").map(({ loudest }) => loudest)).toEqual([100, 80, 20]);
});

test("it stays so over a restart, and is over when nobody is left who could end it", async () => {
  await hush(true);
  await using again = await makeHubRig({ copyOf: rig.dir });
  again.toys.saysToys({ toy: toy.id });
  await expect.poll(() => again.toys.all("heart").at(-1)?.dark).toBe(true);
  await unhushAll(again.house);
  await expect.poll(() => again.toys.all("heart").at(-1)?.dark).toBe(false);
});

test("a toy that is nobody's cannot be hushed", async () => {
  await expect(hushToy(rig.house, rig.house.newId(), true)).rejects.toMatchObject({ code: "toy.unknown" });
});
