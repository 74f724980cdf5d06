/** A toy that the roster takes out: let go and forgotten, in reach and out of it, whatever ran on it, and whatever a kill left. */
import { beforeEach, expect, onTestFinished, test } from "vitest";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { verifyRoster } from "../../hub/contract/roster.ts";
import { ms } from "../../hub/domain/duration.ts";
import { type BridgeRig, type Family, makeBridgeRig, makeFamily } from "../../test/support/bridge-rig.ts";
import { randomId } from "../../test/support/guardian.ts";
import { intentOf } from "../../test/support/played-toy.ts";

let family: Family;
let rig: BridgeRig;
let toy: PublicId;

beforeEach(async () => {
  family = await makeFamily();
  rig = await makeBridgeRig();
  onTestFinished(() => rig[Symbol.asyncDispose]());
  toy = await rig.claim(family.entries);
});

async function takeOut(of: BridgeRig = rig): Promise<void> {
  await family.add({ kind: "toy-out", toy });
  await of.roster(family.entries);
  await of.settle();
}
async function deliver(of: BridgeRig = rig) {
  const delivery = await of.makeDelivery(family, toy);
  await of.command(delivery);
  await of.settle();
  return delivery;
}
const keysAbout = (of: BridgeRig = rig) =>
  ["toy/", "former-toy/", "delivery/", "heart/", "loop/", "recording/"].flatMap((prefix) =>
    of.journal.entries(prefix).map(([key]) => key),
  );
/** As the hub is told it: whether it is there, and whose. */
const listed = (of: BridgeRig = rig) => of.lists.at(-1)?.toys.map(({ claimed }) => claimed);

test("in reach: its heart goes out, its link ends, and nothing is known of it any more", async () => {
  await deliver();
  await rig.command({ kind: "heart", id: randomId(), toy, dark: true });
  expect(keysAbout().length).toBeGreaterThan(2);
  await takeOut();
  expect(rig.toy.isConnected).toBe(false);
  expect(keysAbout()).toEqual([]);
  expect(listed()).toEqual([]);
  rig.advert();
  await rig.clock.advance(ms(300));
  expect([rig.toy.isConnected, rig.toy.empties], "emptied, and nobody takes hold of it again").toEqual([
    false,
    1,
  ]);
});

test("out of reach it is forgotten all the same", async () => {
  await deliver();
  rig.toy.isReachable = false;
  rig.toy.drop();
  await rig.settle();
  await takeOut();
  expect(keysAbout()).toEqual([]);
});

test("an upload that runs is broken off, and what lies there of it is taken away before the link ends", async () => {
  rig.toy.onDeliver = (delivery, { signal }, noted) =>
    new Promise((ended) => {
      void noted.intend(intentOf(delivery));
      signal.addEventListener("abort", () =>
        ended({ kind: "failed", code: "cancelled", retry: false, message: "" }),
      );
    });
  const delivery = await deliver();
  await takeOut();
  expect(rig.toy.takenBack).toEqual([delivery.id]);
  expect(rig.all("delivery-failed")).toMatchObject([{ message: delivery.message, code: "cancelled" }]);
  expect(keysAbout()).toEqual([]);
});

test("a toy that will not do what it is asked is forgotten all the same", async () => {
  await deliver();
  rig.toy.loop = { roundMilliseconds: 1_000, forMilliseconds: 60_000, volume: "quiet" };
  rig.toy.onEndLoop = () => Promise.reject(new Error("no"));
  await takeOut();
  expect(keysAbout()).toEqual([]);
});

test("that its last message got there is told once more, for a hub that did not hear it; another delivery is refused", async () => {
  const first = await deliver();
  for (const { event } of rig.all("delivered"))
    await rig.command({ kind: "acknowledge", id: randomId(), event });
  rig.told.length = 0;
  await takeOut();
  expect(rig.all("delivered")).toMatchObject([{ message: first.message, toy, heart_lit: false }]);
  await rig.command({ ...(await rig.makeDelivery(family, toy)) });
  await rig.settle();
  expect(rig.all("delivery-failed")).toMatchObject([{ code: "not-claimed", retry: false }]);
  expect(rig.toy.uploads).toBe(1);
});

test("killed between the roster and the forgetting, it is forgotten at the next start, before anybody takes hold of it", async () => {
  await deliver();
  await family.add({ kind: "toy-out", toy });
  const { fingerprint, head, hashes } = await verifyRoster(family.entries);
  const last = hashes.length - 1;
  await rig.journal.change([
    [`roster/entry/${String(last).padStart(6, "0")}`, family.entries[last] ?? ""],
    ["roster/pin", { fingerprint, head, length: hashes.length }],
  ]);
  expect(keysAbout()).not.toEqual([]);
  const connects = rig.toy.connects;
  rig = await rig.crash();
  await rig.settle();
  expect(keysAbout()).toEqual([]);
  rig.advert();
  await rig.clock.advance(ms(300));
  expect([rig.toy.connects, rig.toy.empties, rig.toy.isConnected]).toEqual([connects + 1, 1, false]);
});

test("with the disk full it is let go at once, and forgotten for good at the next start", async () => {
  await deliver();
  rig.disk.isFull = true;
  await takeOut();
  expect(rig.toy.isConnected).toBe(false);
  await deliver();
  expect(rig.all("delivery-failed").at(-1)).toMatchObject({ code: "not-claimed" });
  expect(keysAbout()).not.toEqual([]);
  rig.disk.isFull = false;
  rig = await rig.crash();
  await rig.settle();
  // It had no room for the roster either: the hub tells it anew.
  await rig.roster(family.entries);
  await rig.settle();
  expect(keysAbout()).toEqual([]);
});

test("the same family claims it anew with a paw, under another id, and stamps for the old one count for nothing", async () => {
  const before = await rig.makeDelivery(family, toy);
  await takeOut();
  rig.advert();
  await rig.clock.advance(ms(300));
  expect(rig.all("toy-left")).toMatchObject([{ emptied: true }]);
  const anew = await rig.claim(family.entries);
  expect(anew).not.toBe(toy);
  await rig.command(before);
  await rig.command({ ...(await rig.makeDelivery(family, toy)), toy: anew });
  await rig.settle();
  expect(rig.all("delivery-failed").map(({ code, detail }) => [code, detail])).toEqual([
    ["not-claimed", ""],
    ["stamp-refused", "stamp.wrong-toy"],
  ]);
  await rig.command(await rig.makeDelivery(family, anew));
  await rig.settle();
  expect(rig.toy.uploads).toBe(1);
  rig = await rig.crash();
  await rig.settle();
  expect(rig.journal.entries("toy/").map(([, value]) => value)).toMatchObject([{ toy: anew }]);
});

test("what was fetched of it is offered until the hub has it", async () => {
  rig.toy.recording = new Uint8Array(512).fill(7);
  rig.toy.lengthMs = 1_000;
  rig.toy.says({ kind: "recording-started" });
  rig.toy.says({ kind: "recording-ended", seenMilliseconds: 1_000 });
  await rig.settle();
  const [offer] = rig.all("recording-ready");
  await takeOut();
  await rig.command({
    kind: "take-recording",
    id: randomId(),
    recording: offer?.recording ?? randomId(),
    ticket: "t".repeat(43),
  });
  await rig.settle();
  expect(rig.handed.map(({ bytes }) => bytes)).toEqual([rig.toy.recording]);
  expect(keysAbout()).toEqual([]);
});
