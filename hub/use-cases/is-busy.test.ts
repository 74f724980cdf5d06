import { expect, test } from "vitest";
import { randomId } from "../../test/support/guardian.ts";
import { makeManualClock } from "../../test/support/manual-clock.ts";
import { isBusy } from "./is-busy.ts";
import { type Live, makeLive } from "./live.ts";

const clock = makeManualClock();
const busyWith = (change: (live: Live) => void) => {
  const live = makeLive();
  change(live);
  return isBusy({ live, clock });
};

test("a house in which nothing happens is not busy", () => {
  expect(busyWith(() => undefined)).toBe(false);
  expect(busyWith((live) => live.activity.set("toy", "idle"))).toBe(false);
  const failed = { command: randomId(), room: "home", state: "failed", failure: "no-paw" } as const;
  expect(busyWith((live) => live.claims.set("toy", failed))).toBe(false);
  expect(busyWith((live) => live.undo.set("id", { erasure: 1, until: clock.monotonic() }))).toBe(false);
});

test.each<[string, (live: Live) => void]>([
  ["a message on its way to a toy", (live) => live.progress.set("id", { percent: 3, attempt: 1 })],
  ["a child who listens", (live) => live.activity.set("toy", "playing")],
  ["a child who speaks", (live) => live.activity.set("toy", "recording")],
  ["an answer that is fetched", (live) => live.activity.set("toy", "fetching")],
  [
    "a toy whose paw is waited for",
    (live) =>
      live.claims.set("toy", { command: randomId(), room: "home", state: "waiting-for-paw", failure: null }),
  ],
  ["an erasure that can be taken back", (live) => live.undo.set("id", { erasure: 1, until: 10_000 })],
  ["a toy that is emptied", (live) => live.leaving.set("toy", 40)],
  ["somebody who records in the room", (live) => Object.assign(live.room, { isTaken: true })],
])("%s is not cut short", (_, change) => expect(busyWith(change)).toBe(true));
