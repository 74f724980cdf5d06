/** What reaches the toy, what never does, and what the hub is told of it. */
import { beforeEach, expect, onTestFinished, test } from "vitest";
import type { BleEvent } from "../../hub/contract/ble-control.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import type { Stamp } from "../../hub/contract/stamp.ts";
import { seconds } from "../../hub/domain/duration.ts";
import { type BridgeRig, type Family, makeBridgeRig, makeFamily } from "../../test/support/bridge-rig.ts";
import { randomId } from "../../test/support/guardian.ts";
import { BEAR, intentOf } from "../../test/support/played-toy.ts";
import { RadioError } from "../radio/errors.ts";
import { ToyError } from "../toys/errors.ts";
import type { DeliveryOutcome } from "../toys/toy-driver.ts";

let family: Family;
let rig: BridgeRig;
let toy: PublicId;

beforeEach(async () => {
  family = await makeFamily();
  rig = await makeBridgeRig();
  onTestFinished(() => rig[Symbol.asyncDispose]());
  toy = await rig.claim(family.entries);
  for (const { event } of rig.all("toy-claimed"))
    await rig.command({ kind: "acknowledge", id: randomId(), event });
  rig.told.length = 0;
});

const outcomes = (of: BridgeRig = rig) =>
  of.told.filter((event) => event.kind === "delivered" || event.kind === "delivery-failed");
const retire = (message: PublicId, of: BridgeRig = rig) =>
  of.command({ kind: "retire", id: randomId(), message });
const acknowledge = async (of: BridgeRig = rig) => {
  for (const event of new Set(outcomes(of).map((one) => one.event)))
    await of.command({ kind: "acknowledge", id: randomId(), event });
};
/** A toy that is at it until the test says how that ends; the driver's own word where it is cancelled. */
function slowly() {
  const ending = Promise.withResolvers<DeliveryOutcome>();
  rig.toy.onDeliver = (_delivery, { signal }) => {
    const cancelled = { kind: "failed", code: "cancelled", retry: false, message: "" } as const;
    const { promise, resolve } = Promise.withResolvers<DeliveryOutcome>();
    if (signal.aborted) return Promise.resolve(cancelled);
    signal.addEventListener("abort", () => resolve(cancelled), { once: true });
    return Promise.race([ending.promise, promise]);
  };
  return { end: ending.resolve };
}

const soon = { notBefore: Math.floor(1_760_000_000) + 3_600 };
const past = { notAfter: Math.floor(1_760_000_000) - 60 };

test.each<[string, Partial<Stamp>, string, boolean?]>([
  ["another hub's", { hub: randomId() }, "stamp.wrong-hub"],
  ["another message's", { message: randomId() }, "stamp.wrong-message"],
  ["another clip's", { clip: "ab".repeat(32) }, "stamp.wrong-clip"],
  ["another toy's", { toys: [randomId()] }, "stamp.wrong-toy"],
  ["one of a roster that nobody knows here", { roster: "cd".repeat(32) }, "stamp.unknown-roster"],
  ["one not valid yet", soon, "stamp.too-early", true],
  ["one no longer valid", past, "stamp.expired"],
  ["none at all", { v: 2 as 1 }, "stamp.malformed"],
])("a stamp that is %s reaches no toy", async (_, stamp, detail, retry = false) => {
  await rig.command(await rig.makeDelivery(family, toy, { stamp }));
  expect(outcomes()).toMatchObject([{ kind: "delivery-failed", code: "stamp-refused", retry, detail }]);
  expect(rig.toy.delivered).toEqual([]);
});

test("nor does one that a stranger signed, or a device that was struck out, or that is no signature", async () => {
  const stranger = await makeFamily(family.hub);
  await rig.command(await rig.makeDelivery(family, toy, { signer: stranger.device }));
  await family.add({ kind: "device-out", deviceKey: family.device.publicKey });
  await rig.roster(family.entries);
  await rig.command(await rig.makeDelivery(family, toy));
  await rig.command(await rig.makeDelivery(family, toy, { command: { stamp: "a.b.c" } }));
  expect(outcomes().map((event) => ("detail" in event ? event.detail : ""))).toEqual([
    "stamp.unknown-signer",
    "stamp.unknown-signer",
    expect.stringMatching(/^(jws|signature)\./),
  ]);
  expect(rig.toy.delivered).toEqual([]);
});

