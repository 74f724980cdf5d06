/** The driver against real bleno toys over the real noble, on stepped time. */
import { describe, expect, test } from "vitest";
import { ms, seconds } from "../../../hub/domain/duration.ts";
import {
  ALWAYS,
  type DriverRig,
  deliverStubbornly,
  holds,
  makeDelivery,
  openDriverRig,
  QUIETLY,
} from "../../../test/support/driver-rig.ts";
import { memoryJournal } from "../../../test/support/memory-journal.ts";
import { until } from "../../../test/support/toy-rig.ts";
import { looksBookOn } from "../../journal/looks-journal.ts";
import { seededRandom } from "../../simulator/air/seeded-random.ts";
import type { DeliveryJournal, ToyEvent } from "../toy-driver.ts";
import { cloudPetsDriver } from "./cloudpets-driver.ts";
import { CLOUDPETS_SERVICE } from "./gatt-table.ts";

const kinds = (events: readonly ToyEvent[]) => events.map(({ kind }) => kind);
/** How often the heart began to blink. */
function countBlinks(rig: DriverRig): () => number {
  let count = 0;
  rig.toy.listen((event) => {
    if (event.kind === "heart" && event.heart.mode === "blink") count += 1;
  });
  return () => count;
}

test("finds a toy by its advert", async () => {
  await using rig = await openDriverRig();
  const heard = Promise.withResolvers<unknown>();
  const looks = looksBookOn(memoryJournal());
  const driver = cloudPetsDriver({ clock: rig.clock, logger: rig.log, journal: rig.journal, looks });
  const wait = { within: seconds(10) };
  await using _scan = await rig.radio.scan((advert) => {
    const found = driver.recognise(advert);
    if (found?.identifier !== undefined) heard.resolve({ ...found, address: advert.address });
  }, wait);
  expect(await heard.promise).toEqual({
    address: rig.toy.address,
    model: "CloudPets",
    firmware: "1.0.19",
    identifier: "0123456789ABCDEF",
  });
});

