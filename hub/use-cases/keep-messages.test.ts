import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { size, timeFor } from "../../test/attacks/sizes.ts";
import { freedToys } from "../../test/support/freed-toys.ts";
import { type Clip, type Guardian, hum, prepareClip, randomId } from "../../test/support/guardian.ts";
import { bleSays, type HubRig, makeHubRig, messageOf } from "../../test/support/hub-rig.ts";
import { makeManualClock } from "../../test/support/manual-clock.ts";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { aMessage } from "../../test/support/store-rig.ts";
import { openClipCheck } from "../check/open-clip-check.ts";
import { messageView, type ToyView } from "../contract/api.ts";
import { keptView } from "../contract/keeping.ts";
import { hours, seconds } from "../domain/duration.ts";
import { startKeeping } from "./keep-messages.ts";
import { takeMessage } from "./take-message.ts";

const DAY_MS = 86_400_000;
const check = openClipCheck({ clock: makeManualClock(), logger: makeRecordingLog() });
let clip: Clip;
let rig: HubRig;
let guardian: Guardian;
let toy: ToyView;
let keeping: Disposable | undefined;

beforeAll(async () => {
  clip = await prepareClip(hum(1, 1), 16_000, () => 0.5);
});
afterAll(() => check[Symbol.asyncDispose]());
beforeEach(async () => {
  rig = await makeHubRig({ check });
  guardian = await rig.claim();
  toy = await rig.addToy();
  await start();
});
afterEach(async () => {
  keeping?.[Symbol.dispose]();
  keeping = undefined;
  await rig.settle();
  expect(rig.failures).toEqual([]);
  await rig[Symbol.asyncDispose]();
});

/** As a start of the hub does it. */
async function start(): Promise<void> {
  keeping?.[Symbol.dispose]();
  keeping = startKeeping(rig.house);
  await rig.settle();
}
async function live(days: number): Promise<void> {
  for (let day = 0; day < days; day++) {
    await rig.clock.advance(hours(24));
    await rig.settle();
  }
}
async function waitMs(milliseconds: number): Promise<void> {
  await rig.clock.advance(seconds(milliseconds / 1_000));
  await rig.settle();
}
/** Sent, brought, heard. */
async function hear(): Promise<string> {
  const { id } = await guardian.send(clip, toy);
  await rig.settle();
  const delivery = rig.toys.all("deliver").findLast(({ message }) => message === id);
  if (delivery === undefined) throw new Error("nothing was delivered");
  for (const event of [bleSays.delivered(delivery), bleSays.played(delivery)]) {
    rig.toys.says(event);
    await rig.settle();
  }
  return id;
}
const isThere = async (id: string) => [
  (await rig.house.messages.get(id)) !== undefined,
  (await rig.house.archive.get(id)) !== undefined,
];
const THERE = [true, true];
const GONE = [false, false];
const kept = () => guardian.client.call("GET", "/kept", { schema: keptView });
const subjectsOf = async (kind: string) => {
  const subjects: (string | null)[] = [];
  for await (const entry of rig.house.ledger.entries()) if (entry.kind === kind) subjects.push(entry.subject);
  return subjects;
};