test("a clip that is not the one announced is refused for good, one that is not there is asked for again", async () => {
  const wrong = await rig.makeDelivery(family, toy);
  rig.clips.set(wrong.ticket, new Uint8Array(wrong.bytes));
  await rig.command(wrong);
  const late = await rig.makeDelivery(family, toy);
  rig.clips.clear();
  await rig.command(late);
  expect(outcomes()).toMatchObject([
    { code: "clip-refused", retry: false, detail: "bridge.clip-refused" },
    { code: "clip-refused", retry: true, detail: "bridge.clip-unavailable" },
  ]);
});

test("a toy that is nobody's, and one that is away", async () => {
  await rig.command(await rig.makeDelivery(family, randomId()));
  rig.toy.drop();
  await rig.settle();
  await rig.command(await rig.makeDelivery(family, toy));
  expect(outcomes()).toMatchObject([
    { code: "not-claimed", retry: false },
    { code: "link-lost", retry: true },
  ]);
});

test("the same delivery told again: while it runs once, when it is done nothing is uploaded, and the heart is asked", async () => {
  const { end } = slowly();
  const delivery = await rig.makeDelivery(family, toy);
  await rig.command(delivery);
  await rig.command(delivery);
  expect(rig.toy.delivered).toHaveLength(1);
  end({ kind: "failed", code: "link-lost", retry: true, message: "" });
  await rig.settle();
  await acknowledge();
  rig.toy.onDeliver = undefined;
  await rig.command(delivery.ticket ? await again(delivery) : delivery);
  expect(outcomes().map(({ kind }) => kind)).toEqual(["delivery-failed", "delivered"]);
  // After a crash the journal knows; the toy is away, so nobody can say whether its heart blinks.
  const next = await rig.crash();
  onTestFinished(() => next[Symbol.asyncDispose]());
  await next.command(delivery);
  expect(outcomes(next)).toMatchObject([{ kind: "delivered", heart_lit: false }]);
});

/** The same command with a new ticket for the same bytes, as the hub repeats it. */
async function again<T extends { ticket: string; sha256: string }>(command: T): Promise<T> {
  const { bytes } = rig.toy.delivered.at(-1) ?? {};
  if (bytes !== undefined) rig.clips.set(command.ticket, Uint8Array.from(bytes));
  return command;
}

test("on the toy before a crash, its heart still owed: it is lit, or told as dark once no stamp allows asking", async () => {
  const crashing: typeof rig.toy.onDeliver = async (delivery, _options, noted) => {
    await noted.intend(intentOf(delivery));
    await noted.done(delivery.id);
    throw new Error("the process ends here");
  };
  const lit = await rig.makeDelivery(family, toy);
  const dark = await rig.makeDelivery(family, toy, {
    stamp: { notAfter: Math.floor(rig.clock.now() / 1_000) + 30 },
  });
  for (const delivery of [dark, lit]) {
    rig.toy.onDeliver = crashing;
    await rig.command(delivery);
    await acknowledge();
    rig.toy.onDeliver = undefined;
    if (delivery === dark) await rig.clock.advance(seconds(60));
    await rig.command(await again(delivery));
  }
  expect(outcomes()).toMatchObject([
    { id: dark.id, code: "journal-failed", retry: true },
    { id: dark.id, kind: "delivered", heart_lit: false },
    { id: lit.id, code: "journal-failed", retry: true },
    { id: lit.id, kind: "delivered", heart_lit: true },
  ]);
});

test("a failure that the hub has not read yet is the answer to every repetition; then there is another try", async () => {
  rig.toy.onDeliver = async () => ({ kind: "failed", code: "link-lost", retry: true, message: "gone" });
  const delivery = await rig.makeDelivery(family, toy);
  await rig.command(delivery);
  await rig.command(await again(delivery));
  expect(rig.toy.delivered).toHaveLength(1);
  expect(new Set(outcomes().map(({ event }) => event)).size).toBe(1);
  await acknowledge();
  await rig.command(await again(delivery));
  expect(rig.toy.delivered).toHaveLength(2);
});

