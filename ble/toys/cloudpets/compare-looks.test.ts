import { expect, test } from "vitest";
import type { NotedDelivery, ToyLooks, Trace } from "../toy-driver.ts";
import { nameOf, type SeenLooks, tracesOf } from "./compare-looks.ts";
import { SILENCE_MS } from "./silence.ts";

const delivery = (change: Partial<NotedDelivery> = {}, id = "one"): NotedDelivery => ({
  intent: {
    deliveryId: id,
    messageId: "message",
    toyAddress: "d0:00:00:00:00:01",
    slot: 1,
    milliseconds: 2_000,
    sha256: "0".repeat(64),
    lengthBefore: 700,
  },
  isDone: true,
  isSignalled: true,
  isTakenBack: false,
  ...change,
});
const slot = (milliseconds: number | null, upload: string | null = null) => ({ milliseconds, upload });
const left: ToyLooks = {
  volume: 40,
  storedVolume: 120,
  volumeWish: null,
  bootVolume: null,
  slots: [slot(2_000, nameOf(delivery())), slot(0), slot(0), slot(0)],
  firmware: "1.0.19",
  pawsReport: false,
  isRecording: false,
  isHeartOwed: false,
  isEndingRecording: false,
};
const seen: SeenLooks = {
  volume: { current: 40, stored: 120 },
  lengths: [2_000, 0, 0, 0],
  isGameMode: false,
  firmware: "1.0.19",
  hasRestarted: false,
};
const volume = (current: number, stored?: number) => ({ volume: { current, stored } });
const nothingStored = { storedVolume: null };

test.each<[string, Partial<ToyLooks>, Partial<SeenLooks>, readonly Trace[]]>([
  ["nothing happened", {}, {}, []],
  ["it was switched off and on", {}, { hasRestarted: true, ...volume(120, 120) }, []],
  ["somebody turned it up", {}, volume(200, 120), ["volume"]],
  ["somebody set it to what is stored, which no switch did", {}, volume(120, 120), ["volume"]],
  [
    "somebody turned it up after it was switched on",
    {},
    { hasRestarted: true, ...volume(200, 120) },
    ["volume"],
  ],
  ["somebody stored another one", {}, volume(40, 200), ["volume"]],
  ["we were about to set it", { volumeWish: 90 }, volume(90, 120), []],
  ["we were about to store it", { volumeWish: 90 }, volume(90, 90), []],
  ["we were about to set it, and somebody set another", { volumeWish: 90 }, volume(91, 120), ["volume"]],
  ["nothing is stored, and it was switched on", nothingStored, { hasRestarted: true, ...volume(100) }, []],
  [
    "nothing is stored, and it starts otherwise than it does",
    { ...nothingStored, bootVolume: 100 },
    { hasRestarted: true, ...volume(101) },
    ["volume"],
  ],
  ["nothing is stored, and it was not switched off", nothingStored, volume(100), ["volume"]],
  ["it does not tell whether it was switched off", {}, { hasRestarted: undefined, ...volume(120, 120) }, []],
  ["its paws only report", {}, { isGameMode: true }, ["game-mode"]],
  ["its paws only report, as we may have left them", { pawsReport: true }, { isGameMode: true }, []],
  ["its paws could not be asked about", {}, { isGameMode: undefined }, []],
  ["its program is another one", {}, { firmware: "1.0.20" }, ["firmware"]],
  ["it did not say which program it has", {}, { firmware: undefined }, []],
  ["something lies where nothing lay", {}, { lengths: [2_000, 0, 640, 0] }, ["sound"]],
  ["what lay there is gone", {}, { lengths: [0, 0, 0, 0] }, ["sound"]],
  [
    "all of it at once",
    {},
    { ...volume(1, 2), lengths: [1, 1, 1, 1], isGameMode: true, firmware: "9" },
    ["volume", "sound", "game-mode", "firmware"],
  ],
])("%s", (_, leftSo, seenSo, traces) => {
  expect(tracesOf({ ...left, ...leftSo }, { ...seen, ...seenSo }, [delivery()])).toEqual(traces);
});

const unlike = { isDone: false };
const another = delivery({}, "two");
test("a slot of which nobody knows what it holds is never strange", () => {
  const was = { ...left, slots: [slot(null), slot(0), slot(0), slot(0)] };
  expect(tracesOf(was, { ...seen, lengths: [640, 0, 0, 0] }, [delivery()])).toEqual([]);
});

test.each<[string, NotedDelivery | undefined, number, boolean]>([
  ["a message came there since, as long as it was sent", another, 2_000, false],
  ["a message came there since, a frame longer by the toy's own count", another, 2_020, false],
  ["a message came there since, and something else lies there", another, 3_000, true],
  ["one broke off: how much of it is there nobody knows", delivery(unlike, "two"), 123, false],
  ["the one that broke off came after all", delivery(), 2_000, false],
  ["one was taken back, by silence", delivery({ isDone: false, isTakenBack: true }), SILENCE_MS, false],
  ["one was taken back before it came", delivery({ isDone: false, isTakenBack: true }), 700, false],
  [
    "one was taken back, and something else lies there",
    delivery({ isDone: false, isTakenBack: true }),
    4_000,
    true,
  ],
  ["none was ever sent", undefined, 640, true],
])("a slot with another length than it was left with: %s", (_, upload, length, isStrange) => {
  const was = { ...left, slots: [slot(1_234, nameOf(delivery(unlike))), slot(0), slot(0), slot(0)] };
  const now = { ...seen, lengths: [length, 0, 0, 0] };
  expect(tracesOf(was, now, [upload])).toEqual(isStrange ? ["sound"] : []);
});
