/** Each thing that nobody has seen on a real toy, at either end: a message gets there and is heard, an answer gets back. */
import { expect, test } from "vitest";
import { seconds } from "../../../hub/domain/duration.ts";
import {
  ALWAYS,
  deliverStubbornly,
  holds,
  makeDelivery,
  openDriverRig,
  QUIETLY,
} from "../../../test/support/driver-rig.ts";
import { until } from "../../../test/support/toy-rig.ts";
import { type ToySwitches, WORST_CASE } from "../../simulator/toy/switches.ts";

/** The other ends; {@link WORST_CASE} is the one. */
const OTHERS: { readonly [Name in keyof ToySwitches]: readonly ToySwitches[Name][] } = {
  drain: ["fast", 1_300, 12_000],
  watchdog: ["ticked"],
  disconnectClearsGameMode: [true],
  disconnectClearsLoop: [true],
  disconnectClearsHeart: [true],
  abortedUploadErasesSlot: [false],
  intervalRequestDelayMs: ["never", 0, 60_000],
  linkLossStopsSilentRecording: [true],
  recordingBits: [5, 6],
  audioChipVersion: [0, 255],
  downloadTail: ["filled"],
  image: ["B"],
};

const rows = Object.entries(OTHERS).flatMap(([name, values]) =>
  values.map((value): [string, string, Partial<ToySwitches>] => [name, String(value), { [name]: value }]),
);

test("every switch has another end here", () => {
  expect(Object.keys(OTHERS).sort()).toEqual(Object.keys(WORST_CASE).sort());
  for (const [name, value, other] of rows)
    expect(Object.values(other), `${name} ${value}`).not.toContain(WORST_CASE[name as keyof ToySwitches]);
});

test.each<[string, string, Partial<ToySwitches>]>([["none", "all as supposed", {}], ...rows])(
  "%s: %s",
  async (_name, _value, switches) => {
    await using rig = await openDriverRig({ toys: [switches] });
    const first = makeDelivery("first", 3_000);
    // A link that breaks off in the middle leaves whatever the switch says it leaves.
    const broken = await rig.connect();
    const cut = rig.clock.after(seconds(1), () => rig.hub.cut());
    await broken.deliver(first, QUIETLY);
    cut();
    expect(await deliverStubbornly(rig, first)).toMatchObject({ outcome: { kind: "delivered" } });
    expect(holds(rig, first.bytes)).toBe(true);

    const session = await rig.connect();
    await rig.toy.press("play");
    await until(rig.clock, () => rig.events.some(({ kind }) => kind === "playback-ended"), "heard");
    expect(rig.toy.model.heard.length).toBe(1);

    await rig.toy.press("record");
    await rig.clock.sleep(seconds(2));
    await rig.toy.press("record");
    await until(rig.clock, () => rig.events.some(({ kind }) => kind === "recording-ended"), "answered");
    const { bytes, toldMilliseconds } = await session.fetchRecording(QUIETLY);
    const recorded = Buffer.from(rig.toy.flash.clip(1) ?? []);
    // A toy that fills up its last notification sends a few bytes more than it has.
    expect(Buffer.from(bytes).subarray(0, recorded.byteLength)).toEqual(recorded);
    expect(bytes.byteLength - recorded.byteLength).toBeLessThan(16);
    expect(toldMilliseconds).toBe(rig.toy.model.snapshot.slots[0]);
    expect(await session.recordingMilliseconds(ALWAYS)).toBe(toldMilliseconds);
    await session[Symbol.asyncDispose]();
    expect(rig.toy.model.snapshot).toMatchObject({ isGameMode: false, isLooping: false });
  },
);
