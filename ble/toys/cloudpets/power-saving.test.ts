/** The slow link on the virtual air: over the real noble and bleno, and a toy whose watchdog would bite. */
import { expect, test } from "vitest";
import { ms, seconds } from "../../../hub/domain/duration.ts";
import { ALWAYS, makeDelivery, openDriverRig, QUIETLY } from "../../../test/support/driver-rig.ts";
import { until } from "../../../test/support/toy-rig.ts";
import { RadioError } from "../../radio/errors.ts";
import { STATES } from "./states.ts";

const SLOW_MS = 500;
const QUICK_MS = 12.5;

async function openSaving() {
  // Its interval is what hosts make it: the air grants nothing of its own.
  const rig = await openDriverRig({ air: { intervalMs: undefined as never } });
  const session = await rig.connect();
  const [link] = rig.links;
  if (link === undefined) throw new Error("no link");
  const slow = () => until(rig.clock, () => link.intervalMs === SLOW_MS, "the link is slow");
  return { rig, session, link, slow };
}

test("off, nothing is ever slow; on, it is while nothing happens, and off again it is quick at once", async () => {
  const { rig, session, link, slow } = await openSaving();
  await using _rig = rig;
  await rig.clock.sleep(seconds(60));
  expect(link.intervalMs).toBe(QUICK_MS);
  await session.savePower(true, ALWAYS);
  await rig.clock.sleep(seconds(5));
  expect(link.intervalMs).toBe(QUICK_MS);
  await slow();
  await session.savePower(false, ALWAYS);
  expect(link.intervalMs).toBe(QUICK_MS);
  await rig.clock.sleep(seconds(60));
  expect([link.intervalMs, link.signal.aborted]).toEqual([QUICK_MS, false]);
});

test("no byte of an upload goes out before the link is quick; afterwards it rests again", async () => {
  const { rig, session, link, slow } = await openSaving();
  await using _rig = rig;
  await session.savePower(true, ALWAYS);
  await slow();
  const seen = new Set<number>();
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const { state } = rig.toy.model.snapshot;
      if (state === STATES.bufferPrime || state === STATES.audioUpload) seen.add(link.intervalMs);
      await rig.clock.sleep(ms(5));
    }
  })();
  expect(await session.deliver(makeDelivery("one", 4_000), QUIETLY)).toMatchObject({ kind: "delivered" });
  isOver = true;
  await watching;
  expect([...seen]).toEqual([QUICK_MS]);
  await slow();
});

test("what cannot be made quick is not begun: the toy gets nothing, and it is tried again later", async () => {
  const { rig, session, link, slow } = await openSaving();
  await using _rig = rig;
  await session.savePower(true, ALWAYS);
  await slow();
  const real = link.changeInterval.bind(link);
  link.changeInterval = () => Promise.reject(new RadioError("radio.refused", "not now"));
  const delivery = makeDelivery("one", 1_000);
  expect(await session.deliver(delivery, QUIETLY)).toMatchObject({ kind: "failed", retry: true });
  expect([rig.toy.model.uploads.length, rig.toy.model.snapshot.isConnected]).toEqual([0, true]);
  link.changeInterval = real;
  expect(await session.deliver(delivery, QUIETLY)).toMatchObject({ kind: "delivered" });
});

test("a recording is fetched, and a lullaby begun, over the quick link", async () => {
  const { rig, session, link, slow } = await openSaving();
  await using _rig = rig;
  await session.deliver(makeDelivery("one", 2_000), QUIETLY);
  await rig.toy.press("record");
  await rig.clock.sleep(seconds(2));
  await rig.toy.press("record");
  await session.savePower(true, ALWAYS);
  await slow();
  const { bytes } = await session.fetchRecording(QUIETLY);
  expect([bytes.byteLength > 1_000, link.intervalMs]).toEqual([true, QUICK_MS]);
  await slow();
  await session.startLoop({ roundMilliseconds: 2_000, forMilliseconds: 4_000, volume: "quiet" }, ALWAYS);
  expect(link.intervalMs).toBe(QUICK_MS);
});

test("a paw is noticed within the interval, and the link holds for an hour", async () => {
  const { rig, session, slow } = await openSaving();
  await using _rig = rig;
  await session.deliver(makeDelivery("one", 1_000), QUIETLY);
  await session.savePower(true, ALWAYS);
  await slow();
  await rig.clock.sleep(seconds(3_600));
  expect(session.signal.aborted).toBe(false);
  rig.events.length = 0;
  const pressedAt = rig.clock.monotonic();
  await rig.toy.press("play");
  await until(rig.clock, () => rig.events.some(({ kind }) => kind === "playback-started"), "noticed");
  expect(rig.clock.monotonic() - pressedAt).toBeLessThan(150 + 51 + 2 * SLOW_MS);
  await until(rig.clock, () => rig.events.some(({ kind }) => kind === "playback-ended"), "heard");
});
