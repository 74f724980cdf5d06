/** Lullabies by command, with a toy behind the driver's port: when they begin, and that they always end. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { PublicId } from "../../hub/contract/public-id.ts";
import type { LoopVolume } from "../../hub/contract/toy-loop.ts";
import { minutes, seconds } from "../../hub/domain/duration.ts";
import { type BridgeRig, type Family, makeBridgeRig, makeFamily } from "../../test/support/bridge-rig.ts";
import { randomId } from "../../test/support/guardian.ts";
import { ToyError } from "../toys/errors.ts";

let rig: BridgeRig;
let family: Family;
let toy: PublicId;
let message: PublicId;
beforeEach(async () => {
  family = await makeFamily();
  rig = await makeBridgeRig();
  toy = await rig.claim(family.entries);
  const delivery = await rig.makeDelivery(family, toy, { command: { milliseconds: 20_000, quiet: true } });
  message = delivery.message;
  await rig.command(delivery);
});
afterEach(() => rig[Symbol.asyncDispose]());

const play = (change: { message?: PublicId; minutes?: number; volume?: LoopVolume } = {}) =>
  rig.command({ kind: "play-loop", id: randomId(), toy, message, minutes: 5, volume: "middle", ...change });
const stop = () => rig.command({ kind: "stop-loop", id: randomId(), toy });
const listed = () => rig.lists.at(-1)?.toys.find((one) => one.toy === toy)?.loop;
const ends = () => rig.all("loop-ended").map(({ why }) => why);
const notes = () => rig.journal.entries("loop/");
/** It rests, and is as loud as the family is used to. */
const expectQuiet = () =>
  expect([rig.toy.loop, rig.toy.volume, listed(), notes()]).toEqual([undefined, 100, null, []]);

test("plays what is on the toy, for so long and so loud, and tells until when", async () => {
  await play({ minutes: 10, volume: "loud" });
  expect(rig.toy.loop).toMatchObject({ roundMilliseconds: 20_000, forMilliseconds: 600_000, volume: "loud" });
  const until = new Date(rig.clock.now() + 600_000).toISOString();
  expect(listed()).toEqual({ message, volume: "loud", until });
  expect(notes()).toHaveLength(1);
});

test("what came by stamp as quiet is delivered to the driver as quiet", () => {
  expect(rig.toy.delivered).toMatchObject([{ messageId: message, isQuiet: true }]);
});

describe("ends, and the volume is as it was", () => {
  beforeEach(() => play());

  test("when a guardian stops it", async () => {
    await stop();
    expectQuiet();
    expect(ends()).toEqual(["stopped"]);
  });

  test("when the child presses a paw", async () => {
    rig.toy.says({ kind: "paw-pressed", paw: "play" });
    await rig.settle();
    expectQuiet();
    expect(ends()).toEqual(["paw"]);
    expect(rig.all("played")).toEqual([]);
  });

  test("when the toy has played its rounds", async () => {
    rig.toy.loop = undefined;
    rig.toy.says({ kind: "playback-ended", commanded: true });
    await rig.settle();
    expectQuiet();
    expect(ends()).toEqual(["time"]);
  });

  test("by the clock, where the toy goes on after its time", async () => {
    await rig.clock.advance(minutes(5));
    expect(rig.toy.loop).toBeDefined();
    await rig.clock.advance(seconds(46));
    expectQuiet();
    expect(ends()).toEqual(["time"]);
  });

  test("once, whatever is asked at the same time", async () => {
    await Promise.all([stop(), stop(), rig.clock.advance(minutes(6))]);
    expectQuiet();
    expect(ends()).toEqual(["stopped"]);
  });
});