describe("the time of keeping", () => {
  test("is 90 days; what has a star stays; nobody has to be signed in", async () => {
    const [old, starred] = [await hear(), await hear()];
    await guardian.client.call("PUT", `/messages/${starred}/kept`, { json: { kept: true } });
    await live(20);
    const young = await hear();
    await live(69);
    expect(await isThere(old)).toEqual(THERE);
    await live(2);
    expect([await isThere(old), await isThere(starred), await isThere(young)]).toEqual([GONE, THERE, THERE]);
    await live(30);
    expect([await isThere(starred), await isThere(young)]).toEqual([THERE, GONE]);
    expect(await subjectsOf("clip-erased")).toEqual([old, young]);
    expect(rig.told).toContainEqual({ kind: "erased", messages: [old] });
  });

  test("is each child's own, chosen by a guardian who showed who they are; for ever is for ever", async () => {
    const other = await rig.addToy("Owl", { id: randomId(), name: "the other child" });
    const first = await hear();
    const second = await rig.house.inTurn(async () => {
      const record = aMessage(
        { child: other.child, livedAt: rig.house.lived.now(), sealedBytes: 5 },
        "received",
      );
      await rig.house.messages.add(record);
      return record.id;
    });
    const choose = (child: string, days: number | null) =>
      guardian.client.call("PUT", `/children/${child}/keep-time`, { json: { days } });
    await expect(choose(toy.child, 7)).rejects.toMatchObject({ code: "session.step-up-needed" });
    await guardian.stepUp();
    await expect(choose(randomId(), 7)).rejects.toMatchObject({ code: "child.unknown" });
    await expect(choose(toy.child, 8)).rejects.toMatchObject({ code: "http.malformed" });
    await choose(toy.child, 7);
    await choose(other.child, null);
    expect((await kept()).children).toMatchObject([
      { child: toy.child, days: 7, messages: 1, starred: 0 },
      { child: other.child, days: null, messages: 1, bytes: 5 },
    ]);
    expect((await messageOf(guardian, second)).keptUntil).toBeNull();
    const until = Date.parse((await messageOf(guardian, first)).keptUntil ?? "");
    expect(until - rig.clock.now()).toBe(7 * DAY_MS);
    await live(8);
    expect([await isThere(first), (await rig.house.messages.get(second)) !== undefined]).toEqual([
      GONE,
      true,
    ]);
    await live(400);
    expect(await rig.house.messages.get(second)).toBeDefined();
    expect(await subjectsOf("keep-time-changed")).toEqual([toy.child, other.child]);
  });

  test("does not end for what is still on its way", async () => {
    await guardian.stepUp();
    await guardian.client.call("PUT", `/children/${toy.child}/keep-time`, { json: { days: 7 } });
    rig.toys.saysToys({ toy: toy.id, connected: false });
    const { id } = await guardian.send(clip, toy);
    await rig.settle();
    await live(9);
    expect(await isThere(id)).toEqual(THERE);
  });

  test("is counted in lived time: a clock that jumps ends none", async () => {
    const id = await hear();
    await live(1);
    for (const jump of [365 * DAY_MS, 3_650 * DAY_MS, -400 * DAY_MS, -20_000 * DAY_MS]) {
      rig.clock.stepWallClock(jump);
      await live(2);
      await start();
      await live(1);
      expect([jump, await isThere(id)]).toEqual([jump, THERE]);
      rig.clock.stepWallClock(-jump);
    }
    await live(80);
    expect(await isThere(id)).toEqual(GONE);
  });
});

describe("erasing one message", () => {
  const erase = (id: string) => guardian.client.call("DELETE", `/messages/${id}`, { schema: messageView });
  const takeBack = (id: string) =>
    guardian.client.call("DELETE", `/messages/${id}/erasure`, { schema: messageView });

  test("takes a step-up, waits for ten seconds, and then nothing is left but the receipt", async () => {
    const id = await hear();
    await expect(erase(id)).rejects.toMatchObject({ code: "session.step-up-needed" });
    await guardian.stepUp();
    const asked = await erase(id);
    expect(Date.parse(asked.erasedFrom ?? "") - rig.clock.now()).toBe(10_000);
    await waitMs(9_900);
    expect(await isThere(id)).toEqual(THERE);
    await waitMs(200);
    expect(await isThere(id)).toEqual(GONE);
    expect((await guardian.state()).messages).toEqual([]);
    expect((await kept()).receipts).toMatchObject([
      {
        number: 1,
        what: "message",
        by: guardian.info.person.id,
        messages: 1,
        left: 0,
        onToys: 1,
        backupsUntil: null,
        leftElsewhere: null,
      },
    ]);
    expect((await kept()).receipts[0]?.doneAt).not.toBeNull();
    expect(rig.told.at(-1)).toEqual({ kind: "kept" });
    expect(rig.told).toContainEqual({ kind: "erased", messages: [id] });
  });

  test("can be taken back within ten seconds, leaves no receipt then, and not later", async () => {
    const id = await hear();
    await guardian.stepUp();
    await erase(id);
    await erase(id);
    expect((await kept()).receipts).toHaveLength(1);
    expect((await takeBack(id)).erasedFrom).toBeNull();
    await waitMs(60_000);
    expect([await isThere(id), (await kept()).receipts]).toEqual([THERE, []]);
    await erase(id);
    await waitMs(11_000);
    await expect(takeBack(id)).rejects.toMatchObject({ code: "message.erased" });
    await expect(erase(randomId())).rejects.toMatchObject({ code: "message.unknown" });
  });

  test("goes on at the next start, with no ten seconds more", async () => {
    const id = await hear();
    await guardian.stepUp();
    await erase(id);
    rig.house.live.undo.clear(); // what a kill takes
    await start();
    expect([await isThere(id), await rig.house.eraser.unfinished()]).toEqual([GONE, []]);
  });

  test("that the disk did not let happen is hidden at once, and goes within the hour", async () => {
    const id = await hear();
    await guardian.stepUp();
    const failing = vi.spyOn(rig.house.eraser, "finish").mockRejectedValueOnce(new Error("the disk"));
    await erase(id);
    await waitMs(11_000);
    failing.mockRestore();
    expect(rig.failures.splice(0)).toHaveLength(1);
    expect([await isThere(id), (await kept()).receipts[0]?.doneAt]).toEqual([[false, true], null]);
    await waitMs(3_600_000);
    expect(await isThere(id)).toEqual(GONE);
    expect((await kept()).receipts[0]?.doneAt).not.toBeNull();
  });

  test("keeps what is on its way from the toy, and the next one goes", async () => {
    rig.toys.saysToys({ toy: toy.id, connected: false });
    const { id } = await guardian.send(clip, toy);
    const { id: next } = await guardian.send(clip, toy);
    await rig.settle();
    await guardian.stepUp();
    await erase(id);
    await waitMs(11_000);
    expect(rig.toys.all("retire").map(({ message }) => message)).toContain(id);
    expect(await rig.house.waiting.get(id)).toBeUndefined();
    rig.toys.saysToys({ toy: toy.id });
    await rig.settle();
    expect(rig.toys.all("deliver").map(({ message }) => message)).toEqual([next]);
  });

  test("is not undone by a phone that sends the message again", async () => {
    const id = await hear();
    await guardian.stepUp();
    await erase(id);
    await waitMs(11_000);
    await expect(guardian.send(clip, toy, id as never)).rejects.toMatchObject({ code: "message.erased" });
    const meta = { id, child: toy.child, toy: toy.id, clip: clip.sha256, stamp: "a.b.c", vault: 1 } as never;
    await expect(takeMessage(rig.house, meta, clip.toyBytes, clip.toyBytes)).rejects.toMatchObject({
      code: "message.erased",
    });
    expect(await isThere(id)).toEqual(GONE);
  });
});