test("what is retired never starts, and stops where it runs; what is there already is told as there", async () => {
  const before = await rig.makeDelivery(family, toy);
  await retire(before.message);
  await rig.command(before);
  const running = await rig.makeDelivery(family, toy);
  slowly();
  await rig.command(running);
  await retire(running.message);
  await rig.settle();
  rig.toy.onDeliver = undefined;
  const there = await rig.makeDelivery(family, toy);
  await rig.command(there);
  await retire(there.message);
  await rig.command(there);
  expect(outcomes()).toMatchObject([
    { message: before.message, code: "cancelled", retry: false },
    { message: running.message, code: "cancelled", retry: false },
    { message: there.message, kind: "delivered", heart_lit: true },
    { message: there.message, kind: "delivered", heart_lit: false },
  ]);
  const next = await rig.crash();
  onTestFinished(() => next[Symbol.asyncDispose]());
  const revived = await next.makeDelivery(family, toy, { message: before.message });
  await next.command(revived);
  expect(outcomes(next).at(-1)).toMatchObject({ message: before.message, code: "cancelled" });
});

/** An upload that breaks off where nobody can tell how far it came: intended, and the process or the link ends. */
function breakingOff() {
  rig.toy.onDeliver = async ({ id, messageId, milliseconds, sha256 }, _options, noted) => {
    const slot = { toyAddress: BEAR, slot: 1, lengthBefore: 0 };
    await noted.intend({ deliveryId: id, messageId, milliseconds, sha256, ...slot });
    rig.toy.drop();
    throw new RadioError("radio.link-lost", "gone");
  };
}
/** The toy is heard again, and held. */
async function backInReach(of: BridgeRig = rig) {
  of.advert();
  await of.clock.advance(seconds(1));
  expect(of.toy.isConnected).toBe(true);
}

test("taken back after a crash in its upload: no answer before the toy was asked, which comes first when it is back", async () => {
  breakingOff();
  const delivery = await rig.makeDelivery(family, toy);
  await rig.command(delivery);
  await acknowledge();
  const next = await rig.crash();
  onTestFinished(() => next[Symbol.asyncDispose]());
  await retire(delivery.message, next);
  await next.command(delivery);
  await next.command(delivery);
  expect(outcomes(next)).toEqual([]);
  expect(next.toy.takenBack).toEqual([]);
  await backInReach(next);
  expect(next.toy.takenBack).toEqual([delivery.id]);
  expect(outcomes(next)).toMatchObject([{ id: delivery.id, code: "cancelled", retry: false }]);
  await next.command(delivery);
  expect(new Set(outcomes(next).map(({ event }) => event)).size).toBe(1);
  expect(next.toy.takenBack).toEqual([delivery.id]);
  expect(next.toy.delivered).toHaveLength(1);
});

test("nobody has to ask: a child must not hear it where the hub has forgotten it, either", async () => {
  breakingOff();
  const delivery = await rig.makeDelivery(family, toy);
  await rig.command(delivery);
  await acknowledge();
  rig.told.length = 0;
  await retire(delivery.message);
  await backInReach();
  expect(rig.toy.takenBack).toEqual([delivery.id]);
  expect(outcomes()).toEqual([]);
});

test("taken back while the toy is held: it is asked at once, and the answer waits for it", async () => {
  rig.toy.onDeliver = async ({ id, messageId, milliseconds, sha256 }, _options, noted) => {
    const slot = { toyAddress: BEAR, slot: 1, lengthBefore: 0 };
    await noted.intend({ deliveryId: id, messageId, milliseconds, sha256, ...slot });
    return { kind: "failed", code: "toy-rebooted", retry: true, message: "" };
  };
  const delivery = await rig.makeDelivery(family, toy);
  await rig.command(delivery);
  await acknowledge();
  rig.told.length = 0;
  await retire(delivery.message);
  expect(rig.toy.takenBack).toEqual([delivery.id]);
  await rig.command(delivery);
  expect(outcomes()).toMatchObject([{ code: "cancelled" }]);
});

test("what cannot be taken from the toy any more is told as delivered, also when the toy is away again", async () => {
  breakingOff();
  const delivery = await rig.makeDelivery(family, toy);
  await rig.command(delivery);
  await acknowledge();
  rig.told.length = 0;
  await retire(delivery.message);
  rig.toy.onTakeBack = async (id, noted) => {
    await noted.done(id);
    rig.toy.drop();
    return "there";
  };
  rig.advert();
  await rig.clock.advance(seconds(1));
  expect(rig.toy.takenBack).toEqual([delivery.id]);
  await rig.command(delivery);
  expect(outcomes()).toMatchObject([{ kind: "delivered", id: delivery.id, heart_lit: false }]);
});

