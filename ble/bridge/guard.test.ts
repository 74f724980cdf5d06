/** What is told of a gap, and what is not. The looks themselves: ble/toys/cloudpets/compare-looks.test.ts; a stranger on the air: test/attacks/radio-stranger.test.ts. */
import { beforeEach, expect, onTestFinished, test } from "vitest";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { ms, seconds } from "../../hub/domain/duration.ts";
import {
  type BridgeRig,
  type Family,
  makeBridgeRig,
  makeFamily,
  ticketOf,
} from "../../test/support/bridge-rig.ts";
import { randomId } from "../../test/support/guardian.ts";
import { BEAR } from "../../test/support/played-toy.ts";

let family: Family;
let rig: BridgeRig;
let toy: PublicId;

beforeEach(async () => {
  family = await makeFamily();
  rig = await makeBridgeRig();
  onTestFinished(() => rig[Symbol.asyncDispose]());
  toy = await rig.claim(family.entries);
});

/** Each once, however often it was told. */
const gaps = (of: BridgeRig = rig) => [...new Map(of.all("gap").map((gap) => [gap.event, gap])).values()];
const traces = () => gaps().map((gap) => gap.traces);

/** The link goes, and is back after a while in which `between` happens. */
async function gap(between?: () => Promise<void> | void, reason = 0x08): Promise<void> {
  rig.toy.isReachable = false;
  rig.toy.says({ kind: "link-down", reason });
  rig.toy.drop();
  await rig.settle();
  await between?.();
  rig.toy.isReachable = true;
  for (let tries = 0; tries < 80 && !rig.toy.isConnected; tries += 1) await adverts(1, -60);
  await rig.clock.advance(seconds(1));
  expect(rig.toy.isConnected).toBe(true);
}
/** Heard twice a second, or not. */
async function adverts(count: number, rssi: number | undefined): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    if (rssi !== undefined) rig.advert(BEAR, rssi);
    await rig.clock.advance(ms(505));
  }
}

test("a gap that left nothing is not told", async () => {
  await gap(() => adverts(4, -60));
  expect(gaps()).toEqual([]);
});

test("what is not as it was left is told with when it was, and what was heard", async () => {
  const since = rig.clock.now();
  await gap(async () => {
    rig.toy.traces = ["sound", "volume"];
    await adverts(3, -60);
  });
  expect(gaps()).toMatchObject([
    { toy, traces: ["sound", "volume"], restarted: false, from: new Date(since).toISOString() },
  ]);
  const [told] = gaps();
  expect(told?.heard.slice(0, 4)).toEqual([
    [0, -60],
    [0, -60],
    [505, -60],
    [1_010, -60],
  ]);
  rig.toy.traces = [];
  await gap();
  expect(gaps()).toHaveLength(1);
});

test("it is told until the hub has heard of it, also after a crash", async () => {
  rig.setConnected(false);
  await gap(() => {
    rig.toy.traces = ["volume"];
  });
  rig.toy.traces = [];
  rig.setConnected(true);
  const [told] = gaps();
  expect(told).toMatchObject({ toy, traces: ["volume"] });
  const again = await rig.crash();
  onTestFinished(() => again[Symbol.asyncDispose]());
  again.setConnected(true);
  expect(gaps(again)[0]).toEqual(told);
  await again.command({ kind: "acknowledge", id: randomId(), event: told?.event as PublicId });
  again.told.length = 0;
  again.setConnected(true);
  expect(gaps(again)).toEqual([]);
});

test("a gap that began before this process did has its beginning, where that was noted", async () => {
  rig.toy.says({ kind: "link-down", reason: 0x08 });
  await rig.settle();
  const since = new Date(rig.clock.now()).toISOString();
  rig.toy.traces = ["game-mode"];
  const again = await rig.crash();
  onTestFinished(() => again[Symbol.asyncDispose]());
  await again.clock.advance(seconds(5));
  again.advert();
  await again.clock.advance(seconds(1));
  expect(gaps(again)).toMatchObject([{ from: since }]);
});

test.each<
  [string, { lengthMs?: number; isRecordingSeen?: boolean; mayBeBegun?: boolean }, readonly string[]]
>([
  ["made meanwhile", {}, ["recording"]],
  ["longer than a paw makes one", { lengthMs: 22_000 }, ["long-recording"]],
  ["longer than that, which a paw was seen to begin", { lengthMs: 22_000, mayBeBegun: true }, ["recording"]],
  ["made by a paw that was seen since", { isRecordingSeen: true }, []],
])("a recording %s", async (_, change, found) => {
  await gap(() => {
    rig.toy.lengthMs = 3_000;
    rig.toy.recording = new Uint8Array([1, 2, 3]);
    Object.assign(rig.toy, change);
  });
  expect(traces()).toEqual(found.length > 0 ? [found] : []);
  const [ready] = rig.all("recording-ready");
  expect(ready?.unseen).toBe(found.length > 0 ? true : undefined);
});

test("a recording whose paw was seen, and that did not get home before the link went, is no stranger's", async () => {
  rig.toy.lengthMs = 3_000;
  rig.toy.recording = new Uint8Array([1, 2, 3]);
  rig.toy.onFetch = () => Promise.reject(new Error("the link is going"));
  rig.toy.says({ kind: "recording-ended", seenMilliseconds: 3_080 });
  await rig.settle();
  await gap(() => {
    rig.toy.onFetch = undefined;
  });
  expect(gaps()).toEqual([]);
  expect(rig.all("recording-ready")).toMatchObject([{ told_ms: 3_000 }]);
  expect(rig.all("recording-ready")[0]?.unseen).toBeUndefined();
});