describe("a delivery", () => {
  test.each([["fast"], ["demo"], [1_500]] as const)(
    "brings all of a clip to a toy that drains %s",
    async (drain) => {
      await using rig = await openDriverRig({ toys: [{ drain }] });
      const blinks = countBlinks(rig);
      await using session = await rig.connect();
      const delivery = makeDelivery("one", 3_000);
      const percents: number[] = [];
      const outcome = await session.deliver(delivery, {
        signal: ALWAYS,
        onProgress: (percent) => percents.push(percent),
      });
      expect(outcome).toEqual({ kind: "delivered", heartLit: true, alreadyThere: false });
      expect(holds(rig, delivery.bytes)).toBe(true);
      expect(rig.toy.model.snapshot).toMatchObject({ state: 1, heart: { mode: "blink" }, isGameMode: false });
      expect(rig.toy.model.uploads).toMatchObject([
        { slot: 1, outcome: "stored", lostBytes: 0, stalled: undefined },
      ]);
      expect(blinks()).toBe(1);
      expect(percents.at(-1)).toBe(100);
      expect(percents).toEqual([...percents].sort((a, b) => a - b));
    },
  );

  test.each([[20], [480], [500], [1_000]])(
    "brings a clip of %i ms whole, its last byte too",
    async (milliseconds) => {
      await using rig = await openDriverRig({ toys: [{ drain: 2_500 }] });
      await using session = await rig.connect();
      const delivery = makeDelivery("short", milliseconds);
      expect(await session.deliver(delivery, QUIETLY)).toMatchObject({ kind: "delivered" });
      expect(holds(rig, delivery.bytes)).toBe(true);
    },
  );

  test("puts the next message into the same slot", async () => {
    await using rig = await openDriverRig();
    await using session = await rig.connect();
    await session.deliver(makeDelivery("one"), QUIETLY);
    const second = makeDelivery("two", 1_200);
    expect(await session.deliver(second, QUIETLY)).toMatchObject({ kind: "delivered", alreadyThere: false });
    expect(holds(rig, second.bytes)).toBe(true);
    expect(rig.toy.model.snapshot.slots).toEqual([0, 1_200, 0, 0, 0]);
  });

  test("makes no second sound when the same one is asked for again", async () => {
    await using rig = await openDriverRig();
    const blinks = countBlinks(rig);
    await using session = await rig.connect();
    await session.deliver(makeDelivery("one"), QUIETLY);
    rig.restartDriver();
    expect(await session.deliver(makeDelivery("one"), QUIETLY)).toEqual({
      kind: "delivered",
      heartLit: true,
      alreadyThere: true,
    });
    expect([rig.toy.model.uploads.length, blinks()]).toEqual([1, 1]);
  });

  test("signals again, without an upload, a message that a new delivery finds on the toy", async () => {
    await using rig = await openDriverRig();
    await using session = await rig.connect();
    await session.deliver(makeDelivery("one"), QUIETLY);
    await session.heartOff(ALWAYS);
    expect(await session.deliver({ ...makeDelivery("one"), id: "again" }, QUIETLY)).toEqual({
      kind: "delivered",
      heartLit: true,
      alreadyThere: true,
    });
    expect(rig.toy.model.uploads).toHaveLength(1);
  });

  test("sends a message again that another one replaced meanwhile", async () => {
    await using rig = await openDriverRig();
    await using session = await rig.connect();
    await session.deliver(makeDelivery("one"), QUIETLY);
    await session.deliver(makeDelivery("two"), QUIETLY);
    const again = { ...makeDelivery("one"), id: "again" };
    expect(await session.deliver(again, QUIETLY)).toMatchObject({ kind: "delivered", alreadyThere: false });
    expect(holds(rig, again.bytes)).toBe(true);
  });

  test("sends a message again whose clip was changed in the meantime", async () => {
    await using rig = await openDriverRig();
    await using session = await rig.connect();
    const [first, other] = [makeDelivery("one"), makeDelivery("two")];
    await session.deliver(first, QUIETLY);
    const changed = { ...other, messageId: first.messageId };
    expect(await session.deliver(changed, QUIETLY)).toMatchObject({ kind: "delivered", alreadyThere: false });
    expect(holds(rig, changed.bytes)).toBe(true);
  });

  test("turns a second one away while one runs", async () => {
    await using rig = await openDriverRig();
    await using session = await rig.connect();
    const first = session.deliver(makeDelivery("one"), QUIETLY);
    expect(await session.deliver(makeDelivery("two"), QUIETLY)).toMatchObject({
      code: "toy-busy",
      retry: true,
    });
    expect(await first).toMatchObject({ kind: "delivered" });
  });

  test("waits for a child who is listening", async () => {
    await using rig = await openDriverRig();
    await using session = await rig.connect();
    await session.deliver(makeDelivery("one", 4_000), QUIETLY);
    await rig.toy.press("play");
    const heardFirst = rig.toy.model.heard[0];
    expect(await session.deliver(makeDelivery("two"), QUIETLY)).toMatchObject({ kind: "delivered" });
    expect(heardFirst?.playedMs).toBeGreaterThanOrEqual(4_000);
  });

  test("goes on undisturbed when paws are pressed during it", async () => {
    await using rig = await openDriverRig();
    await using session = await rig.connect();
    const delivery = makeDelivery("one", 4_000);
    const delivering = session.deliver(delivery, QUIETLY);
    await until(rig.clock, () => rig.toy.model.snapshot.state === 3, "upload");
    await rig.toy.press("play");
    await rig.toy.press("record");
    expect(await delivering).toMatchObject({ kind: "delivered" });
    expect(holds(rig, delivery.bytes)).toBe(true);
    expect(kinds(rig.events)).toEqual(["link-up"]);
  });

  test.each([
    ["while the toy waits for its first kilobyte", 9],
    ["in the middle", 3],
  ])("can be cancelled %s, and leaves a toy that works", async (_, state) => {
    await using rig = await openDriverRig({ toys: [{ drain: 2_500 }] });
    await using session = await rig.connect();
    const cancel = new AbortController();
    const delivering = session.deliver(makeDelivery("one", 10_000), { ...QUIETLY, signal: cancel.signal });
    await until(rig.clock, () => rig.toy.model.snapshot.state === state, `state ${state}`);
    await rig.clock.sleep(ms(40));
    cancel.abort(new Error("the guardian thought better of it"));
    expect(await delivering).toMatchObject({ kind: "failed", code: "cancelled", retry: false });
    expect(rig.toy.model.snapshot).toMatchObject({ state: 1, isConnected: true });
    const next = makeDelivery("two");
    expect(await session.deliver(next, QUIETLY)).toMatchObject({ kind: "delivered" });
    expect(holds(rig, next.bytes)).toBe(true);
  });

  test("says within three tries that a toy is too slow for its own watchdog", async () => {
    await using rig = await openDriverRig({ toys: [{ drain: 1_000 }] });
    const { outcome, tries } = await deliverStubbornly(rig, makeDelivery("one", 3_000));
    expect(outcome).toMatchObject({ kind: "failed", code: "toy-too-slow", retry: false });
    expect(tries).toBe(3);
  });

  test("says that somebody changed the toy's key, gives it its own again, and brings the message", async () => {
    await using rig = await openDriverRig();
    rig.toy.flash.change({ key: new Uint8Array(16).fill(7) });
    await using session = await rig.connect();
    const delivery = makeDelivery("one");
    expect(await session.deliver(delivery, QUIETLY)).toMatchObject({ kind: "delivered" });
    expect(rig.events.filter(({ kind }) => kind === "key-strange")).toHaveLength(1);
    expect(holds(rig, delivery.bytes)).toBe(true);
    // Another time it is told another time.
    rig.toy.flash.change({ key: new Uint8Array(16).fill(8) });
    expect(await session.deliver(makeDelivery("two"), QUIETLY)).toMatchObject({ kind: "delivered" });
    expect(rig.events.filter(({ kind }) => kind === "key-strange")).toHaveLength(2);
  });

  test("asks for the toy's own interval where the link came up slower", async () => {
    await using rig = await openDriverRig();
    await using session = await rig.connect();
    rig.air.conditions.intervalMs = undefined;
    const slow = { intervalMs: 50, supervisionMs: 1_000, within: seconds(5) };
    await rig.links.at(-1)?.changeInterval(slow);
    expect(rig.air.linkOf(rig.toy.address)?.intervalMs).toBe(50);
    expect(await session.deliver(makeDelivery("one"), QUIETLY)).toMatchObject({ kind: "delivered" });
    expect(rig.air.linkOf(rig.toy.address)?.intervalMs).toBe(12.5);
  });

  test.each([["fast"], ["demo"]] as const)(
    "reaches a toy that drains %s at 30 ms, which a kernel may insist on",
    async (drain) => {
      await using rig = await openDriverRig({ toys: [{ drain }], air: { intervalMs: 30 } });
      await using session = await rig.connect();
      const delivery = makeDelivery("one", 5_000);
      expect(await session.deliver(delivery, QUIETLY)).toMatchObject({ kind: "delivered" });
      expect(holds(rig, delivery.bytes)).toBe(true);
    },
  );

  test("reaches the toy although 1 packet in 20 is lost", async () => {
    await using rig = await openDriverRig({ air: { packetLoss: 0.05, seed: 5 }, toys: [{ drain: "demo" }] });
    const delivery = makeDelivery("one", 10_000);
    const { outcome } = await deliverStubbornly(rig, delivery);
    expect(outcome).toMatchObject({ kind: "delivered" });
    expect(holds(rig, delivery.bytes)).toBe(true);
  });
});

