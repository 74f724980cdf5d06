import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type Clip, type Guardian, hum, prepareClip, randomId } from "../../test/support/guardian.ts";
import { bleSays, type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { makeManualClock } from "../../test/support/manual-clock.ts";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { toIntegerSamples } from "../audio/samples.ts";
import { encodeWav } from "../audio/wav.ts";
import { openClipCheck } from "../check/open-clip-check.ts";
import type { ToyView } from "../contract/api.ts";
import { hours } from "../domain/duration.ts";
import { isKeptTooLong, startErasing } from "./erase-waiting.ts";
import { takeDraft } from "./take-draft.ts";
import { retryMessage } from "./withdraw-message.ts";

const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;
const check = openClipCheck({ clock: makeManualClock(), logger: makeRecordingLog() });
const wav = encodeWav(toIntegerSamples(hum(1, 2)), 16_000);
let clip: Clip;
let rig: HubRig;
let guardian: Guardian;
let toy: ToyView;
let erasing: Disposable | undefined;

beforeAll(async () => {
  clip = await prepareClip(hum(1, 1), 16_000, () => 0.5);
});
afterAll(() => check[Symbol.asyncDispose]());
beforeEach(async () => {
  rig = await makeHubRig({ check });
  guardian = await rig.claim();
  toy = await rig.addToy();
});
afterEach(async () => {
  erasing?.[Symbol.dispose]();
  erasing = undefined;
  expect(rig.failures).toEqual([]);
  await rig[Symbol.asyncDispose]();
});

/** As a start of the hub does it. */
async function start(): Promise<void> {
  erasing?.[Symbol.dispose]();
  erasing = startErasing(rig.house);
  await rig.settle();
}
async function live(days: number): Promise<void> {
  for (let hour = 0; hour < days * 24; hour++) {
    await rig.clock.advance(hours(1));
    await rig.settle();
  }
}
async function send(): Promise<string> {
  const { id } = await guardian.send(clip, toy);
  await rig.settle();
  return id;
}
async function sendToNobody(): Promise<string> {
  rig.toys.saysToys({ toy: toy.id, connected: false });
  return send();
}
async function say(event: Parameters<HubRig["toys"]["says"]>[0]): Promise<void> {
  rig.toys.says(event);
  await rig.settle();
}
const lastDelivery = () => {
  const delivery = rig.toys.all("deliver").at(-1);
  if (delivery === undefined) throw new Error("nothing was delivered");
  return delivery;
};
const isReadable = async (id: string) => (await rig.house.waiting.get(id)) !== undefined;
const recordOf = async (id: string) => {
  const record = await rig.house.messages.get(id);
  if (record === undefined) throw new Error("no such message");
  return record;
};
const lastStep = async (id: string) => (await recordOf(id)).history.at(-1);
const GIVEN_UP = { code: "kept-too-long", retry: false };

describe("after 14 days", () => {
  test("one that waited is given up and says why; its readable copy goes, the sealed one stays", async () => {
    await start();
    const id = await sendToNobody();
    await live(13.5);
    expect([await isReadable(id), (await lastStep(id))?.state]).toEqual([true, "queued"]);
    await live(0.5);
    expect(await isReadable(id)).toBe(false);
    expect(await lastStep(id)).toMatchObject({ state: "failed", cause: "kept-too-long" });
    expect((await recordOf(id)).failure).toEqual(GIVEN_UP);
    expect(await rig.house.archive.get(id)).toBeDefined();
    rig.toys.saysToys({ toy: toy.id });
    await rig.settle();
    expect(rig.toys.all("deliver")).toEqual([]);
  });

  test("what is given up is told after it is written, once, and cannot be tried again", async () => {
    const id = await sendToNobody();
    await rig.clock.advance(hours(14 * 24));
    const before = rig.told.length;
    const failing = vi.spyOn(rig.house.messages, "update").mockRejectedValueOnce(new Error("the disk"));
    await start();
    failing.mockRestore();
    expect(rig.failures.splice(0)).toHaveLength(1);
    expect([await isReadable(id), (await lastStep(id))?.state]).toEqual([true, "queued"]);
    expect(rig.told).toHaveLength(before);
    await live(2 / 24);
    const told = rig.told.slice(before).flatMap((event) => (event.kind === "message" ? [event.message] : []));
    expect(told).toMatchObject([{ id, state: "failed", failure: GIVEN_UP }]);
    await expect(retryMessage(rig.house, id)).rejects.toMatchObject({ code: "message.too-late" });
  });

  test("one on the toy may still be heard: only its readable copy goes", async () => {
    await start();
    const id = await send();
    const delivery = lastDelivery();
    await say(bleSays.delivered(delivery));
    await live(14);
    expect(await isReadable(id)).toBe(false);
    expect(await lastStep(id)).toMatchObject({ state: "on_toy", cause: "kept-too-long" });
    expect(rig.toys.all("retire")).toEqual([]);
    await live(0.5);
    expect((await recordOf(id)).history.map(({ cause }) => cause)).toEqual([
      "sent",
      "toy-in-reach",
      "delivered-heart-blinks",
      "kept-too-long",
    ]);
    await say(bleSays.played(delivery));
    expect((await lastStep(id))?.state).toBe("played");
  });

  test("one that failed says so anew, and is not tried again", async () => {
    await start();
    const id = await send();
    await say(bleSays.failed(lastDelivery(), "toy-refused", false));
    await live(14);
    expect(await isReadable(id)).toBe(false);
    expect(await recordOf(id)).toMatchObject({ failure: GIVEN_UP });
    expect((await recordOf(id)).history.map(({ cause }) => cause).slice(-2)).toEqual([
      "toy-refused",
      "kept-too-long",
    ]);
  });

  test("one that a lost radio carried is given up, and still counts when it was delivered after all", async () => {
    await start();
    const id = await send();
    const delivery = lastDelivery();
    rig.toys.saysState({ state: "offline" });
    await live(14);
    expect([await isReadable(id), (await lastStep(id))?.state]).toEqual([false, "failed"]);
    rig.toys.online();
    await say(bleSays.delivered(delivery));
    expect((await lastStep(id))?.state).toBe("on_toy");
  });
});

describe("the clock", () => {
  test("a hub that was off for longer than that erases at its start", async () => {
    const id = await sendToNobody();
    rig.clock.stepWallClock(15 * DAY_MS);
    await start();
    expect([await isReadable(id), (await recordOf(id)).failure]).toEqual([false, GIVEN_UP]);
  });

  test.each([
    ["ten years ahead", 10 * YEAR_MS],
    ["a year ahead", YEAR_MS],
    ["a year behind", -YEAR_MS],
    ["at 1970", -1_760_000_000_000],
  ])("%s at the start, it gives nothing up; 14 days of running do", async (_, step) => {
    const id = await sendToNobody();
    rig.clock.stepWallClock(step);
    await start();
    await live(13.5);
    expect([await isReadable(id), (await lastStep(id))?.state]).toEqual([true, "queued"]);
    await live(0.5);
    expect([await isReadable(id), (await lastStep(id))?.state]).toEqual([false, "failed"]);
  });

  test.each([
    ["20 days", 20 * DAY_MS],
    ["ten years", 10 * YEAR_MS],
  ])("a jump of %s while it runs gives nothing up that came while it ran", async (_, step) => {
    await start();
    const id = await sendToNobody();
    await live(1);
    rig.clock.stepWallClock(step);
    await live(1);
    expect([await isReadable(id), (await lastStep(id))?.state]).toEqual([true, "queued"]);
    rig.clock.stepWallClock(-step);
    await live(1);
    rig.toys.saysToys({ toy: toy.id });
    await rig.settle();
    expect(lastDelivery().message).toBe(id);
  });

  test.each([
    [13, undefined, false],
    [14, undefined, true],
    [0, 13, false],
    [0, 14, true],
    [0, 73, true],
    [0, 75, false],
    [14, 3_650, true],
    [14, -3_650, true],
  ])("%d days seen, %s by the wall clock: %s", (seen, wall, is) => {
    expect(isKeptTooLong(seen * DAY_MS, wall === undefined ? undefined : wall * DAY_MS)).toBe(is);
  });
});

describe("what a kill left readable", () => {
  test("of a message that was heard goes at the start", async () => {
    const id = await send();
    await say(bleSays.delivered(lastDelivery()));
    await say(bleSays.played(lastDelivery()));
    await rig.house.waiting.put(id, clip.toyBytes);
    const { history } = await recordOf(id);
    await start();
    expect([await isReadable(id), (await recordOf(id)).history]).toEqual([false, history]);
  });

  test("of a draft that was not stamped yet, and of nobody, goes too", async () => {
    const draft = await takeDraft(rig.house, "Bear", wav);
    const stray = randomId();
    for (const id of [draft.id, stray]) await rig.house.waiting.put(id, clip.toyBytes);
    await start();
    expect([await isReadable(draft.id), await isReadable(stray)]).toEqual([false, false]);
    expect((await lastStep(draft.id))?.state).toBe("draft");
  });

  test("is not what is just being taken in", async () => {
    const id = randomId();
    rig.toys.saysToys({ toy: toy.id, connected: false });
    await rig.house.live.takeIn(id, async () => {
      await rig.house.waiting.put(id, clip.toyBytes);
      erasing = startErasing(rig.house);
      await rig.settle();
      expect(await isReadable(id)).toBe(true);
    });
  });
});