test("a toy that cannot be asked now leaves it open, and is asked again with the next word", async () => {
  breakingOff();
  const delivery = await rig.makeDelivery(family, toy);
  await rig.command(delivery);
  await acknowledge();
  rig.told.length = 0;
  await retire(delivery.message);
  rig.toy.onTakeBack = () => Promise.reject(new ToyError("toy.rebooted", "it restarted"));
  await backInReach();
  await rig.command(delivery);
  expect(outcomes()).toEqual([]);
  expect(rig.toy.takenBack).toHaveLength(2);
  rig.toy.onTakeBack = undefined;
  await rig.command(delivery);
  expect(outcomes()).toMatchObject([{ code: "cancelled", retry: false }]);
});

test("taken back while it runs, and the link goes: that is no answer yet", async () => {
  const delivery = await rig.makeDelivery(family, toy);
  rig.toy.onDeliver = async ({ id, messageId, milliseconds, sha256 }, { signal }, noted) => {
    const slot = { toyAddress: BEAR, slot: 1, lengthBefore: 0 };
    await noted.intend({ deliveryId: id, messageId, milliseconds, sha256, ...slot });
    await new Promise((ended) => signal.addEventListener("abort", ended, { once: true }));
    rig.toy.drop();
    return { kind: "failed", code: "link-lost", retry: true, message: "" };
  };
  await rig.command(delivery);
  await retire(delivery.message);
  expect(outcomes()).toEqual([]);
  await backInReach();
  expect(outcomes()).toMatchObject([{ code: "cancelled" }]);
  expect(rig.toy.takenBack).toEqual([delivery.id]);
});

test("done, its heart still owed, and taken back while the toy is away: it is there, and told so", async () => {
  rig.toy.onDeliver = async ({ id, messageId, milliseconds, sha256 }, _options, noted) => {
    const slot = { toyAddress: BEAR, slot: 1, lengthBefore: 0 };
    await noted.intend({ deliveryId: id, messageId, milliseconds, sha256, ...slot });
    await noted.done(id);
    rig.toy.drop();
    return { kind: "failed", code: "link-lost", retry: true, message: "" };
  };
  const delivery = await rig.makeDelivery(family, toy);
  await rig.command(delivery);
  await acknowledge();
  await retire(delivery.message);
  await rig.command(delivery);
  expect(outcomes().at(-1)).toMatchObject({ kind: "delivered", id: delivery.id });
  expect(rig.toy.takenBack).toEqual([]);
});

test("what is heard on a full disk is told at once, is over at once, and is noted when there is room", async () => {
  const delivery = await rig.makeDelivery(family, toy);
  await rig.command(delivery);
  await acknowledge();
  rig.disk.isFull = true;
  rig.toy.says({ kind: "playback-ended", commanded: false });
  await rig.settle();
  expect(rig.all("played")).toMatchObject([{ message: delivery.message }]);
  await rig.command(await rig.makeDelivery(family, toy, { message: delivery.message }));
  expect(outcomes().at(-1)).toMatchObject({ code: "cancelled" });
  rig.disk.isFull = false;
  await rig.clock.advance(seconds(11));
  expect(rig.journal.get(`over/${delivery.message}`)).toBeDefined();
  expect(rig.journal.entries("outbox/").map(([, event]) => event)).toMatchObject([
    { kind: "played" },
    { kind: "delivery-failed" },
  ]);
});

test("a retirement that the disk has no room for counts all the same", async () => {
  slowly();
  const running = await rig.makeDelivery(family, toy);
  await rig.command(running);
  rig.disk.isFull = true;
  await retire(running.message);
  await rig.settle();
  expect(outcomes()).toMatchObject([{ code: "cancelled" }]);
  await rig.command(running);
  expect(rig.toy.delivered).toHaveLength(1);
});

const DAY_MS = 86_400_000;
const fillRetired = async (at: (n: number) => number) => {
  for (let n = 0; n < 2_000; n++) await rig.journal.put(`retired/${String(n).padStart(22, "0")}`, at(n));
};

