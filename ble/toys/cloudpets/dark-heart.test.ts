/** The heart at night, as the toy itself shows it: real bleno toys over the real noble, on stepped time. */
import { expect, test } from "vitest";
import { seconds } from "../../../hub/domain/duration.ts";
import {
  ALWAYS,
  type DriverRig,
  makeDelivery,
  openDriverRig,
  QUIETLY,
} from "../../../test/support/driver-rig.ts";
import { until } from "../../../test/support/toy-rig.ts";
import { HEART_BLINK, HEART_HERE } from "./led.ts";

const led = (rig: DriverRig) => rig.toy.model.snapshot.heart.mode;
const isOwed = async () => true;
/** How often the heart said that there is post. What the toy itself does with its light during a download is another blink. */
function countPost(rig: DriverRig): () => number {
  let count = 0;
  rig.toy.listen((event) => {
    if (event.kind === "heart" && event.heart.periodMs === HEART_BLINK.periodMs) count += 1;
  });
  return () => count;
}

test("goes out when the night begins, and blinks again when it ends", async () => {
  await using rig = await openDriverRig();
  await using session = await rig.connect();
  await session.deliver(makeDelivery("one"), QUIETLY);
  expect(led(rig)).toBe("blink");
  await session.keepDark(ALWAYS);
  expect(led(rig)).toBe("off");
  await session.endDark(isOwed, ALWAYS);
  expect(led(rig)).toBe("blink");
});

test("stays out when the night ends where nothing is owed", async () => {
  await using rig = await openDriverRig();
  await using session = await rig.connect();
  await session.keepDark(ALWAYS);
  await session.endDark(async () => false, ALWAYS);
  expect(led(rig)).toBe("off");
});

test("a message that comes at night, or was on its way when it began, lights nothing; the paw plays it", async () => {
  await using rig = await openDriverRig();
  await using session = await rig.connect();
  const post = countPost(rig);
  const begun = Promise.withResolvers<void>();
  const delivering = session.deliver(makeDelivery("one"), {
    signal: ALWAYS,
    onProgress: (percent) => percent > 0 && begun.resolve(),
  });
  await begun.promise;
  await Promise.all([session.keepDark(ALWAYS), delivering]);
  expect(await delivering).toEqual({
    kind: "delivered",
    heartLit: false,
    heartDark: true,
    alreadyThere: false,
  });
  // Asked again, as after a crash, it is as dark.
  expect(await session.deliver(makeDelivery("one"), QUIETLY)).toEqual({
    kind: "delivered",
    heartLit: false,
    heartDark: true,
    alreadyThere: true,
  });
  await rig.toy.press("play");
  await until(rig.clock, () => rig.events.some(({ kind }) => kind === "playback-ended"), "playback");
  expect(rig.events).toContainEqual({ kind: "playback-ended", commanded: false });
  expect(post()).toBe(0);
});

test("a recording at night, and fetching it, light nothing", async () => {
  await using rig = await openDriverRig();
  await using session = await rig.connect();
  await session.deliver(makeDelivery("one"), QUIETLY);
  await session.keepDark(ALWAYS);
  const post = countPost(rig);
  await rig.toy.press("record");
  await rig.clock.sleep(seconds(2));
  await rig.toy.press("record");
  await until(rig.clock, () => rig.events.some(({ kind }) => kind === "recording-ended"), "recording");
  await session.fetchRecording({ signal: ALWAYS, onProgress: () => undefined });
  await rig.clock.sleep(seconds(2));
  expect([led(rig), post()]).toEqual(["off", 0]);
  await session.endDark(isOwed, ALWAYS);
  expect(led(rig)).toBe("blink");
});

test("a heart that was lit before the link went is found and put out", async () => {
  await using rig = await openDriverRig();
  {
    await using session = await rig.connect();
    await session.deliver(makeDelivery("one"), QUIETLY);
  }
  expect(led(rig)).toBe("blink");
  rig.restartDriver();
  await using session = await rig.connect();
  await session.keepDark(ALWAYS);
  expect(led(rig)).toBe("off");
});

test.each([
  ["nothing waits", false],
  ["a message waits", true],
])(
  "a heart that is shown to who looks for the toy when the link goes is no post afterwards: %s",
  async (_, waits) => {
    await using rig = await openDriverRig();
    {
      await using session = await rig.connect();
      await session.compare(ALWAYS);
      if (waits) await session.deliver(makeDelivery("one"), QUIETLY);
      const shown = session.showHeart(seconds(30), ALWAYS);
      await rig.clock.sleep(seconds(1));
      rig.hub.cut();
      await shown;
    }
    expect(rig.toy.model.snapshot.heart).toMatchObject({ mode: "blink", periodMs: HEART_HERE.periodMs });
    {
      await using session = await rig.connect();
      await session.compare(ALWAYS);
      expect(led(rig)).toBe(waits ? "blink" : "off");
      expect(rig.toy.model.snapshot.heart.periodMs).not.toBe(HEART_HERE.periodMs);
      const shown = session.showHeart(seconds(30), ALWAYS);
      await rig.clock.sleep(seconds(1));
      rig.hub.cut();
      await shown;
    }
    // Another process finds what waits in the journal, as the bridge does, and not in what the heart shows.
    rig.restartDriver();
    await using session = await rig.connect();
    await session.compare(ALWAYS);
    expect(led(rig)).toBe("off");
    await session.endDark(async () => waits, ALWAYS);
    expect(led(rig)).toBe(waits ? "blink" : "off");
  },
);

test("who asks for the next night before this one's end was carried out gets a dark heart", async () => {
  await using rig = await openDriverRig();
  await using session = await rig.connect();
  await session.deliver(makeDelivery("one"), QUIETLY);
  await session.keepDark(ALWAYS);
  await Promise.all([session.endDark(isOwed, ALWAYS), session.keepDark(ALWAYS)]);
  expect(led(rig)).toBe("off");
});