describe("on a bad day for the radio", () => {
  test("two toys on one adapter get their messages at the same time", async () => {
    await using rig = await openDriverRig({ toys: [{ drain: "fast" }, { drain: "demo" }] });
    const sessions = await Promise.all(rig.toys.map(({ address }) => rig.connect(address)));
    const deliveries = ["one", "two"].map((id) => makeDelivery(id, 6_000));
    const outcomes = await Promise.all(
      sessions.map((session, n) => session.deliver(deliveries[n] as (typeof deliveries)[0], QUIETLY)),
    );
    expect(outcomes).toMatchObject([{ kind: "delivered" }, { kind: "delivered" }]);
    for (const { model } of rig.toys) {
      expect(model.uploads).toMatchObject([{ outcome: "stored", lostBytes: 0 }]);
      expect(model.uploads[0]?.longestCentralGapMs).toBeLessThan(60);
    }
    expect(rig.hub.buffers.overflows).toBe(0);
  });

  test.each([[60], [150], [400], [2_000]])(
    "a fade of %i ms in an upload costs a try at most",
    async (fadeMs) => {
      await using rig = await openDriverRig({ toys: [{ drain: "demo" }] });
      const delivery = makeDelivery("one", 5_000);
      rig.clock.after(ms(2_000), () => rig.air.range.fadeFor(fadeMs, rig.toy.address));
      const { outcome, tries } = await deliverStubbornly(rig, delivery);
      expect(outcome).toMatchObject({ kind: "delivered" });
      expect(tries).toBeLessThanOrEqual(2);
      expect(holds(rig, delivery.bytes)).toBe(true);
    },
  );

  test("an adapter that goes away is told as such", async () => {
    await using rig = await openDriverRig();
    const session = await rig.connect();
    const delivering = session.deliver(makeDelivery("one", 5_000), QUIETLY);
    await until(rig.clock, () => rig.toy.model.snapshot.state === 3, "upload");
    rig.hub.power(false);
    expect(await delivering).toMatchObject({ code: "adapter-down", retry: true });
    rig.hub.power(true);
    await rig.radio.ready({ within: seconds(10) });
    const { outcome } = await deliverStubbornly(rig, makeDelivery("one", 5_000));
    expect(outcome).toMatchObject({ kind: "delivered" });
  });

  test("a toy that is switched off in an upload gets its message when it is back", async () => {
    await using rig = await openDriverRig();
    const session = await rig.connect();
    const delivering = session.deliver(makeDelivery("one", 5_000), QUIETLY);
    await until(rig.clock, () => rig.toy.model.snapshot.state === 3, "upload");
    rig.toy.model.setPower(false);
    expect(await delivering).toMatchObject({ kind: "failed", retry: true });
    rig.toy.model.setPower(true);
    const { outcome } = await deliverStubbornly(rig, makeDelivery("one", 5_000));
    expect(outcome).toMatchObject({ kind: "delivered", alreadyThere: false });
  });
});