test("one that nobody saw keeps its mark through a crash", async () => {
  await gap(() => {
    rig.toy.lengthMs = 3_000;
    rig.toy.recording = new Uint8Array([1, 2, 3]);
  });
  const [ready] = rig.all("recording-ready");
  const again = await rig.crash();
  onTestFinished(() => again[Symbol.asyncDispose]());
  again.advert();
  await again.clock.advance(seconds(1));
  expect(again.all("recording-ready")).toMatchObject([{ recording: ready?.recording, unseen: true }]);
});

test("where somebody may have been, one of the same length is listened to, and told apart", async () => {
  rig.toy.lengthMs = 3_000;
  rig.toy.recording = new Uint8Array([1, 2, 3]);
  rig.toy.says({ kind: "recording-started" });
  rig.toy.says({ kind: "recording-ended", seenMilliseconds: 3_000 });
  await rig.settle();
  const [own] = rig.all("recording-ready");
  await rig.command({
    kind: "take-recording",
    id: randomId(),
    recording: own?.recording ?? randomId(),
    ticket: ticketOf("own"),
  });
  const strangeOnes = () => rig.all("recording-ready").filter(({ unseen }) => unseen === true);
  await gap(() => {
    rig.toy.traces = ["volume"];
  });
  expect(strangeOnes()).toEqual([]);
  await gap(() => {
    rig.toy.recording = new Uint8Array([4, 5, 6]);
  });
  expect(strangeOnes()).toHaveLength(1);
  expect(strangeOnes()[0]?.recording).not.toBe(own?.recording);
});

test.each([
  ["after a long gap it is listened to", 20, false, 1],
  ["after a moment nobody knows better than its length", 1, false, 0],
  ["at night the toy is not made to blink for it", 20, true, 0],
] as const)("a recording of the same length, and no other trace: %s", async (_, away, isNight, strange) => {
  rig.toy.lengthMs = 3_000;
  rig.toy.recording = new Uint8Array([1, 2, 3]);
  rig.toy.says({ kind: "recording-ended", seenMilliseconds: 3_000 });
  await rig.settle();
  const recording = rig.all("recording-ready")[0]?.recording ?? randomId();
  await rig.command({ kind: "take-recording", id: randomId(), recording, ticket: ticketOf("own") });
  if (isNight) await rig.command({ kind: "heart", id: randomId(), toy, dark: true });
  // Nothing was recorded: it is not offered again, however long it was away.
  await gap(() => rig.clock.advance(seconds(20)));
  const unseen = () => rig.all("recording-ready").filter((ready) => ready.unseen === true);
  expect(unseen()).toEqual([]);
  await gap(async () => {
    await rig.clock.advance(seconds(away));
    rig.toy.recording = new Uint8Array([4, 5, 6]);
  });
  expect(new Set(unseen().map((ready) => ready.recording)).size).toBe(strange);
});

test.each<[string, boolean | undefined, readonly string[]]>([
  ["was not switched off", false, ["silence"]],
  ["was switched off", true, []],
  ["does not say whether it was switched off", undefined, []],
])("a toy that fell silent close by, and %s", async (_, hasRestarted, found) => {
  await gap(async () => {
    rig.toy.hasRestarted = hasRestarted;
    await adverts(2, -60);
    await adverts(10, undefined);
    await adverts(2, -60);
  });
  expect(traces()).toEqual(found.length > 0 ? [found] : []);
});

test("a toy that fell silent far away was out of reach", async () => {
  await gap(async () => {
    await adverts(2, -85);
    await adverts(10, undefined);
    await adverts(2, -60);
  });
  expect(gaps()).toEqual([]);
});

test("a toy that ended the link by itself, close by, and then said nothing, fell silent", async () => {
  const quiet = async () => {
    await adverts(10, undefined);
    await adverts(2, -60);
  };
  await gap(quiet, 0x08);
  expect(gaps()).toEqual([]);
  await gap(quiet, 0x13);
  expect(traces()).toEqual([["silence"]]);
});

test("one with another identifier is not held, and told of once for each name", async () => {
  const looked = rig.toy.connects;
  const own = rig.toy.identifier;
  const meet = async (identifier: string) => {
    rig.toy.identifier = identifier;
    rig.toy.says({ kind: "link-down", reason: 0x08 });
    rig.toy.drop();
    await rig.clock.advance(seconds(400));
    rig.advert();
    await rig.clock.advance(seconds(1));
    const held = rig.lists.at(-1)?.toys.find((one) => one.toy === toy)?.connected;
    rig.toy.drop();
    return held;
  };
  expect(await meet("0000_other_name0")).toBe(false);
  expect(await meet("0000_other_name0")).toBe(false);
  expect(traces()).toEqual([["identifier"]]);
  expect(await meet("0000_third_name0")).toBe(false);
  expect(traces()).toEqual([["identifier"], ["identifier"]]);
  expect(rig.toy.delivered).toEqual([]);
  expect(rig.toy.connects).toBeGreaterThan(looked);
  expect(await meet(own)).toBe(true);
  // What it is called is nobody's business outside.
  expect(JSON.stringify(rig.told)).not.toMatch(/other_name|third_name|d0:00:00/i);
});

test("a key that somebody set is told", async () => {
  rig.toy.says({ kind: "key-strange" });
  await rig.settle();
  expect(gaps()).toMatchObject([{ toy, traces: ["key"], from: null, heard: [] }]);
});

test("of a toy that is gone nothing is left", async () => {
  rig.toy.says({ kind: "link-down", reason: 0x08 });
  await rig.settle();
  expect(rig.journal.get(`gap/${toy}`)).toBeDefined();
  await family.add({ kind: "toy-out", toy });
  await rig.roster(family.entries);
  await rig.settle();
  expect(["gap/", "renamed/", "looks/"].flatMap((prefix) => rig.journal.entries(prefix))).toEqual([]);
});
