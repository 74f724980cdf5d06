/**
 * A child does not wait for us: both hands, pressed at every moment from the link to the end of the look that follows it. What the toy takes is
 * heard here, whole and as the child's; what it does not take it does not tell either, but for the blue hand, which is answered from here.
 */
import { expect, test } from "vitest";
import { ms, seconds } from "../../../hub/domain/duration.ts";
import { type GuardRig, openGuardRig } from "../../../test/support/guard-rig.ts";
import { STATES } from "./states.ts";

const STEP_MS = 20;
/** A little longer than to the end of the look. */
const UNTIL_MS = 1_400;
/** From touch to act. */
const DEBOUNCE_MS = 50;
/** A second of the child's, different each time. */
const said = (nth: number) =>
  Int16Array.from({ length: 8_000 }, (_, n) => 9_000 * Math.sin(n * (0.1 + nth / 300)));

/** The link goes and is back; after `atMs` a hand is pressed. @returns how the toy is when it acts */
async function pressAt({ clock, toy }: GuardRig, atMs: number, paw: "play" | "record") {
  const up = Promise.withResolvers<void>();
  const stop = toy.listen((event) => event.kind === "link" && event.isUp && up.resolve());
  toy.controller.cut();
  await up.promise;
  stop();
  await clock.sleep(ms(atMs));
  toy.model.touchPaw(paw, true);
  await clock.sleep(ms(DEBOUNCE_MS - 1));
  const then = toy.model.snapshot;
  await clock.sleep(ms(100));
  toy.model.touchPaw(paw, false);
  return then;
}

test("the red hand: all that the toy takes comes home as the child's, and it takes all but what falls into a question", async () => {
  await using rig = await openGuardRig({ toys: [{ drain: "fast" }] });
  const { clock, toy } = rig;
  await rig.deliver("what lies on it");
  const deaf: number[] = [];
  let presses = 0;
  for (let atMs = 0; atMs < UNTIL_MS; atMs += STEP_MS, presses += 1) {
    await clock.sleep(seconds(12));
    toy.model.microphone.say(said(presses));
    const before = rig.recordings.length;
    const { state } = await pressAt(rig, atMs, "record");
    const isTaken = toy.model.snapshot.state === STATES.audioRecord;
    // Whoever holds the toy sees that: its heart is lit for a recording.
    if (isTaken) {
      await clock.sleep(seconds(1));
      await toy.press("record");
    } else deaf.push(state);
    await clock.sleep(seconds(8));
    const came = rig.recordings.slice(before).map(({ ready }) => ready);
    expect(came.length, `pressed after ${atMs} ms`).toBe(isTaken ? 1 : 0);
    const [ready] = came;
    if (ready === undefined) continue;
    expect(ready.unseen, `pressed after ${atMs} ms`).toBeUndefined();
    expect(ready.told_ms, `pressed after ${atMs} ms`).toBeGreaterThan(1_000);
  }
  // While it asks its audio chip something it minds no red hand, and says nothing of it. In state 5 a strange recording is being ended, which ends in a loop of one round.
  expect(deaf.every((state) => state === STATES.audioGetReturnValue || state === STATES.audioPlayback)).toBe(
    true,
  );
  expect(deaf.length * STEP_MS).toBeLessThanOrEqual(500);
  expect(rig.gaps).toEqual([]);
});

test("the blue hand: the child hears what lies on it, and that is told", async () => {
  await using rig = await openGuardRig({ toys: [{ drain: "fast" }] });
  const { clock, toy } = rig;
  const deaf: number[] = [];
  let [heard, reported] = [0, 0];
  toy.listen((event) => {
    if (event.kind === "heard") heard += 1;
  });
  for (let atMs = 0; atMs < UNTIL_MS; atMs += STEP_MS) {
    await rig.deliver(`pressed after ${atMs} ms`, 600);
    await clock.sleep(seconds(12));
    const before = heard;
    const { state, isLooping } = await pressAt(rig, atMs, "play");
    if (isLooping) reported += 1;
    await clock.sleep(seconds(5));
    const isHeard = heard === before + 1;
    if (!isHeard) deaf.push(state);
    // What was not heard waits for the next press.
    expect(toy.model.snapshot.heart.mode, `pressed after ${atMs} ms`).toBe(isHeard ? "off" : "blink");
  }
  // What it begins to play between the two commands that end a strange recording, or while they are in the air, they end; and it cannot tell.
  const whileEnding: readonly number[] = [STATES.idle, STATES.audioGetReturnValue, STATES.audioPlayback];
  expect(deaf.filter((state) => !whileEnding.includes(state))).toEqual([]);
  expect(deaf.length * STEP_MS).toBeLessThanOrEqual(60);
  expect(reported).toBeGreaterThan(3);
  const played = new Set(rig.told.flatMap((event) => (event.kind === "played" ? [event.message] : [])));
  expect(played.size).toBe(UNTIL_MS / STEP_MS - deaf.length);
});