describe("a crash", () => {
  class Crash extends Error {}

  /** The process dies just before or after a note is durable: the link is cut and nothing of ours runs on. */
  function crashing(
    rig: DriverRig,
    when: "before" | "after",
    step: "intend" | "done" | "signalling",
  ): DeliveryJournal {
    const die = (): never => {
      rig.hub.cut();
      throw new Crash();
    };
    return {
      ...rig.journal,
      [step]: async (noted: never) => {
        if (when === "before") die();
        await rig.journal[step](noted);
        die();
      },
    };
  }

  test.each([
    ["before", "intend", 1, { heartLit: true, alreadyThere: false }],
    ["after", "intend", 1, { heartLit: true, alreadyThere: false }],
    ["before", "done", 1, { heartLit: true, alreadyThere: true }],
    ["after", "done", 1, { heartLit: true, alreadyThere: true }],
    ["before", "signalling", 1, { heartLit: true, alreadyThere: true }],
    ["after", "signalling", 0, { heartLit: false, alreadyThere: true }],
  ] as const)("%s %s makes one sound and no second signal", async (when, step, expectedBlinks, expected) => {
    await using rig = await openDriverRig();
    const blinks = countBlinks(rig);
    const delivery = makeDelivery("one");
    rig.restartDriver(crashing(rig, when, step));
    const session = await rig.connect();
    await expect(session.deliver(delivery, QUIETLY)).rejects.toThrow(Crash);
    rig.restartDriver();
    const { outcome } = await deliverStubbornly(rig, delivery);
    expect(outcome).toEqual({ kind: "delivered", ...expected });
    expect(rig.toy.model.uploads).toMatchObject([{ outcome: "stored" }]);
    expect(blinks()).toBe(expectedBlinks);
    expect(holds(rig, delivery.bytes)).toBe(true);
  });

  test("sends again where the old clip was as long as the new one: that cannot be told apart", async () => {
    await using rig = await openDriverRig();
    await using session = await rig.connect();
    await session.deliver(makeDelivery("zero"), QUIETLY);
    await session[Symbol.asyncDispose]();
    rig.restartDriver(crashing(rig, "after", "intend"));
    const crashed = await rig.connect();
    await expect(crashed.deliver(makeDelivery("one"), QUIETLY)).rejects.toThrow(Crash);
    rig.restartDriver();
    const { outcome } = await deliverStubbornly(rig, makeDelivery("one"));
    expect(outcome).toMatchObject({ kind: "delivered", alreadyThere: false });
    expect(holds(rig, makeDelivery("one").bytes)).toBe(true);
  });

  test("and a link that breaks at random moments lose nothing and double nothing", async () => {
    await using rig = await openDriverRig({ toys: [{ drain: "demo" }] });
    const random = seededRandom(7, "cuts");
    for (let round = 0; round < 12; round += 1) {
      const delivery = makeDelivery(`delivery ${round}`, 1_000 + 20 * round);
      const session = await rig.connect();
      const endCut = rig.clock.after(ms(random() * 2_500), () => rig.hub.cut());
      const first = await session.deliver(delivery, QUIETLY);
      endCut();
      if (first.kind === "failed") rig.restartDriver();
      else await session[Symbol.asyncDispose]();
      const storedBefore = rig.toy.model.uploads.filter(({ outcome }) => outcome === "stored").length;
      const { outcome } = await deliverStubbornly(rig, delivery);
      expect(outcome, `round ${round}`).toMatchObject({ kind: "delivered" });
      expect(holds(rig, delivery.bytes)).toBe(true);
      const stored = rig.toy.model.uploads.filter(({ outcome: how }) => how === "stored").length;
      if (first.kind === "delivered") expect(stored).toBe(storedBefore);
    }
    const stored = rig.toy.model.uploads.filter(({ outcome }) => outcome === "stored");
    expect(stored).toHaveLength(12);
  });
});

