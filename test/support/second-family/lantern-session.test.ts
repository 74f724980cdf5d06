/** Step 7 of docs/adding-a-toy.md: the suite that every connected toy passes, with a lantern on the virtual air over the real noble. */
import { expect, onTestFinished, test } from "vitest";
import { deliveryJournalOn } from "../../../ble/journal/delivery-journal.ts";
import { openNobleRadio } from "../../../ble/radio/noble-radio.ts";
import { openAir } from "../../../ble/simulator/air/air.ts";
import { openSteppedClock } from "../../../ble/simulator/air/stepped-clock.ts";
import type { ToyEvent } from "../../../ble/toys/toy-driver.ts";
import { ms, seconds } from "../../../hub/domain/duration.ts";
import { toySessionContract } from "../../contracts/toy-session.contract.ts";
import { ALWAYS, makeDelivery, QUIETLY } from "../driver-rig.ts";
import { memoryJournal } from "../memory-journal.ts";
import { makeRecordingLog } from "../quiet-log.ts";
import { lanternDriver } from "./lantern-driver.ts";
import { LanternToy } from "./lantern-toy.ts";

const ADDRESS = "d1:00:00:00:00:01";

async function open() {
  await using parts = new AsyncDisposableStack();
  const clock = parts.use(openSteppedClock());
  const air = parts.use(openAir({ clock }));
  const hub = air.addController("c0:00:00:00:00:01");
  const controller = air.addController(ADDRESS);
  const toy = new LanternToy(clock);
  parts.use(await toy.start(controller));
  const logger = makeRecordingLog();
  const radio = parts.use(openNobleRadio({ transport: hub.transport, clock, logger, random: () => 0.5 }));
  await radio.ready({ within: seconds(10) });
  const journal = deliveryJournalOn(memoryJournal());
  const driver = lanternDriver({ clock, journal });
  const events: ToyEvent[] = [];
  const connect = () =>
    driver.connect(radio, ADDRESS, { signal: ALWAYS, onEvent: (event) => void events.push(event) });
  const session = await connect();
  const kept = parts.move();
  onTestFinished(() => kept.disposeAsync());
  const press = async (button: "top" | "side") => {
    toy.press(button);
    await clock.sleep(ms(100));
  };
  return { clock, controller, toy, journal, session, events, connect, press };
}

toySessionContract(async () => {
  const { controller, toy, journal, session, press } = await open();
  return {
    session,
    journal,
    uploads: () => toy.sounds.length,
    holds: ({ bytes }) => toy.holds?.equals(Buffer.from(bytes)) === true,
    press: (paw) => press(paw === "play" ? "top" : "side"),
    cut: () => controller.cut(),
  };
});

test("a sound that broke off is sent again, and one that arrived is not", async () => {
  const { clock, controller, toy, journal, session, connect } = await open();
  const delivery = makeDelivery("one", 2_000);
  const onProgress = (percent: number) => {
    if (percent === 50) controller.cut();
  };
  const outcome = await session.deliver(delivery, { signal: ALWAYS, onProgress });
  expect(outcome).toMatchObject({ kind: "failed", code: "link-lost", retry: true });
  expect(await journal.findDelivery("one")).toMatchObject({ isDone: false });
  await clock.sleep(seconds(1));
  const again = await connect();
  expect(await again.deliver(delivery, QUIETLY)).toMatchObject({ kind: "delivered", alreadyThere: false });
  expect(toy.sounds).toHaveLength(1);
  // As after a crash between the last byte and the note of it.
  const late = makeDelivery("two", 3_000);
  const { id, messageId, sha256, milliseconds } = late;
  const toyAddress = again.address;
  await again.deliver(late, QUIETLY);
  await journal.intend({
    deliveryId: "three",
    messageId,
    sha256,
    milliseconds,
    toyAddress,
    slot: 1,
    lengthBefore: 2_000,
  });
  expect(await again.deliver({ ...late, id: "three" }, QUIETLY)).toMatchObject({ alreadyThere: true });
  expect([id, toy.sounds.length]).toEqual(["two", 2]);
});

test("heard: the top button, at rest, and its light goes out", async () => {
  const { clock, session, toy, events, press } = await open();
  await session.deliver(makeDelivery("one", 1_000), QUIETLY);
  expect(toy.light).toBe("blinking");
  await press("top");
  await clock.sleep(seconds(2));
  expect(events.map(({ kind }) => kind)).toEqual([
    "link-up",
    "paw-pressed",
    "playback-started",
    "playback-ended",
  ]);
  expect(toy.light).toBe("off");
});

test("what a lantern has no part for it says", async () => {
  const { session } = await open();
  const told = { code: "toy.cannot" };
  await expect(session.fetchRecording(QUIETLY as never)).rejects.toMatchObject(told);
  await expect(
    session.startLoop({ roundMilliseconds: 1_000, forMilliseconds: 60_000, volume: "quiet" }, ALWAYS),
  ).rejects.toMatchObject(told);
  const elsewhere = await session.deliver({ ...makeDelivery("two"), slot: 2 }, QUIETLY);
  expect(elsewhere).toMatchObject({ kind: "failed", code: "toy-refused", retry: false });
});
