import { beforeEach, expect, onTestFinished, test } from "vitest";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { seconds } from "../domain/duration.ts";
import { makeHealth } from "./check-health.ts";

const WELL = { store: true, broker: true, radio: true, disk: true };
let rig: HubRig;
beforeEach(async () => {
  rig = await makeHubRig();
  onTestFinished(() => rig[Symbol.asyncDispose]());
});
const fine = async () => undefined;
/** One that answers before the rig's clock goes on. */
const houseWith = (room: "enough" | "full") => {
  const { disk } = rig.house;
  return { ...rig.house, disk: { look: async () => room, measure: () => disk.measure() } };
};

test("all is well, and for two seconds nobody is asked again", async () => {
  let asked = 0;
  const count = async () => {
    asked += 1;
  };
  const health = makeHealth(rig.house, { store: count, broker: fine }, "1.2.3");
  for (let n = 0; n < 50; n++) expect(await health.look()).toEqual(WELL);
  expect(asked).toBe(1);
  await rig.clock.advance(seconds(2));
  await health.look();
  expect(asked).toBe(2);
});

test.each([
  [
    "a store that takes no write",
    "store",
    () => ({ store: () => Promise.reject(new Error("io")), broker: fine }),
  ],
  [
    "a broker that never answers",
    "broker",
    () => ({ store: fine, broker: () => new Promise<never>(() => {}) }),
  ],
])("%s is not well", async (_, part, checks) => {
  const looked = makeHealth(houseWith("enough"), checks(), "1.2.3").look();
  await rig.clock.advance(seconds(3));
  expect(await looked).toEqual({ ...WELL, [part]: false });
});

test("a radio that is away, and a disk that is full, are not well either", async () => {
  rig.toys.saysState({ state: "offline" });
  const health = makeHealth(houseWith("full"), { store: fine, broker: fine }, "1.2.3");
  expect(await health.look()).toEqual({ ...WELL, radio: false, disk: false });
  const view = await health.view();
  expect(view).toMatchObject({ ready: false, version: "1.2.3", upSeconds: 0, relay: null, lastBackup: null });
});