describe("at the paws", () => {
  test("tells that the child heard the message, and lets the heart rest", async () => {
    await using rig = await openDriverRig();
    await using session = await rig.connect();
    await session.deliver(makeDelivery("one"), QUIETLY);
    await rig.toy.press("play");
    await until(rig.clock, () => kinds(rig.events).includes("playback-ended"), "end of the playback");
    expect(rig.events.slice(1)).toEqual([
      { kind: "paw-pressed", paw: "play" },
      { kind: "playback-started" },
      { kind: "playback-ended", commanded: false },
    ]);
    expect(rig.toy.model.heard).toHaveLength(1);
    await session.recordingMilliseconds(ALWAYS);
    expect(rig.toy.model.snapshot.heart.mode).toBe("off");
  });

  test("tells that the child recorded, fetches it, and keeps the heart of a waiting message lit", async () => {
    await using rig = await openDriverRig();
    await using session = await rig.connect();
    await session.deliver(makeDelivery("one"), QUIETLY);
    await rig.toy.press("record");
    await rig.clock.sleep(seconds(3));
    await rig.toy.press("record");
    await until(rig.clock, () => kinds(rig.events).includes("recording-ended"), "end of the recording");
    await until(rig.clock, () => rig.toy.model.snapshot.heart.mode === "blink", "heart lit again");
    const sizes: number[] = [];
    const fetched = await session.fetchRecording({
      signal: ALWAYS,
      onProgress: (bytes) => sizes.push(bytes),
    });
    expect(Buffer.from(fetched.bytes)).toEqual(Buffer.from(rig.toy.flash.clip(1) ?? []));
    expect(fetched.toldMilliseconds).toBe(rig.toy.model.snapshot.slots[0]);
    expect(fetched.seenMilliseconds).toBeGreaterThan(2_900);
    expect(fetched.seenMilliseconds).toBeLessThan(3_500);
    expect(sizes.at(-1)).toBe(fetched.bytes.byteLength);
    expect(rig.toy.model.snapshot.heart.mode).toBe("blink");
    expect(kinds(rig.events).slice(1)).toEqual(["paw-pressed", "recording-started", "recording-ended"]);
  });

  test("never lights the heart for a message that was heard while we fetched something", async () => {
    await using rig = await openDriverRig();
    await using session = await rig.connect();
    await session.deliver(makeDelivery("one"), QUIETLY);
    await rig.toy.press("record");
    await rig.clock.sleep(seconds(6));
    await rig.toy.press("record");
    await until(rig.clock, () => kinds(rig.events).includes("recording-ended"), "end of the recording");
    const fetching = session.fetchRecording(QUIETLY).catch((error: unknown) => error);
    await until(rig.clock, () => rig.toy.model.snapshot.state === 7, "recording on its way");
    await rig.toy.press("play");
    await until(rig.clock, () => kinds(rig.events).includes("playback-ended"), "end of the playback");
    await fetching;
    expect(rig.toy.model.snapshot.heart.mode).toBe("off");
    await session.fetchRecording(QUIETLY);
    expect(rig.toy.model.snapshot.heart.mode).toBe("off");
  });

  test("fetches a recording that was made while nobody was there", async () => {
    await using rig = await openDriverRig();
    await rig.toy.press("record");
    await rig.clock.sleep(seconds(2));
    await rig.toy.press("record");
    await using session = await rig.connect();
    const told = await session.recordingMilliseconds(ALWAYS);
    expect(told).toBe(rig.toy.model.snapshot.slots[0]);
    const fetched = await session.fetchRecording({ ...QUIETLY });
    expect(fetched).toMatchObject({ toldMilliseconds: told, seenMilliseconds: undefined });
    expect(fetched.bytes.byteLength).toBeGreaterThan(8_000);
  });

  test("a link that breaks in the middle of a recording's way ends it, and the next try has all of it", async () => {
    await using rig = await openDriverRig();
    await rig.toy.press("record");
    await rig.clock.sleep(seconds(4));
    await rig.toy.press("record");
    const session = await rig.connect();
    const broken = session.fetchRecording({
      signal: ALWAYS,
      onProgress: (bytes) => bytes > 3_000 && rig.hub.cut(),
    });
    await expect(broken).rejects.toMatchObject({ code: "radio.link-lost" });
    await using again = await rig.connect();
    const { bytes } = await again.fetchRecording(QUIETLY);
    expect(Buffer.from(bytes)).toEqual(Buffer.from(rig.toy.flash.clip(1) ?? []));
  });

  test.each([["play"], ["record"]] as const)(
    "takes a press of the %s paw as proof, without a sound",
    async (paw) => {
      await using rig = await openDriverRig();
      await using session = await rig.connect();
      await session.blinkHeart(ALWAYS);
      const waiting = session.waitForPaw({ within: seconds(30), signal: ALWAYS });
      await until(rig.clock, () => rig.toy.model.snapshot.isGameMode, "game mode");
      await rig.toy.press(paw);
      expect(await waiting).toBe(paw);
      expect(rig.toy.model.snapshot).toMatchObject({ isGameMode: false, isRecording: false, state: 1 });
      expect(rig.toy.model.heard).toHaveLength(0);
    },
  );

  test("gives the paws back when nobody pressed one in time", async () => {
    await using rig = await openDriverRig();
    await using session = await rig.connect();
    const waiting = session.waitForPaw({ within: seconds(5), signal: ALWAYS });
    await expect(waiting).rejects.toMatchObject({ code: "toy.no-paw" });
    expect(rig.toy.model.snapshot.isGameMode).toBe(false);
  });

  test("frees paws that a crash left in game mode", async () => {
    await using rig = await openDriverRig();
    const session = await rig.connect();
    session.waitForPaw({ within: seconds(60), signal: ALWAYS }).catch(() => undefined); // ends with the link
    await until(rig.clock, () => rig.toy.model.snapshot.isGameMode, "game mode");
    rig.hub.cut();
    await using _next = await rig.connect();
    expect(rig.toy.model.snapshot.isGameMode).toBe(false);
  });
});