test("2,000 retired messages fill the journal's share; of old ones the oldest is forgotten first", async () => {
  await fillRetired((n) => rig.clock.now() - 61 * DAY_MS + n);
  const last = randomId();
  await retire(last);
  const kept = rig.journal.entries("retired/");
  expect(kept).toHaveLength(2_000);
  expect(kept.some(([key]) => key.endsWith(last))).toBe(true);
  expect(kept.some(([key]) => key.endsWith("0000000"))).toBe(false);
});

test("nothing young is forgotten, whoever names new ones; what was heard has room of its own", async () => {
  await fillRetired((n) => rig.clock.now() - 59 * DAY_MS + n);
  const before = rig.journal.entries("retired/");
  await retire(randomId());
  expect(rig.journal.entries("retired/")).toEqual(before);
  expect(rig.log).toContainEqual(
    expect.objectContaining({ facts: { what: "retire", code: "bridge.too-many-retired" } }),
  );
  const heard = await rig.makeDelivery(family, toy);
  await rig.command(heard);
  rig.toy.says({ kind: "playback-ended", commanded: false });
  await rig.settle();
  await rig.command(await rig.makeDelivery(family, toy, { message: heard.message }));
  expect(outcomes().at(-1)).toMatchObject({ code: "cancelled" });
});

test("a full disk: the delivery fails with a code and is tried again, the news is told at once and durable later", async () => {
  rig.disk.isFull = true;
  const delivery = await rig.makeDelivery(family, toy);
  await rig.command(delivery);
  expect(outcomes()).toMatchObject([{ code: "journal-failed", retry: true, detail: "journal.full" }]);
  await rig.clock.advance(seconds(11));
  expect(outcomes()).toHaveLength(2); // repeated until the hub has it
  expect(rig.journal.entries("outbox/")).toEqual([]);
  rig.disk.isFull = false;
  await rig.clock.advance(seconds(10));
  expect(rig.journal.entries("outbox/")).toHaveLength(1);
  await acknowledge();
  expect(rig.journal.entries("outbox/")).toEqual([]);
  await rig.command(await again(delivery));
  const retried = await rig.makeDelivery(family, toy);
  await rig.command(retried);
  expect(outcomes().at(-1)).toMatchObject({ kind: "delivered", id: retried.id });
});

test("a roster that the disk has no room for counts at once, and is written with the next", async () => {
  rig.disk.isFull = true;
  await family.add({ kind: "device-out", deviceKey: family.device.publicKey });
  await rig.roster(family.entries);
  await rig.command(await rig.makeDelivery(family, toy));
  expect(outcomes()).toMatchObject([{ code: "stamp-refused" }]);
  expect(rig.journal.get("roster/pin")).toMatchObject({ length: 2 });
  rig.disk.isFull = false;
  await rig.roster(family.entries);
  expect(rig.journal.get("roster/pin")).toMatchObject({ length: 3 });
});

test("a hub that is away for long misses nothing, and hears it in order", async () => {
  rig.setConnected(false);
  const sent = [];
  for (let n = 0; n < 5; n++) {
    const delivery = await rig.makeDelivery(family, toy);
    sent.push(delivery.id);
    await rig.command(delivery);
    await rig.clock.advance(seconds(60));
  }
  rig.clock.stepWallClock(-3_600_000);
  const last = await rig.makeDelivery(family, toy);
  sent.push(last.id);
  await rig.command(last);
  expect(rig.told).toEqual([]);
  const next = await rig.crash();
  onTestFinished(() => next[Symbol.asyncDispose]());
  next.setConnected(true);
  expect(outcomes(next).map(({ id }) => id)).toEqual(sent);
  await acknowledge(next);
  next.setConnected(true);
  expect(outcomes(next)).toHaveLength(sent.length);
});

