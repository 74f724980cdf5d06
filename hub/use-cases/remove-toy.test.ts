/** A toy goes: what waited for it, what it carries, what a kill left over, and that its id is never one of the family's again. */
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { codeOr } from "../../test/support/code-of.ts";
import { type Guardian, hum, prepareClip, randomId } from "../../test/support/guardian.ts";
import { bleSays, type HubRig, makeHubRig, messageOf } from "../../test/support/hub-rig.ts";
import { removeToy } from "../../test/support/remove-toy.ts";
import type { ToyView } from "../contract/api.ts";
import type { PublicId } from "../contract/public-id.ts";
import { verifyRoster } from "../contract/roster.ts";
import { settleGoneToys } from "./remove-toy.ts";

let rig: HubRig;
let guardian: Guardian;
let toy: ToyView;

beforeEach(async () => {
  rig = await makeHubRig();
  onTestFinished(() => rig[Symbol.asyncDispose]());
  guardian = await rig.claim("Guardian", "four lanterns beside our kettle");
  toy = await rig.addToy("Bear");
});

const codeOf = codeOr("done");
const put = (isConnected: boolean) => rig.toys.saysToys({ toy: toy.id, connected: isConnected });
async function send(to: ToyView = toy): Promise<PublicId> {
  const { id } = await guardian.send(await prepareClip(hum(1, 3), 16_000), to);
  await rig.settle();
  return id as PublicId;
}
async function remove(id = toy.id): Promise<void> {
  await removeToy(guardian, id);
  await rig.settle();
}
const stateOf = async (id: string) => (await messageOf(guardian, id)).state;
const lastStep = async (id: string) => (await messageOf(guardian, id)).history.at(-1);
const command = (message: string) => {
  const found = rig.toys.all("deliver").findLast((one) => one.message === message);
  if (found === undefined) throw new Error("nothing was asked of ble");
  return found;
};
async function says(event: Parameters<HubRig["toys"]["says"]>[0]): Promise<void> {
  rig.toys.says(event);
  await rig.settle();
}

test("roster, toy and history change in one write; pages and ble hear of it, and its name stays for what it was sent", async () => {
  put(false);
  const waits = await send();
  await remove();
  const { toys, goneToys } = await guardian.state();
  const unknown = { goneAt: expect.any(String), emptying: null, emptied: null };
  expect([toys, goneToys]).toEqual([[], [{ id: toy.id, name: "Bear", ...unknown }]]);
  expect(rig.told).toContainEqual(expect.objectContaining({ kind: "toys", toys: [], goneToys }));
  const roster = rig.house.household.roster();
  expect((await verifyRoster(roster)).goneToys.has(toy.id)).toBe(true);
  const kinds = rig.toys.sent.map(({ kind }) => kind);
  expect(rig.toys.all("roster").at(-1)?.entries.at(-1)).toBe(roster.at(-1));
  expect(kinds.lastIndexOf("retire"), "what is over is told before whose toy it is no more").toBeLessThan(
    kinds.lastIndexOf("roster"),
  );
  const { entries } = await rig.house.ledger.before(Number.MAX_SAFE_INTEGER, 10);
  expect(entries).toContainEqual(
    expect.objectContaining({ kind: "toy-removed", person: guardian.info.person.id, subject: toy.id }),
  );
  expect(await messageOf(guardian, waits)).toMatchObject({ toy: toy.id, sealedBytes: expect.any(Number) });
});

test("what ble was never asked to bring is cancelled, its readable copy gone and its sealed one there", async () => {
  put(false);
  const queued = await send();
  await remove();
  expect(await lastStep(queued)).toMatchObject({ state: "cancelled", cause: "toy-removed" });
  expect(await rig.house.waiting.get(queued)).toBeUndefined();
  expect((await messageOf(guardian, queued)).sealedBytes).toBeGreaterThan(0);
  expect(rig.toys.all("retire").map(({ message }) => message)).toContain(queued);
});

test("what is on its way is taken back by ble's word, and not before", async () => {
  const message = await send();
  await remove();
  expect(await stateOf(message)).toBe("delivering");
  await says(bleSays.failed(command(message), "not-claimed", false));
  expect(await lastStep(message)).toMatchObject({ state: "cancelled", cause: "toy-removed" });
  expect(await rig.house.waiting.get(message)).toBeUndefined();
});

test("what got there all the same is there, whatever ble says of the heart; nobody sees any more whether it is heard", async () => {
  const message = await send();
  await remove();
  await says(bleSays.delivered(command(message), true));
  expect(await stateOf(message)).toBe("on_toy_unconfirmed");
  expect(await rig.house.waiting.get(message)).toBeUndefined();
  await says(bleSays.failed(command(message), "not-claimed", false));
  expect(await stateOf(message)).toBe("on_toy_unconfirmed");
});

test("what failed, and was tried, is asked for once more; where ble is away it waits for ble, also over a restart of ble", async () => {
  const message = await send();
  await says(bleSays.failed(command(message), "toy-refused", false));
  expect(await stateOf(message)).toBe("failed");
  rig.toys.saysState({ state: "offline" });
  await rig.settle();
  await remove();
  expect(await stateOf(message)).toBe("delivering");
  rig.toys.sent.length = 0;
  rig.toys.online();
  await rig.settle();
  expect(rig.toys.all("roster").at(-1)?.entries.at(-1)).toBe(rig.house.household.roster().at(-1));
  await says(bleSays.failed(command(message), "not-claimed", false));
  expect(await stateOf(message)).toBe("cancelled");
});