describe("the other verbs", () => {
  test("set the volume, store the identifier, tell the signal", async () => {
    await using rig = await openDriverRig();
    await using session = await rig.connect();
    await session.setVolume(140, ALWAYS);
    const identifier = await session.writeIdentifier(new Date(2027, 0, 9, 7, 5, 3).getTime(), ALWAYS);
    expect(rig.toy.model.snapshot).toMatchObject({
      volume: { current: 140 },
      identifier,
    });
    expect([identifier, session.identifier]).toEqual(["0001_09_07_05_03", identifier]);
    expect(await session.rssi()).toBe(-50);
  });

  test.each([[-1], [256], [1.5]])("refuse volume %f", async (level) => {
    await using rig = await openDriverRig();
    await using session = await rig.connect();
    await expect(session.setVolume(level, ALWAYS)).rejects.toMatchObject({ code: "toy.bad-argument" });
  });

  test("keep a volume for when it is switched on again, and tell it as people hear it", async () => {
    await using rig = await openDriverRig();
    await using session = await rig.connect();
    expect(await session.loudness(ALWAYS)).toBe(63); // level 100 of 255, on the curve
    for (const [percent, told] of [
      [5, 6], // so low its steps are further apart
      [50, 50],
      [100, 100],
    ] as const) {
      expect(await session.keepLoudness(percent, ALWAYS)).toBe(told);
      const { current, stored } = rig.toy.model.snapshot.volume;
      expect(stored).toBe(current);
    }
    expect(rig.toy.model.snapshot.volume).toEqual({ current: 254, stored: 254 });
    await expect(session.keepLoudness(101, ALWAYS)).rejects.toMatchObject({ code: "toy.bad-argument" });
  });

  test.each([[false], [true]])(
    "show its heart, and leave it as it was (a message waits: %s)",
    async (waits) => {
      await using rig = await openDriverRig();
      await using session = await rig.connect();
      if (waits) await session.blinkHeart(ALWAYS);
      const shown = session.showHeart(seconds(2), ALWAYS);
      await rig.clock.sleep(seconds(1));
      expect(rig.toy.model.snapshot.heart).toMatchObject({ mode: "blink", periodMs: 200 });
      await shown;
      expect(rig.toy.model.snapshot.heart).toMatchObject(
        waits ? { mode: "blink", periodMs: 500 } : { mode: "off" },
      );
    },
  );

  test("stop showing the heart when told to", async () => {
    await using rig = await openDriverRig();
    await using session = await rig.connect();
    const abort = new AbortController();
    const shown = session.showHeart(seconds(30), abort.signal);
    await rig.clock.sleep(seconds(1));
    abort.abort(new Error("cancelled"));
    await shown;
    expect(rig.toy.model.snapshot.heart.mode).toBe("off");
  });

  test("a question never leaves the heart dark, whenever the link goes", async () => {
    await using rig = await openDriverRig();
    {
      await using session = await rig.connect();
      await session.deliver(makeDelivery("one"), QUIETLY);
      await session.compare(ALWAYS);
    }
    // Cut at each millisecond or so of all that a look asks, and of coming back.
    for (let cutAfter = 5; cutAfter < 1_300; cutAfter += 35) {
      const session = await rig.connect();
      const looking = session.compare(ALWAYS).catch(() => undefined);
      await rig.clock.sleep(ms(cutAfter));
      rig.hub.cut();
      await looking;
      await using again = await rig.connect();
      await again.compare(ALWAYS);
      expect(rig.toy.model.snapshot.heart.mode, `cut after ${cutAfter} ms`).toBe("blink");
    }
    // Nor is what a look leaves playing, which is nothing, taken for a child who listens.
    const strange = rig.events.filter(
      (event) =>
        event.kind === "playback-started" ||
        event.kind === "unexpected" ||
        (event.kind === "playback-ended" && !event.commanded),
    );
    expect(strange).toEqual([]);
  });

  test("put the heart out", async () => {
    await using rig = await openDriverRig();
    await using session = await rig.connect();
    await session.blinkHeart(ALWAYS);
    await session.heartOff(ALWAYS);
    expect(rig.toy.model.snapshot.heart.mode).toBe("off");
  });

  test("tell how long the toy was out of our hands", async () => {
    await using rig = await openDriverRig();
    const session = await rig.connect();
    await session[Symbol.asyncDispose]();
    await rig.clock.sleep(seconds(20));
    await using _again = await rig.connect();
    const [up, down, upAgain] = rig.events;
    expect([up, down]).toMatchObject([
      { kind: "link-up", gapMs: undefined },
      { kind: "link-down", reason: 0x16 },
    ]);
    expect((upAgain as { gapMs: number }).gapMs).toBeGreaterThan(20_000);
  });

  test("never write to the toy's firmware service", async () => {
    await using rig = await openDriverRig();
    await using session = await rig.connect();
    const wanted = rig.servicesWanted;
    await session.deliver(makeDelivery("one"), QUIETLY);
    expect(wanted).toEqual([CLOUDPETS_SERVICE]);
  });
});