describe("where the toy or this process was away", () => {
  beforeEach(() => play());
  const comeBack = async () => {
    rig.advert();
    await rig.clock.advance(seconds(1));
  };

  test("a toy that is back in time plays on, and ends at the same time", async () => {
    rig.toy.drop();
    await rig.clock.advance(minutes(2));
    await comeBack();
    expect(rig.toy.loop).toBeDefined();
    expect(ends()).toEqual([]);
    await rig.clock.advance(minutes(4));
    expectQuiet();
    expect(ends()).toEqual(["time"]);
  });

  test("a toy that is back too late is stopped at once", async () => {
    rig.toy.drop();
    await rig.clock.advance(minutes(30));
    expect(listed()).toBeNull();
    expect(ends()).toEqual(["time"]);
    await comeBack();
    expectQuiet();
    expect(ends()).toEqual(["time"]);
  });

  test("what a guardian stopped while the toy was away is stopped when it is back", async () => {
    rig.toy.drop();
    await rig.settle();
    await stop();
    expect(listed()).toBeNull();
    await comeBack();
    expectQuiet();
    expect(ends()).toEqual(["stopped"]);
  });

  test("a toy that has rested meanwhile gets its volume back", async () => {
    rig.toy.drop();
    rig.toy.loop = undefined;
    await rig.settle();
    await comeBack();
    expectQuiet();
  });

  test("after a crash of this process it goes on until its time, and not longer", async () => {
    rig = await rig.crash();
    await comeBack();
    expect(listed()).toMatchObject({ message, volume: "middle" });
    await rig.clock.advance(minutes(6));
    expectQuiet();
  });

  test("after a crash that lasted it is stopped at once", async () => {
    rig = await rig.crash();
    await rig.clock.advance(minutes(6));
    await comeBack();
    expectQuiet();
  });

  test("a clock that stands before its beginning ends it", async () => {
    rig = await rig.crash();
    rig.clock.stepWallClock(-3_600_000);
    await comeBack();
    expectQuiet();
  });
});

test("a toy that plays in a loop, and nobody here knows why, is stopped", async () => {
  rig.toy.loop = { roundMilliseconds: 1_000, forMilliseconds: 1_000_000, volume: "loud" };
  rig.toy.drop();
  await rig.settle();
  rig.advert();
  await rig.clock.advance(seconds(1));
  expect(rig.toy.loop).toBeUndefined();
});

describe("does not begin", () => {
  test("where the toy holds something else", async () => {
    await play({ message: randomId() });
    expect([rig.toy.loop, ends()]).toEqual([undefined, ["not-there"]]);
  });

  test("where the toy is away", async () => {
    rig.toy.drop();
    await rig.settle();
    await play();
    expect(ends()).toEqual(["away"]);
    expect(notes()).toEqual([]);
  });

  test.each([
    ["toy.busy", "busy"],
    ["toy.lies", "failed"],
  ] as const)("where the driver says %s", async (code, why) => {
    rig.toy.onStartLoop = () => Promise.reject(new ToyError(code, "no"));
    await play();
    expectQuiet();
    expect(ends()).toEqual([why]);
  });

  test("where it cannot be noted", async () => {
    rig.disk.isFull = true;
    await play();
    expect([rig.toy.loop, ends()]).toEqual([undefined, ["failed"]]);
  });

  test("where it was stopped before it could", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    rig.toy.onStartLoop = () => promise;
    await play();
    await stop();
    resolve();
    await rig.settle();
    expectQuiet();
    expect(ends()).toEqual(["stopped"]);
  });
});

test("asked for anew it begins anew, and the volume of before is not forgotten", async () => {
  await play({ volume: "quiet" });
  await play({ volume: "loud", minutes: 15 });
  expect(listed()).toMatchObject({ volume: "loud" });
  expect(ends()).toEqual([]);
  await stop();
  expectQuiet();
});

describe("one that ends and one that begins do not get in each other's way", () => {
  test("asked for while the one before is being stopped it begins after that, and can be stopped itself", async () => {
    await play();
    const { promise, resolve } = Promise.withResolvers<void>();
    rig.toy.onEndLoop = () => promise;
    await stop();
    await play({ volume: "quiet" });
    resolve();
    await rig.settle();
    expect([rig.toy.loop?.volume, rig.toy.volume, notes().length]).toEqual(["quiet", "quiet", 1]);
    await stop();
    expectQuiet();
    expect(ends()).toEqual(["stopped", "stopped"]);
  });

  test("the time of the one before passes while the new one begins, which has its own", async () => {
    await play();
    const { promise, resolve } = Promise.withResolvers<void>();
    rig.toy.onStartLoop = () => promise;
    await play({ minutes: 15 });
    await rig.clock.advance(minutes(6));
    expect(ends()).toEqual([]);
    resolve();
    await rig.settle();
    expect([rig.toy.loop?.forMilliseconds, notes().length]).toEqual([minutes(15), 1]);
    await rig.clock.advance(minutes(16));
    expectQuiet();
    expect(ends()).toEqual(["time"]);
  });

  test("stopped in the moment that it begins it is quiet", async () => {
    rig.toy.onLoopStarted = () => void stop();
    await play();
    expectQuiet();
    expect(ends()).toEqual(["stopped"]);
  });
});

test("a disk that fails at the end keeps the note, and it is tried again", async () => {
  await play();
  rig.disk.isFull = true;
  await stop();
  expect([rig.toy.loop, notes().length]).toEqual([undefined, 1]);
  rig.disk.isFull = false;
  await stop();
  expect(notes()).toEqual([]);
});
