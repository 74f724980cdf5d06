import { expect, test } from "vitest";
import type { ToyEvent } from "../toy-driver.ts";
import { type Doing, ToyWatch } from "./toy-watch.ts";

/** Shows the states one second apart. */
function watched(states: readonly number[], doing?: Doing): ToyEvent[] {
  const events: ToyEvent[] = [];
  const watch = new ToyWatch((event) => events.push(event));
  const ours = doing && watch.during(doing);
  for (const [n, state] of states.entries()) watch.saw(state, n * 1_000);
  ours?.[Symbol.dispose]();
  return events;
}

const PLAYED: ToyEvent[] = [
  { kind: "paw-pressed", paw: "play" },
  { kind: "playback-started" },
  { kind: "playback-ended", commanded: false },
];

test("sees the child play a message", () => expect(watched([17, 5, 1])).toEqual(PLAYED));

test("counts a loop's rounds as one playback", () => expect(watched([5, 5, 5, 1])).toEqual(PLAYED));

test("sees the child record, and how long", () => {
  expect(watched([2, 1])).toEqual([
    { kind: "paw-pressed", paw: "record" },
    { kind: "recording-started" },
    { kind: "recording-ended", seenMilliseconds: 1_000 },
  ]);
});

test("tells presses in game mode apart", () => {
  expect(watched([18, 19])).toEqual([
    { kind: "paw-pressed", paw: "record" },
    { kind: "paw-pressed", paw: "play" },
  ]);
});

test.each([
  ["a question", "fetch-value", [17, 1]],
  ["an upload", "upload", [9, 3, 1]],
  ["an upload with the wrong key", "upload", [15, 1]],
  ["a download", "download", [8, 7, 1]],
] as const)("says nothing of %s of ours", (_, doing, states) => expect(watched(states, doing)).toEqual([]));

test("says that a stopped loop was ours", () => {
  expect(watched([5, 1], "stop-playing")).toEqual([{ kind: "playback-ended", commanded: true }]);
});

test("sees the paw although a question of ours was under way", () => {
  expect(watched([17, 17, 5, 1], "fetch-value")).toEqual(PLAYED);
});

test.each([
  ["an upload", [9, 1], "state 9 bufferPrime"],
  ["a refused upload", [15, 1], "state 15 keyCheckFailed"],
  ["a download", [8, 1], "state 8 audioGetRecordLength"],
  ["a question without a playback", [17, 1], "state 17 audioGetReturnValue"],
  ["a factory test", [10, 1], "state 10 testStartup"],
  ["a state that no firmware has", [200, 1], "state 200 unknown"],
])("reports %s that was not ours", (_, states, what) => {
  expect(watched(states)).toEqual([{ kind: "unexpected", what }]);
});

test("tells the length of a recording once", () => {
  const watch = new ToyWatch(() => undefined);
  watch.saw(2, 500);
  watch.saw(1, 4_700);
  expect([watch.takeRecordingMs(), watch.takeRecordingMs()]).toEqual([4_200, undefined]);
});

test("sees the end of a playback that began before we came", () => {
  const events: ToyEvent[] = [];
  const watch = new ToyWatch((event) => events.push(event));
  watch.begin(5, false);
  watch.saw(1, 0);
  expect(events).toEqual([{ kind: "playback-ended", commanded: false }]);
});
