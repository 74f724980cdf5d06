/** Why a message does not leave the queue yet: told by the hub, and told anew when it is another reason. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Guardian, hum, prepareClip, randomId } from "../../test/support/guardian.ts";
import { bleSays, type HubRig, makeHubRig, messageOf } from "../../test/support/hub-rig.ts";
import type { ToyView } from "../contract/api.ts";
import type { PublicId } from "../contract/public-id.ts";

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

async function send(): Promise<PublicId> {
  const { id } = await guardian.send(await prepareClip(hum(1, 1), 16_000, () => 0.5), toy);
  await rig.settle();
  return id as PublicId;
}
const put = async (isConnected: boolean, change = {}) => {
  rig.toys.saysToys({ toy: toy.id, connected: isConnected, ...change });
  await rig.settle();
};
const hear = async (...events: Parameters<HubRig["toys"]["says"]>[0][]) => {
  for (const event of events) rig.toys.says(event);
  await rig.settle();
};
const lastDelivery = () => {
  const found = rig.toys.all("deliver").at(-1);
  if (found === undefined) throw new Error("nothing was asked of ble");
  return found;
};
/** What the open pages were told of it, one after the other, each once. */
const told = (id: string) =>
  rig.told
    .flatMap((event) =>
      event.kind === "message" && event.message.id === id ? [event.message.waitsFor?.reason] : [],
    )
    .filter((reason, at, all) => reason !== all[at - 1]);
const reasonOf = async (id: string) => (await messageOf(guardian, id)).waitsFor?.reason;

test("out of reach, then on its way: no page has to work that out", async () => {
  await put(false);
  const id = await send();
  expect(await reasonOf(id)).toBe("out-of-reach");
  await put(true);
  expect(await messageOf(guardian, id)).toMatchObject({ state: "delivering", waitsFor: null });
  expect(told(id)).toEqual(["out-of-reach", undefined]);
});

test("behind one that nobody heard, also while the toy is away; then it goes", async () => {
  const first = await send();
  await hear(bleSays.delivered(lastDelivery()));
  const id = await send();
  expect(await reasonOf(id)).toBe("behind");
  await put(false);
  expect(await reasonOf(id)).toBe("behind");
  await put(true);
  const { message } = lastDelivery();
  expect(message).toBe(first);
  await hear(bleSays.played(lastDelivery()));
  expect((await messageOf(guardian, id)).state).toBe("delivering");
});

test("the radio, gone or switched off", async () => {
  await put(false);
  const id = await send();
  rig.toys.saysState({ state: "offline" });
  await rig.settle();
  expect(await reasonOf(id)).toBe("radio");
  rig.toys.saysState({ state: "online", adapter: "missing", simulated: false, version: "0.1.0" });
  await rig.settle();
  expect(await reasonOf(id)).toBe("radio");
  rig.toys.online();
  await rig.settle();
  expect(await reasonOf(id)).toBe("out-of-reach");
});

test("a toy that is used: by a child who listens, or by a loop", async () => {
  const id = await send();
  await hear(bleSays.failed(lastDelivery(), "toy-busy", true), {
    kind: "playback",
    toy: toy.id,
    playing: true,
  });
  expect(await reasonOf(id)).toBe("busy");
  await hear({ kind: "playback", toy: toy.id, playing: false });
  expect(await reasonOf(id)).toBe("again");
  const loop = { message: randomId(), volume: "quiet", until: "2026-01-02T04:00:00.000Z" } as const;
  await put(true, { loop });
  expect(await reasonOf(id)).toBe("busy");
});

test("nothing is told again that is as it was", async () => {
  await put(false);
  await send();
  const before = rig.told.filter(({ kind }) => kind === "message").length;
  await put(false);
  await put(false);
  expect(rig.told.filter(({ kind }) => kind === "message")).toHaveLength(before);
});

test("of what is not in the queue nothing is said", async () => {
  const id = await send();
  await hear(bleSays.delivered(lastDelivery()));
  expect(await reasonOf(id)).toBeUndefined();
  expect(rig.house.live.queueReasons.size).toBe(0);
});

test("whoever sends it is answered with the reason, and no later news of it is older than the answer", async () => {
  await send();
  await hear(bleSays.delivered(lastDelivery()));
  const answer = await guardian.send(await prepareClip(hum(1, 2), 16_000, () => 0.5), toy);
  expect(answer.waitsFor).toEqual({ reason: "behind" });
  await put(false);
  const retried = await send();
  expect(told(retried)).toEqual(["behind"]);
});
