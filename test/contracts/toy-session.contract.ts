/** What every connected toy promises the bridge: one sound for one delivery, notes before deeds, and an end to everything. */
import { expect, test } from "vitest";
import type { Delivery, DeliveryJournal, ToySession } from "../../ble/toys/toy-driver.ts";
import { ms, seconds } from "../../hub/domain/duration.ts";
import { makeDelivery } from "../support/driver-rig.ts";

export interface ToySessionRig {
  readonly session: ToySession;
  readonly journal: DeliveryJournal;
  /** Sounds that were put on the toy, ever. */
  uploads(): number;
  /** Whether the slot of the play paw holds this sound. */
  holds(delivery: Delivery): boolean;
  press(paw: "play" | "record"): Promise<void>;
  /** The link goes. */
  cut(): void;
}

const never = () => new AbortController().signal;
const quietly = () => ({ signal: never(), onProgress: () => undefined });

/** @param open a toy as it left the factory, connected; closed when the test ends */
export function toySessionContract(open: () => Promise<ToySessionRig>): void {
  test("delivers: noted, told step by step, on the toy, and its heart lit", async () => {
    const { session, journal, uploads, holds } = await open();
    const delivery = makeDelivery("one");
    const percents: number[] = [];
    const onProgress = (percent: number) => percents.push(percent);
    expect(await session.deliver(delivery, { signal: never(), onProgress })).toEqual({
      kind: "delivered",
      heartLit: true,
      alreadyThere: false,
    });
    expect([uploads(), holds(delivery)]).toEqual([1, true]);
    expect(percents.length).toBeGreaterThan(0);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
    expect(percents.every((percent) => percent >= 0 && percent <= 100)).toBe(true);
    const { address } = session;
    const noted = { isDone: true, isSignalled: true, isTakenBack: false };
    expect(await journal.findDelivery(delivery.id)).toMatchObject({
      ...noted,
      intent: { messageId: delivery.messageId, toyAddress: address, sha256: delivery.sha256, slot: 1 },
    });
  });

  test("makes one sound of a delivery that is asked for again", async () => {
    const { session, uploads } = await open();
    await session.deliver(makeDelivery("one"), quietly());
    const again = await session.deliver(makeDelivery("one"), quietly());
    expect(again).toMatchObject({ kind: "delivered", alreadyThere: true });
    expect(uploads()).toBe(1);
  });

  test("does nothing for one that was cancelled before it began", async () => {
    const { session, journal, uploads } = await open();
    const options = { signal: AbortSignal.abort(new Error("cancelled")), onProgress: () => undefined };
    const outcome = await session.deliver(makeDelivery("one"), options);
    expect(outcome).toMatchObject({ kind: "failed", code: "cancelled", retry: false });
    expect(uploads()).toBe(0);
    expect(await journal.findDelivery("one")).toBeUndefined();
  });

  test("takes back what was intended and never came, not what is done", async () => {
    const { session, journal, uploads, holds } = await open();
    const { id, messageId, sha256, milliseconds } = makeDelivery("withdrawn", 3_000);
    expect(await session.takeBack(id, never())).toBe("gone");
    const slot = { toyAddress: session.address, slot: 1, lengthBefore: 0 };
    await journal.intend({ deliveryId: id, messageId, sha256, milliseconds, ...slot });
    expect(await session.takeBack(id, never())).toBe("gone");
    expect(await journal.findDelivery(id)).toMatchObject({ isTakenBack: true, isDone: false });
    expect(uploads()).toBe(0);
    const there = makeDelivery("there");
    await session.deliver(there, quietly());
    expect(await session.takeBack(there.id, never())).toBe("there");
    expect([uploads(), holds(there)]).toEqual([1, true]);
  });

  test("hears a paw that is waited for, from the moment it says so, and gives up when told to", async () => {
    const { session, press } = await open();
    for (const paw of ["record", "play"] as const) {
      const listening = Promise.withResolvers<void>();
      const heard = session.waitForPaw({
        within: seconds(60),
        signal: never(),
        onListening: listening.resolve,
      });
      await listening.promise;
      await press(paw);
      expect(await heard).toBe(paw);
    }
    const abort = new AbortController();
    const listening = Promise.withResolvers<void>();
    const { signal } = abort;
    const given = session.waitForPaw({ within: seconds(60), signal, onListening: listening.resolve });
    await listening.promise;
    abort.abort(new Error("given up"));
    await expect(given).rejects.toThrow("given up");
  });

  test("takes a new identifier, and goes by it", async () => {
    const { session } = await open();
    const before = session.identifier;
    const identifier = await session.writeIdentifier(Date.UTC(2027, 0, 9, 7, 5, 3), never());
    expect(identifier).not.toBe(before);
    expect(session.identifier).toBe(identifier);
  });

  test("emptied, it is as it left its factory: nothing that was given to it, and nobody's", async () => {
    const { session, holds } = await open();
    const delivery = makeDelivery("one");
    const [factory, percents] = [session.identifier, [] as number[]];
    expect(session.isFactoryNew).toBe(true);
    await session.writeIdentifier(Date.UTC(2027, 0, 9, 7, 5, 3), never());
    await session.deliver(delivery, quietly());
    expect([session.isFactoryNew, holds(delivery)]).toEqual([false, true]);
    await session.empty({ signal: never(), onProgress: (percent) => percents.push(percent) });
    expect([session.identifier, session.isFactoryNew, percents.at(-1)]).toEqual([factory, true, 100]);
    expect(holds(delivery)).toBe(false);
  });

  test("has no recording, knows how near it is, and takes wishes", async () => {
    const { session } = await open();
    expect(await session.recordingMilliseconds(never())).toBe(0);
    expect(Number.isInteger(await session.rssi())).toBe(true);
    await session.setVolume(100, never());
    expect(await session.keepLoudness(50, never())).toBe(50);
    expect(await session.loudness(never())).toBe(50);
    await session.showHeart(ms(300), never());
    await session.blinkHeart(never());
    await session.heartOff(never());
  });

  test("ends with its link: told by its signal, and nothing is delivered any more", async () => {
    const { session, cut, uploads } = await open();
    expect(session.signal.aborted).toBe(false);
    const ended = new Promise((gone) => session.signal.addEventListener("abort", gone, { once: true }));
    cut();
    await ended;
    const outcome = await session.deliver(makeDelivery("late"), quietly());
    expect(outcome).toMatchObject({ kind: "failed", code: "link-lost", retry: true });
    expect(uploads()).toBe(0);
  });

  test("ends when it is closed, and may be closed twice", async () => {
    const { session } = await open();
    await session[Symbol.asyncDispose]();
    expect(session.signal.aborted).toBe(true);
    await session[Symbol.asyncDispose]();
  });
}