test("all that somebody sent is erased, and nobody else's", async () => {
  const mine = [await hear(), await hear()];
  const others = aMessage({ child: toy.child, livedAt: rig.house.lived.now() }, "played");
  await rig.house.messages.add(others);
  const path = `/people/${guardian.info.person.id}/erase`;
  await expect(guardian.client.call("POST", path)).rejects.toMatchObject({ code: "session.step-up-needed" });
  await guardian.stepUp();
  await expect(guardian.client.call("POST", `/people/${randomId()}/erase`)).rejects.toMatchObject({
    code: "person.unknown",
  });
  await guardian.client.call("POST", path);
  await rig.settle();
  expect([await isThere(mine[0] ?? ""), await isThere(mine[1] ?? "")]).toEqual([GONE, GONE]);
  expect((await guardian.state()).messages.map(({ id }) => id)).toEqual([others.id]);
  expect((await kept()).receipts).toMatchObject([{ what: "person", messages: 2, left: 0, onToys: 2 }]);
  expect(await subjectsOf("person-erased")).toEqual([guardian.info.person.id]);
  // Somebody who is gone: their messages and what is remembered of their devices.
  expect(JSON.stringify((await kept()).receipts)).not.toContain("subject");
  await guardian.client.call("POST", `/people/${others.author}/erase`);
  await rig.settle();
  expect(await rig.house.messages.get(others.id)).toBeUndefined();
});

const MANY = size("erasedMessages");
test(
  `a child of ${MANY} messages is erased with progress, and a delivery comes in between`,
  timeFor("erasedMessages"),
  async () => {
    const other = await rig.addToy("Owl", { id: randomId(), name: "the other child" });
    for (let n = 0; n < MANY; n += 500) {
      const some = Array.from({ length: 500 }, () =>
        aMessage(
          { child: other.child, toy: other.id, livedAt: rig.house.lived.now(), sealedBytes: 7 },
          "played",
        ),
      );
      await Promise.all(some.map((record) => rig.house.messages.add(record)));
    }
    await guardian.stepUp();
    const json = { entries: await freedToys(guardian, other.child) };
    const began = performance.now();
    await guardian.client.call("POST", `/children/${other.child}/erase`, { json });
    const { id } = await guardian.send(clip, toy);
    const sentAfter = performance.now() - began;
    const lefts: number[] = [];
    for (;;) {
      const [receipt] = (await kept()).receipts;
      lefts.push(receipt?.left ?? -1);
      if (receipt?.doneAt != null) break;
      await new Promise((soon) => setTimeout(soon, 50));
    }
    const erasedAfter = performance.now() - began;
    expect(sentAfter).toBeLessThan(erasedAfter / 2);
    expect(lefts[0]).toBe(MANY);
    expect(lefts.at(-1)).toBe(0);
    expect(new Set(lefts).size).toBeGreaterThan(3);
    const state = await guardian.state();
    expect(state.messages.map((message) => message.id)).toEqual([id]);
    expect(state.children.map((child) => child.id)).toEqual([toy.child]);
    expect(await subjectsOf("child-erased")).toEqual([other.child]);
    expect(await subjectsOf("clip-erased")).toHaveLength(MANY);
    expect((await kept()).receipts).toMatchObject([{ what: "child", messages: MANY, bytes: 7 * MANY }]);
  },
);
