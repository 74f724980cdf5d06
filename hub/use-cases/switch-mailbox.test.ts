/** A mailbox of four as guardians find it: switched on by them alone, filled beside what nobody heard, emptied from the front. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Guardian, hum, prepareClip, randomId } from "../../test/support/guardian.ts";
import { bleSays, type HubRig, makeHubRig, messageOf } from "../../test/support/hub-rig.ts";
import type { ToyView } from "../contract/api.ts";
import type { PublicId } from "../contract/public-id.ts";
import { seconds } from "../domain/duration.ts";

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

const mailbox = async (on: boolean) => {
  await guardian.client.call("PUT", `/toys/${toy.id}/mailbox`, { json: { on } });
  await rig.settle();
};
async function send(): Promise<PublicId> {
  const { id } = await guardian.send(await prepareClip(hum(1, 1), 16_000, () => 0.5), toy);
  await rig.settle();
  return id as PublicId;
}
const asked = () => rig.toys.all("deliver");
const lastAsked = () => {
  const found = asked().at(-1);
  if (found === undefined) throw new Error("nothing was asked of ble");
  return found;
};
const hear = async (...events: Parameters<HubRig["toys"]["says"]>[0][]) => {
  for (const event of events) rig.toys.says(event);
  await rig.settle();
};
/** Sends one and lets ble say that it lies there now. */
async function bring(slot: number): Promise<PublicId> {
  const id = await send();
  expect(lastAsked()).toMatchObject({ message: id, beside: true });
  await hear(bleSays.delivered(lastAsked(), true, false, slot));
  return id;
}
const stateOf = async (id: string) => (await messageOf(guardian, id)).state;
const slotOf = async (id: string) => (await messageOf(guardian, id)).slot;
const played = (message: PublicId) => bleSays.played({ ...lastAsked(), message });

test("is off until a guardian switches it on, and ble is told each time", async () => {
  expect((await guardian.state()).toys).toMatchObject([{ id: toy.id, mailbox: false }]);
  expect(rig.toys.all("mailbox")).toMatchObject([{ toy: toy.id, on: false }]);
  await mailbox(true);
  await mailbox(true);
  expect((await guardian.state()).toys).toMatchObject([{ id: toy.id, mailbox: true }]);
  expect(rig.toys.all("mailbox").map(({ on }) => on)).toEqual([false, true]);
  rig.toys.saysState({ state: "offline" });
  await rig.settle();
  rig.toys.online();
  await rig.settle();
  expect(rig.toys.all("mailbox").map(({ on }) => on)).toEqual([false, true, true]);
  await mailbox(false);
  expect((await guardian.state()).toys).toMatchObject([{ id: toy.id, mailbox: false }]);
  expect(rig.toys.all("mailbox").at(-1)).toMatchObject({ on: false });
});

test("of a toy that is not the family's there is none", async () => {
  const call = guardian.client.call("PUT", `/toys/${randomId()}/mailbox`, { json: { on: true } });
  await expect(call).rejects.toMatchObject({ problem: { code: "toy.unknown" } });
});

test("holds four beside each other; a fifth waits, and says that the toy is full", async () => {
  await mailbox(true);
  const ids = [await bring(1), await bring(2), await bring(3), await bring(4)];
  expect(await Promise.all(ids.map(slotOf))).toEqual([1, 2, 3, 4]);
  const before = asked().length;
  const fifth = await send();
  expect(asked()).toHaveLength(before);
  expect(await messageOf(guardian, fifth)).toMatchObject({
    state: "queued",
    slot: null,
    waitsFor: { reason: "full" },
  });
});

test("when the first was heard the next moves to the front: asked of ble once more, with no step in its life", async () => {
  await mailbox(true);
  const [first, second] = [await bring(1), await bring(2)];
  const third = await send();
  await hear(bleSays.delivered(lastAsked(), true, false, 3));
  await hear(played(first));
  expect(await stateOf(first)).toBe("played");
  const move = lastAsked();
  expect(move).toMatchObject({ message: second, beside: true });
  expect(move.id).not.toBe(asked().find(({ message }) => message === second)?.id);
  const steps = (await messageOf(guardian, second)).history.length;
  await hear(bleSays.delivered(move, true, false, 1));
  expect(await slotOf(second)).toBe(1);
  expect((await messageOf(guardian, second)).history).toHaveLength(steps);
  expect([await slotOf(third), await stateOf(third)]).toEqual([3, "on_toy"]);
  // Nothing else is to be done now.
  const before = asked().length;
  await rig.clock.advance(seconds(60));
  await rig.settle();
  expect(asked()).toHaveLength(before);
});

test("a move that came to nothing is tried again by the same command, later each time; the message stays on the toy", async () => {
  await mailbox(true);
  const [first, second] = [await bring(1), await bring(2)];
  await hear(played(first));
  const move = lastAsked();
  await hear(bleSays.failed(move, "toy-busy", true));
  expect(await stateOf(second)).toBe("on_toy");
  const before = asked().length;
  await rig.clock.advance(seconds(3));
  await rig.settle();
  expect(asked()).toHaveLength(before + 1);
  expect(lastAsked()).toMatchObject({ id: move.id, message: second });
});

test("one that cannot be brought once more stays where it is, and others come", async () => {
  await mailbox(true);
  const [first, second] = [await bring(1), await bring(2)];
  await rig.house.waiting.delete(second);
  await hear(played(first));
  expect(lastAsked().message).toBe(second);
  const third = await send();
  expect(lastAsked()).toMatchObject({ message: third, beside: true });
  expect(await messageOf(guardian, second)).toMatchObject({ state: "on_toy", slot: 2 });
});

test("heard out of turn is heard", async () => {
  await mailbox(true);
  const [first, second] = [await bring(1), await bring(2)];
  await hear(played(second));
  expect([await stateOf(first), await stateOf(second)]).toEqual(["on_toy", "played"]);
});

test("switched off, one after the other still comes to the front, and nothing new before all are heard", async () => {
  await mailbox(true);
  const [first, second] = [await bring(1), await bring(2)];
  await mailbox(false);
  const third = await send();
  expect((await messageOf(guardian, third)).waitsFor).toEqual({ reason: "behind" });
  await hear(played(first));
  expect(lastAsked()).toMatchObject({ message: second, beside: true });
  await hear(bleSays.delivered(lastAsked(), true, false, 1));
  await hear(played(second));
  expect(lastAsked().message).toBe(third);
  expect(lastAsked()).not.toHaveProperty("beside");
});

test("the readable copy of each stays until it was heard", async () => {
  await mailbox(true);
  const [first, second] = [await bring(1), await bring(2)];
  const copies = async () => {
    const ids: string[] = [];
    for await (const id of rig.house.waiting.ids()) ids.push(id);
    return ids.sort();
  };
  expect(await copies()).toEqual([first, second].sort());
  await hear(played(first));
  expect(await copies()).toEqual([second]);
});