test("what lies on it stays there, and is not said to blink", async () => {
  const message = await send();
  await says(bleSays.delivered(command(message), true));
  expect(await stateOf(message)).toBe("on_toy");
  await remove();
  expect(await lastStep(message)).toMatchObject({ state: "on_toy_unconfirmed", cause: "toy-removed" });
  expect(await rig.house.waiting.get(message)).toBeUndefined();
});

test("more messages than are looked at in one go, failed ones among them, come to their end", async () => {
  put(false);
  const clip = await prepareClip(hum(1, 3), 16_000);
  const ids: string[] = [];
  for (let count = 0; count < 55; count += 1) ids.push((await guardian.send(clip, toy)).id);
  await rig.settle();
  const record = await rig.house.messages.get(ids[0] ?? "");
  if (record === undefined) throw new Error("no message");
  const failed = { state: "failed", at: 1, cause: "stamp.expired" } as const;
  await rig.house.messages.update({ ...record, history: [...record.history, failed] });
  await remove();
  const states = await Promise.all(ids.map(async (id) => (await rig.house.messages.get(id))?.history.at(-1)));
  expect(new Set(states.map((step) => step?.state))).toEqual(new Set(["cancelled"]));
});

test("only the toy that is meant goes, and its post goes nowhere else", async () => {
  const owl = await rig.addToy("Owl", { id: toy.child, name: "the child" });
  put(false);
  const forOwl = await send(owl);
  await remove();
  expect((await guardian.state()).toys.map(({ name }) => name)).toEqual(["Owl"]);
  expect(await stateOf(forOwl)).not.toBe("cancelled");
});

test("nothing is taken in for it any more, nothing is tried again, and it is not claimed by its old id", async () => {
  put(false);
  const queued = await send();
  await remove();
  expect(await codeOf(guardian.send(await prepareClip(hum(1, 3), 16_000), toy))).toBe("toy.unknown");
  expect(await codeOf(guardian.client.call("POST", `/messages/${queued}/retry`))).toBe("message.too-late");
  expect(await codeOf(removeToy(guardian, toy.id))).toBe("toy.unknown");
  await guardian.client.call("POST", "/toys/search");
  rig.toys.saysToys({ toy: toy.id, claimed: false, connected: false });
  const json = { toyName: "Bear", childName: "the child" };
  expect(await codeOf(guardian.client.call("POST", `/toys/${toy.id}/claim`, { json }))).toBe("toy.unknown");
  await says({
    kind: "toy-claimed",
    event: randomId(),
    at: "2026-01-02T03:04:05.000Z",
    id: randomId(),
    toy: toy.id,
    roster: "0".repeat(64),
  });
  expect((await guardian.state()).toys).toEqual([]);
});

test.each<[string, () => Promise<unknown>, string]>([
  [
    "another toy than the entry's",
    async () => removeToy(guardian, toy.id, (await rig.addToy("Owl")).id),
    "roster.refused",
  ],
  ["a toy that is nobody's", () => removeToy(guardian, randomId()), "toy.unknown"],
])("refused: %s", async (_, wish, code) => {
  expect(await codeOf(wish())).toBe(code);
  expect((await guardian.state()).toys).not.toEqual([]);
});

test("a removal that a kill broke off is finished at the next start", async () => {
  put(false);
  const queued = await send();
  const known = rig.house.household.toys().find(({ id }) => id === toy.id);
  if (known === undefined) throw new Error("no toy");
  const gone = { at: rig.clock.now(), isSettled: false };
  await rig.house.household.change({ toys: [{ ...known, claimed: false, gone }] });
  await settleGoneToys(rig.house);
  await rig.settle();
  expect(await stateOf(queued)).toBe("cancelled");
  expect(rig.house.household.toys().find(({ id }) => id === toy.id)?.gone).toEqual({
    ...gone,
    isSettled: true,
  });
});

test("how far it is emptied is seen, and how that ended is kept, once, and in the history where it was", async () => {
  await remove();
  await says({ kind: "toy-leaving", toy: toy.id, percent: 40 });
  expect((await guardian.state()).goneToys).toMatchObject([{ emptying: 40, emptied: null }]);
  const left = { kind: "toy-left", event: randomId(), at: "2026-11-27T12:00:00.000Z", toy: toy.id } as const;
  await says({ ...left, emptied: true });
  await says({ ...left, emptied: true });
  await says({ ...left, event: randomId(), emptied: false });
  expect((await guardian.state()).goneToys).toMatchObject([{ emptying: null, emptied: true }]);
  expect(rig.toys.all("acknowledge").map(({ event }) => event)).toContain(left.event);
  const { entries } = await rig.house.ledger.before(Number.MAX_SAFE_INTEGER, 10);
  const told = entries.filter(({ kind }) => kind === "toy-emptied");
  expect(told).toEqual([expect.objectContaining({ person: null, subject: toy.id })]);
});

test("one that was not emptied leaves no entry, and a toy that the family still has cannot be told to have left", async () => {
  const left = { kind: "toy-left", event: randomId(), at: "2026-11-27T12:00:00.000Z", toy: toy.id } as const;
  await says({ ...left, emptied: true });
  expect((await guardian.state()).toys).toMatchObject([{ id: toy.id }]);
  await remove();
  await says({ ...left, emptied: false });
  expect((await guardian.state()).goneToys).toMatchObject([{ emptied: false }]);
  const { entries } = await rig.house.ledger.before(Number.MAX_SAFE_INTEGER, 10);
  expect(entries.map(({ kind }) => kind)).not.toContain("toy-emptied");
});
