/** Two rooms, each with its own toys: what one says, or its going away, is no business of the other's. */

import { afterEach, beforeEach, expect, test } from "vitest";
import { type Guardian, hum, prepareClip, randomId } from "../../test/support/guardian.ts";
import { bleSays, type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import type { ToyView } from "../contract/api.ts";
import type { BleEvent, BleToys } from "../contract/ble-control.ts";
import { GAP_TRACES } from "../contract/gap-traces.ts";
import type { PublicId } from "../contract/public-id.ts";
import { TOY_SKILLS } from "../domain/toy-skill.ts";

const ATTIC = "attic";
const JOINED = { id: ATTIC, title: "The attic", pin: "ab".repeat(32), joinedAt: 0 };
let rig: HubRig;
let guardian: Guardian;
let bear: ToyView;
/** The attic's. */
let cat: PublicId;

const listed = (toy: PublicId, facts: Partial<BleToys["toys"][number]> = {}): BleToys["toys"][number] => ({
  toy,
  can: [...TOY_SKILLS],
  model: "cloudpets",
  firmware: "1.2",
  claimed: true,
  connected: true,
  rssi: -50,
  seen_at: "2026-01-02T03:04:05.000Z",
  volume: null,
  answering: false,
  loop: null,
  ...facts,
});

beforeEach(async () => {
  rig = await makeHubRig({ change: ({ rooms }) => ({ rooms: { ...rooms, all: () => [JOINED] } }) });
  guardian = await rig.claim();
  rig.toys.online();
  rig.toys.online(ATTIC);
  bear = await rig.addToy();
  cat = randomId();
  const child = { id: randomId(), name: "the other child" };
  const facts = { model: "cloudpets", firmware: "1.2", claimed: true, room: ATTIC };
  await rig.house.household.putToy({ id: cat, name: "Cat", child: child.id, ...facts }, child);
  rig.toys.saysList({ toys: [listed(cat)] }, ATTIC);
  await rig.settle();
});
afterEach(async () => {
  expect(rig.failures).toEqual([]);
  await rig[Symbol.asyncDispose]();
});

const toyNow = async (id: PublicId) => (await guardian.state()).toys.find((toy) => toy.id === id);
async function say(event: BleEvent, room: string): Promise<void> {
  rig.toys.says(event, room);
  await rig.settle();
}

test("each toy is seen where it is", async () => {
  expect(await toyNow(bear.id)).toMatchObject({ connected: true, rssi: -60 });
  expect(await toyNow(cat)).toMatchObject({ connected: true, rssi: -50 });
});

test("what a guardian sees says which room it is, where that is not the hub's", async () => {
  const [here, there] = [randomId(), randomId()];
  const nobodys = { claimed: false, connected: false };
  rig.toys.saysList({ toys: [listed(bear.id), listed(here, nobodys)] }, "home");
  rig.toys.saysList({ toys: [listed(cat), listed(there, nobodys)] }, ATTIC);
  await rig.settle();
  expect(await toyNow(bear.id)).toMatchObject({ room: null });
  expect(await toyNow(cat)).toMatchObject({ room: "The attic" });
  const { candidates } = await guardian.state();
  expect(candidates.map(({ id, room }) => [id, room])).toEqual([
    [here, null],
    [there, "The attic"],
  ]);
});

test("what is for a toy is asked of its own room", async () => {
  const asked = guardian.client.call("PUT", `/toys/${cat}/volume`, { json: { percent: 40 } });
  await expect.poll(() => rig.toys.sentTo(ATTIC).map(({ kind }) => kind)).toContain("set-volume");
  const wish = rig.toys.all("set-volume").at(-1);
  await say({ kind: "asked-done", id: wish?.id ?? randomId(), toy: cat }, ATTIC);
  await asked;
  expect(rig.toys.sentTo("home").map(({ kind }) => kind)).not.toContain("set-volume");
});

test("a room that goes takes nothing of the other's with it", async () => {
  await say({ kind: "playback", toy: bear.id, playing: true }, "home");
  await say({ kind: "playback", toy: cat, playing: true }, ATTIC);
  rig.toys.saysState({ state: "offline" }, ATTIC);
  await rig.settle();
  expect(await toyNow(bear.id)).toMatchObject({ connected: true, activity: "playing" });
  expect(await toyNow(cat)).toMatchObject({ connected: false, activity: "idle" });
});

test("what a room says of another's toy is not heard, and not told again for ever", async () => {
  rig.toys.saysList({ toys: [listed(cat), listed(bear.id, { connected: false, rssi: -99 })] }, ATTIC);
  await rig.settle();
  expect(await toyNow(bear.id)).toMatchObject({ connected: true, rssi: -60 });
  await say({ kind: "playback", toy: bear.id, playing: true }, ATTIC);
  expect(await toyNow(bear.id)).toMatchObject({ activity: "idle" });
  const event = randomId();
  const at = "2026-01-02T03:04:05Z";
  const nothing = { from: null, restarted: null, heard_since: null, heard: [] };
  await say({ kind: "gap", event, at, toy: bear.id, until: at, traces: [GAP_TRACES[0]], ...nothing }, ATTIC);
  expect(rig.toys.sentTo(ATTIC)).toContainEqual(expect.objectContaining({ kind: "acknowledge", event }));
  expect(rig.house.alerts.all()).toEqual([]);
});

test("no room says of a message for another's toy that it was brought, or heard", async () => {
  const clip = await prepareClip(hum(1, 1), 16_000, () => 0.5);
  const { id } = await guardian.send(clip, bear);
  await rig.settle();
  const delivery = rig.toys.all("deliver").at(-1);
  if (delivery === undefined) throw new Error("nothing to deliver");
  // By the toy's own id, and by its own toy's.
  for (const toy of [bear.id, cat]) {
    await say(bleSays.delivered({ ...delivery, toy }), ATTIC);
    await say(bleSays.played({ ...delivery, toy }), ATTIC);
  }
  expect((await rig.house.messages.get(id))?.history.at(-1)?.state).toBe("delivering");
  await say(bleSays.delivered(delivery), "home");
  expect((await rig.house.messages.get(id))?.history.at(-1)?.state).toBe("on_toy");
});

test("a ticket for one room is of no use in another", async () => {
  await guardian.send(await prepareClip(hum(1, 1), 16_000, () => 0.5), bear);
  await rig.settle();
  const ticket = rig.toys.all("deliver").at(-1)?.ticket ?? "";
  expect(rig.tickets.redeem(ticket, ATTIC, "download")).toBeUndefined();
  expect(rig.tickets.redeem(ticket, "home", "download")).toBeDefined();
});

test("a search looks in every room that is there, and is over with the last", async () => {
  await guardian.client.call("POST", "/toys/search");
  const [search] = rig.toys.all("search");
  expect(rig.toys.all("search")).toHaveLength(2);
  await say({ kind: "search-ended", id: search?.id ?? randomId() }, "home");
  expect((await guardian.state()).searching).toBe(true);
  await say({ kind: "search-ended", id: search?.id ?? randomId() }, ATTIC);
  expect((await guardian.state()).searching).toBe(false);
});

test("a search goes on without a room that went", async () => {
  await guardian.client.call("POST", "/toys/search");
  rig.toys.saysState({ state: "offline" }, ATTIC);
  await rig.settle();
  expect((await guardian.state()).searching).toBe(true);
  await guardian.client.call("DELETE", "/toys/search");
  expect(rig.toys.sentTo("home").map(({ kind }) => kind)).toContain("stop-search");
  expect(rig.toys.sentTo(ATTIC).map(({ kind }) => kind)).not.toContain("stop-search");
});

test("a toy that the attic finds is claimed there, and is the attic's", async () => {
  const found = randomId();
  rig.toys.saysList({ toys: [listed(cat), listed(found, { claimed: false, connected: false })] }, ATTIC);
  await rig.settle();
  await guardian.client.call("POST", "/toys/search");
  const names = { toyName: "Fox", childName: "the other child" };
  await guardian.client.call("POST", `/toys/${found}/claim`, { json: names });
  const claim = rig.toys.sentTo(ATTIC).find(({ kind }) => kind === "claim-toy");
  expect(claim).toMatchObject({ toy: found });
  expect(rig.toys.sentTo("home").map(({ kind }) => kind)).not.toContain("claim-toy");
  const claimed = { kind: "toy-claimed", event: randomId(), at: "2026-01-02T03:04:05Z", toy: found } as const;
  await say({ ...claimed, id: claim?.id ?? randomId(), roster: "0".repeat(64) }, ATTIC);
  expect(await toyNow(found)).toMatchObject({ name: "Fox" });
  expect(rig.house.household.toys().find(({ id }) => id === found)).toMatchObject({
    room: ATTIC,
    claimed: true,
  });
});