test("played is told for what the play slot holds, when it is there, once until the hub has it, and after a crash", async () => {
  const pressPaw = async (commanded = false) => {
    rig.toy.says({ kind: "playback-started" });
    rig.toy.says({ kind: "playback-ended", commanded });
    await rig.settle();
  };
  await pressPaw(); // what the toy holds is none of ours
  const { end } = slowly();
  const delivery = await rig.makeDelivery(family, toy);
  await rig.command(delivery);
  await pressPaw();
  expect(rig.all("played")).toEqual([]);
  end({ kind: "failed", code: "link-lost", retry: true, message: "" });
  await rig.settle();
  await acknowledge();
  rig.toy.onDeliver = undefined;
  await rig.command(await again(delivery));
  await pressPaw(true); // a test sound of ours
  expect(rig.all("played")).toEqual([]);
  rig.setConnected(false);
  for (let press = 0; press < 20; press++) await pressPaw();
  rig.setConnected(true);
  expect(rig.all("played")).toMatchObject([{ message: delivery.message, toy }]);
  const [event] = rig.all("played");
  await rig.command({ kind: "acknowledge", id: randomId(), event: event?.event ?? randomId() });
  await pressPaw();
  expect(rig.all("played")).toHaveLength(2);
});

test("what was heard is never uploaded again, whatever new name a hub gives its delivery", async () => {
  const delivery = await rig.makeDelivery(family, toy);
  await rig.command(delivery);
  rig.toy.says({ kind: "playback-started" });
  rig.toy.says({ kind: "playback-ended", commanded: false });
  await rig.settle();
  expect(rig.all("played")).toHaveLength(1);
  const uploads: string[] = [];
  rig.toy.onDeliver = async ({ id }) => {
    uploads.push(id);
    return { kind: "delivered", heartLit: true, alreadyThere: false };
  };
  const renamed = { ...(await again(delivery)), id: randomId() };
  await rig.command(renamed);
  expect(outcomes().at(-1)).toMatchObject({ kind: "delivery-failed", id: renamed.id, code: "cancelled" });
  expect(uploads).toEqual([]);
});

test("a toy's own words end up as codes; what it says too much of is cut", async () => {
  rig.toy.onDeliver = async () => ({
    kind: "failed",
    code: "toy-lies",
    retry: false,
    message: "x".repeat(5_000),
  });
  await rig.command(await rig.makeDelivery(family, toy));
  rig.toy.onDeliver = async () => {
    throw new ToyError("toy.silent", "a mistake of the driver's");
  };
  await rig.command(await rig.makeDelivery(family, toy));
  const [lies, thrown] = outcomes() as Extract<BleEvent, { kind: "delivery-failed" }>[];
  expect(lies).toMatchObject({ code: "toy-lies", retry: false, detail: "x".repeat(200) });
  expect(thrown).toMatchObject({ retry: true, detail: "toy.silent" });
});

test("progress moves in steps of five, within 0 and 100, and counts its tries", async () => {
  rig.toy.onDeliver = async (_delivery, { onProgress }) => {
    for (let percent = -3; percent <= 120; percent += 0.25) onProgress(percent);
    return { kind: "failed", code: "link-lost", retry: true, message: "" };
  };
  const delivery = await rig.makeDelivery(family, toy);
  await rig.command(delivery);
  await acknowledge();
  await rig.command(await again(delivery));
  const [first, second] = [1, 2].map((attempt) =>
    rig.all("delivery-progress").flatMap((event) => (event.attempt === attempt ? [event.percent] : [])),
  );
  expect(first).toEqual(second);
  expect(first?.length).toBeLessThan(30);
  expect(first?.every((percent, at) => percent >= (first[at - 1] ?? 0) && percent <= 100)).toBe(true);
});

test("a stamp that ran out stays out of date for a clock that is set back, also after a restart", async () => {
  const notAfter = Math.floor(rig.clock.now() / 1_000) + 3_600;
  const delivery = await rig.makeDelivery(family, toy, { stamp: { notAfter } });
  rig.clock.stepWallClock(7_200_000);
  await rig.command(delivery);
  await acknowledge();
  rig.clock.stepWallClock(-7_200_000);
  await rig.command(delivery);
  const next = await rig.crash();
  onTestFinished(() => next[Symbol.asyncDispose]());
  await next.command(
    await next.makeDelivery(family, toy, { message: delivery.message, stamp: { notAfter } }),
  );
  expect([...rig.toy.delivered, ...next.toy.delivered]).toEqual([]);
  expect(outcomes()).toMatchObject([{ code: "stamp-refused" }, { code: "cancelled" }]);
  expect(outcomes(next).at(-1)).toMatchObject({ code: "cancelled" });
});
