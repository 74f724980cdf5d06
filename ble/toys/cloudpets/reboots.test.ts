/** A toy that restarts as it enters any of its states: what was asked of it ends with an error of ours, and works when it is asked again. */
import { expect, test } from "vitest";
import { ms, seconds } from "../../../hub/domain/duration.ts";
import {
  ALWAYS,
  type DriverRig,
  holds,
  makeDelivery,
  openDriverRig,
  QUIETLY,
} from "../../../test/support/driver-rig.ts";
import { RadioError } from "../../radio/errors.ts";
import { ToyError } from "../errors.ts";
import type { Delivery, ToySession } from "../toy-driver.ts";
import { STATES } from "./states.ts";

const FIRST = makeDelivery("one", 2_000);
/** How each state comes about. */
const WAYS = {
  deliver: async (_rig: DriverRig, session: ToySession, delivery: Delivery) => {
    const outcome = await session.deliver(delivery, QUIETLY);
    if (outcome.kind === "failed") throw new ToyError("toy.rebooted", outcome.code);
  },
  play: async (rig: DriverRig) => {
    await rig.toy.press("play");
    await rig.clock.sleep(seconds(4));
  },
  record: async (rig: DriverRig) => {
    await rig.toy.press("record");
    await rig.clock.sleep(seconds(2));
    await rig.toy.press("record");
    await rig.clock.sleep(seconds(1));
  },
  fetch: async (_rig: DriverRig, session: ToySession) => {
    await session.fetchRecording(QUIETLY);
  },
  "play paw in game mode": (rig: DriverRig, session: ToySession) => paw(rig, session, "play"),
  "record paw in game mode": (rig: DriverRig, session: ToySession) => paw(rig, session, "record"),
} as const;

async function paw(rig: DriverRig, session: ToySession, which: "play" | "record"): Promise<void> {
  await session.waitForPaw({
    within: seconds(20),
    signal: ALWAYS,
    onListening: () => void rig.toy.press(which),
  });
}

const rows: readonly [keyof typeof WAYS, keyof typeof STATES][] = [
  ["deliver", "audioGetReturnValue"],
  ["deliver", "bufferPrime"],
  ["deliver", "audioUpload"],
  ["play", "audioGetReturnValue"],
  ["play", "audioPlayback"],
  ["record", "audioRecord"],
  ["fetch", "audioGetRecordLength"],
  ["fetch", "audioDownload"],
  ["play paw in game mode", "gamePlayPaw"],
  ["record paw in game mode", "gameRecordPaw"],
];

test.each(rows)("%s: at %s", async (way, state) => {
  await using rig = await openDriverRig({ toys: [{ drain: "fast" }] });
  const go = async (name: keyof typeof WAYS, delivery: Delivery) => {
    await using session = await rig.connect();
    await WAYS[name](rig, session, delivery);
  };
  await go("deliver", FIRST);
  await go("record", FIRST);
  let isDue = true;
  rig.toy.listen((event) => {
    if (event.kind !== "state" || event.state !== STATES[state] || !isDue) return;
    isDue = false;
    // Not in the middle of its own turn.
    rig.clock.after(ms(1), () => {
      rig.toy.model.setPower(false);
      rig.toy.model.setPower(true);
    });
  });
  const next = makeDelivery("two", 1_500);
  const first = await go(way, next).catch((error: unknown) => error);
  expect(isDue, "the state was never entered").toBe(false);
  if (first !== undefined) expect([ToyError, RadioError]).toContain((first as Error).constructor);
  await rig.clock.sleep(seconds(2));
  await go(way, next);
  // What waited is still there, but for what was to replace it.
  expect(holds(rig, (way === "deliver" ? next : FIRST).bytes)).toBe(true);
  await using session = await rig.connect();
  expect(await session.recordingMilliseconds(ALWAYS)).toBe(rig.toy.model.snapshot.slots[0]);
  expect(rig.toy.model.snapshot).toMatchObject({ isOn: true, state: STATES.idle, isGameMode: false });
});
