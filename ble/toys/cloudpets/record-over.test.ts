/** Half a second of the room over what the child recorded: real noble and bleno on stepped time, the toy's switches at both ends. */
import { expect, test } from "vitest";
import { ms, seconds } from "../../../hub/domain/duration.ts";
import {
  ALWAYS,
  type DriverRig,
  makeDelivery,
  openDriverRig,
  QUIETLY,
} from "../../../test/support/driver-rig.ts";
import { until } from "../../../test/support/toy-rig.ts";
import { STATES } from "./states.ts";

const SHORTEST_BY_PAW_MS = 500;
/** What the child said, ms. */
const SAID = seconds(2);
const noted = async () => undefined;
const ownLength = (rig: DriverRig) => rig.toy.model.snapshot.slots[0] ?? 0;

async function answer(rig: DriverRig): Promise<number> {
  const before = rig.events.length;
  await rig.toy.press("record");
  await rig.clock.sleep(SAID);
  await rig.toy.press("record");
  await until(
    rig.clock,
    () => rig.events.slice(before).some(({ kind }) => kind === "recording-ended"),
    "answered",
  );
  return ownLength(rig);
}

test.each([12.5, 30])(
  "it is shorter than any paw's, with the heart lit all the while (%s ms)",
  async (intervalMs) => {
    await using rig = await openDriverRig({ air: { intervalMs } });
    await using session = await rig.connect();
    await session.deliver(makeDelivery("unheard"), QUIETLY);
    const said = await answer(rig);
    let begun = 0;
    const lights: string[] = [];
    let wasRecording = false;
    const looking = new AbortController();
    const look = async () => {
      while (!looking.signal.aborted) {
        const { isRecording, heart } = rig.toy.model.snapshot;
        if (isRecording) lights.push(heart.mode);
        wasRecording ||= isRecording;
        await rig.clock.sleep(ms(5), looking.signal).catch(() => undefined);
      }
    };
    const looked = look();
    const lasts = await session.recordOver({
      signal: ALWAYS,
      begin: async () => {
        expect(wasRecording).toBe(false);
        begun += 1;
      },
    });
    looking.abort();
    await looked;
    expect(said).toBeGreaterThan(SHORTEST_BY_PAW_MS);
    expect([lasts, begun, wasRecording]).toEqual([ownLength(rig), 1, true]);
    expect(lasts).toBeGreaterThan(200);
    expect(lasts).toBeLessThan(SHORTEST_BY_PAW_MS);
    expect(new Set(lights)).toEqual(new Set(["on"]));
    expect(rig.toy.model.snapshot).toMatchObject({ isRecording: false, state: STATES.idle });
    // The message is still unheard.
    expect(rig.toy.model.snapshot.heart.mode).toBe("blink");
  },
);

test("a heart that cannot be lit, or a note that cannot be made: nothing is recorded", async () => {
  await using rig = await openDriverRig();
  await using session = await rig.connect();
  const said = await answer(rig);
  const refused = session.recordOver({ signal: ALWAYS, begin: () => Promise.reject(new Error("no room")) });
  await expect(refused).rejects.toThrow("no room");
  expect(ownLength(rig)).toBe(said);
});

test("a child who plays or records is not disturbed, and not waited for", async () => {
  await using rig = await openDriverRig();
  await using session = await rig.connect();
  await rig.toy.press("record");
  const during = session.recordOver({ signal: ALWAYS, begin: noted });
  await expect(during).rejects.toMatchObject({ code: "toy.busy" });
  expect(rig.toy.model.snapshot.state).toBe(STATES.audioRecord);
});

test("a child who presses in the middle, at any moment, wins", async () => {
  await using rig = await openDriverRig();
  await using session = await rig.connect();
  let [between, kept] = [0, 0];
  for (let afterMs = 0; afterMs < 700; afterMs += 20) {
    await answer(rig);
    // What the child does in its last question makes it ask anew.
    const over = session.recordOver({ signal: ALWAYS, begin: noted }).catch(() => undefined);
    await rig.clock.sleep(ms(afterMs));
    await rig.toy.press("record");
    const isTheirs = rig.toy.model.snapshot.state === STATES.audioRecord;
    const lasts = await over;
    if (!isTheirs) continue;
    between += 1;
    if (lasts === undefined) kept += 1;
    expect(rig.toy.model.snapshot.state, `after ${afterMs} ms`).toBe(STATES.audioRecord);
    await rig.clock.sleep(SAID);
    await rig.toy.press("record");
    await rig.clock.sleep(seconds(1));
    expect(ownLength(rig), `after ${afterMs} ms`).toBeGreaterThan(SAID);
  }
  expect(between).toBeGreaterThan(20);
  expect(kept).toBeGreaterThan(15);
});

test.each([false, true])(
  "a link that goes at any moment leaves the child's, or what no paw makes (ended with the link: %s)",
  async (linkLossStopsSilentRecording) => {
    await using rig = await openDriverRig({ toys: [{ linkLossStopsSilentRecording }] });
    for (let afterMs = 0; afterMs < 700; afterMs += 35) {
      const first = await rig.connect();
      const said = await answer(rig);
      const over = first.recordOver({ signal: ALWAYS, begin: noted }).catch(() => undefined);
      await rig.clock.sleep(ms(afterMs));
      rig.hub.cut();
      await over;
      await using again = await rig.connect();
      await until(rig.clock, () => rig.toy.model.snapshot.state === STATES.idle, "rest");
      // The next link ends what was left running.
      expect(rig.toy.model.snapshot.isRecording, `cut after ${afterMs} ms`).toBe(false);
      const lasts = await again.recordingMilliseconds(ALWAYS);
      // One that was left running is as long as that took; the bridge keeps it apart where a paw could have made it.
      if (lasts !== said) expect(lasts, `cut after ${afterMs} ms`).toBeLessThan(5_000);
    }
  },
);
