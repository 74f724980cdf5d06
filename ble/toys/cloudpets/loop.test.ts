/** Lullabies on real bleno toys over the real noble, on stepped time. */
import { describe, expect, test } from "vitest";
import { seconds } from "../../../hub/domain/duration.ts";
import {
  ALWAYS,
  type DriverRig,
  makeDelivery,
  openDriverRig,
  QUIETLY,
} from "../../../test/support/driver-rig.ts";
import { until } from "../../../test/support/toy-rig.ts";
import type { LoopWish, ToySession } from "../toy-driver.ts";
import { volumeLevel } from "./volume.ts";

const ROUND_MS = 4_000;
const wish = (change: Partial<LoopWish> = {}): LoopWish => ({
  roundMilliseconds: ROUND_MS,
  forMilliseconds: 5 * ROUND_MS,
  volume: "middle",
  ...change,
});

async function withLullaby(): Promise<DriverRig & { readonly session: ToySession }> {
  const rig = await openDriverRig({ toys: [{ drain: "fast" }] });
  const session = await rig.connect();
  const outcome = await session.deliver({ ...makeDelivery("lullaby", ROUND_MS), isQuiet: true }, QUIETLY);
  expect(outcome).toEqual({ kind: "delivered", heartLit: false, alreadyThere: false });
  expect(rig.toy.model.snapshot.heart.mode).toBe("off");
  rig.events.length = 0;
  return { ...rig, session };
}
const snapshot = (rig: DriverRig) => {
  const { isLooping, volume, state } = rig.toy.model.snapshot;
  return { isLooping, volume: volume.current, state };
};
const kinds = (rig: DriverRig) => rig.events.map(({ kind }) => kind);

test("plays as many whole rounds as come nearest, and rests by itself", async () => {
  await using rig = await withLullaby();
  const lasts = await rig.session.startLoop(wish({ forMilliseconds: 5 * ROUND_MS - 1_000 }), ALWAYS);
  expect(lasts).toBe(5 * ROUND_MS);
  expect(snapshot(rig)).toEqual({ isLooping: true, volume: volumeLevel(0.5), state: 5 });
  await rig.clock.sleep(seconds(19));
  expect(snapshot(rig).isLooping).toBe(true);
  await rig.clock.sleep(seconds(2));
  expect(snapshot(rig)).toMatchObject({ isLooping: false, state: 1 });
  expect(rig.toy.model.heard).toHaveLength(5);
  // It was nobody's paw.
  expect(rig.events).toEqual([{ kind: "playback-ended", commanded: true }]);
});

test.each([
  ["quiet", 0.05],
  ["middle", 0.5],
  ["loud", 1],
] as const)("is %s at a share of %d, and as it was afterwards", async (volume, share) => {
  await using rig = await withLullaby();
  await rig.session.setVolume(90, ALWAYS);
  expect(await rig.session.usualVolume(ALWAYS)).toBe(90);
  await rig.session.startLoop(wish({ volume }), ALWAYS);
  expect(snapshot(rig).volume).toBe(volumeLevel(share));
  await rig.session.endLoop(90, ALWAYS);
  expect(snapshot(rig)).toEqual({ isLooping: false, volume: 90, state: 1 });
});

test("counts no more rounds than fit into the toy's one byte", async () => {
  await using rig = await withLullaby();
  const lasts = await rig.session.startLoop(wish({ forMilliseconds: 10_000_000 }), ALWAYS);
  expect(lasts).toBe(255 * ROUND_MS);
  await rig.session.endLoop(undefined, ALWAYS);
});

describe("while it runs", () => {
  test.each(["play", "record"] as const)("the %s paw only reports", async (paw) => {
    await using rig = await withLullaby();
    await rig.session.startLoop(wish(), ALWAYS);
    await rig.toy.press(paw);
    await rig.clock.sleep(seconds(1));
    expect(rig.events).toEqual([{ kind: "paw-pressed", paw }]);
    expect(snapshot(rig).isLooping).toBe(true);
    await rig.session.endLoop(undefined, ALWAYS);
    await rig.toy.press("play");
    await until(rig.clock, () => kinds(rig).includes("playback-started"), "it plays");
  });

  test("it is stopped at once, also when something else waits for the toy to rest", async () => {
    await using rig = await withLullaby();
    await rig.session.startLoop(wish({ forMilliseconds: 600_000 }), ALWAYS);
    const waiting = rig.session.recordingMilliseconds(ALWAYS);
    await rig.clock.sleep(seconds(1));
    const asked = rig.clock.monotonic();
    await rig.session.endLoop(undefined, ALWAYS);
    expect(rig.clock.monotonic() - asked).toBeLessThan(1_500);
    expect(snapshot(rig).isLooping).toBe(false);
    expect(await waiting).toBe(0);
  });

  test("a message stops it, and is delivered", async () => {
    await using rig = await withLullaby();
    await rig.session.startLoop(wish({ forMilliseconds: 600_000 }), ALWAYS);
    const message = makeDelivery("message", 2_000);
    expect(await rig.session.deliver(message, QUIETLY)).toMatchObject({ kind: "delivered", heartLit: true });
    expect(snapshot(rig).isLooping).toBe(false);
  });
});

test("what a child listens to is waited for, and is not stopped as if it were a loop", async () => {
  await using rig = await withLullaby();
  await rig.toy.press("play");
  await until(rig.clock, () => kinds(rig).includes("playback-started"), "it plays");
  await rig.session.endLoop(undefined, ALWAYS);
  expect(rig.toy.model.snapshot.state).toBe(5);
  await rig.session.startLoop(wish(), ALWAYS);
  expect(rig.toy.model.heard.length).toBeGreaterThan(1);
  expect(rig.events).toContainEqual({ kind: "playback-ended", commanded: false });
});

test("a loop that outlived its link is known on the next one, and is ours to stop", async () => {
  await using rig = await withLullaby();
  await rig.session.startLoop(wish({ forMilliseconds: 600_000 }), ALWAYS);
  await rig.session[Symbol.asyncDispose]();
  expect(snapshot(rig).isLooping).toBe(true);
  rig.restartDriver();
  rig.events.length = 0;
  await using next = await rig.connect();
  expect(next.wasLooping).toBe(true);
  await next.endLoop(100, ALWAYS);
  expect(snapshot(rig)).toEqual({ isLooping: false, volume: 100, state: 1 });
  expect(rig.events).toContainEqual({ kind: "playback-ended", commanded: true });
  expect(kinds(rig)).not.toContain("playback-started");
});

test("a volume that a guardian chose meanwhile stays", async () => {
  await using rig = await withLullaby();
  await rig.session.startLoop(wish({ forMilliseconds: 600_000 }), ALWAYS);
  await rig.session.keepLoudness(30, ALWAYS);
  await rig.session.endLoop(100, ALWAYS);
  expect(snapshot(rig).volume).toBe(volumeLevel(0.3));
  expect(await rig.session.loudness(ALWAYS)).toBe(30);
  expect(kinds(rig)).not.toContain("unexpected");
});
