/** The child's answers: each brought home once, whatever the toy, the hub or the disk do meanwhile. */
import { beforeEach, expect, onTestFinished, test } from "vitest";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { minutes, seconds } from "../../hub/domain/duration.ts";
import { type BridgeRig, makeBridgeRig, makeFamily, ticketOf } from "../../test/support/bridge-rig.ts";
import { randomId } from "../../test/support/guardian.ts";
import { RadioError } from "../radio/errors.ts";
import { ToyError } from "../toys/errors.ts";
import { BridgeError } from "./errors.ts";

let rig: BridgeRig;
let toy: PublicId;

beforeEach(async () => {
  rig = await makeBridgeRig();
  onTestFinished(() => rig[Symbol.asyncDispose]());
  rig.toy.recording = Uint8Array.of(1, 2, 3);
  rig.toy.lengthMs = 4_000; // what it held before it was the family's
  toy = await rig.claim((await makeFamily()).entries);
  await rig.settle();
});

async function record(bytes: number[], lengthMs: number, on: BridgeRig = rig) {
  on.toy.recording = Uint8Array.from(bytes);
  on.toy.lengthMs = lengthMs;
  on.toy.says({ kind: "recording-started" });
  on.toy.says({ kind: "recording-ended", seenMilliseconds: lengthMs + 20 });
  await on.settle();
}
const offers = (of: BridgeRig = rig) => of.all("recording-ready");
const ids = (of: BridgeRig = rig) => [...new Set(offers(of).map(({ recording }) => recording))];
/** The hub's answer to the newest offer. */
async function take(recording: PublicId | undefined = ids().at(-1), of: BridgeRig = rig) {
  const ticket = ticketOf(randomId());
  await of.command({ kind: "take-recording", id: randomId(), recording: recording ?? randomId(), ticket });
}
/** After a moment: a longer gap is a matter of its own, in guard.test.ts. */
async function reconnect(of: BridgeRig = rig) {
  of.toy.says({ kind: "link-down", reason: 0x08 });
  of.toy.drop();
  await of.settle();
  await of.clock.advance(seconds(2));
  of.advert();
  await of.settle();
  expect(of.toy.isConnected).toBe(true);
}

test("what the toy held before it was the family's is not fetched, nor after a reconnect", async () => {
  await reconnect();
  expect(rig.toy.fetches).toBe(0);
});

test("a recording is offered until the hub has it, with what toy and paw said of its length, then no more", async () => {
  await record([7, 7, 7], 1_500);
  expect(offers()).toMatchObject([{ toy, bytes: 3, told_ms: 1_500, seen_ms: 1_520 }]);
  await rig.clock.advance(seconds(11));
  expect(offers()).toHaveLength(3);
  expect(ids()).toHaveLength(1);
  await take();
  expect(rig.handed.map(({ bytes }) => [...bytes])).toEqual([[7, 7, 7]]);
  await rig.clock.advance(minutes(5));
  await reconnect();
  expect(offers()).toHaveLength(3);
  expect(rig.toy.fetches).toBe(1);
});

test("a hub that cannot take it now is asked again; two tickets at once hand it in once", async () => {
  const slow = Promise.withResolvers<void>();
  rig.handing = () => slow.promise;
  await record([1], 1_000);
  await Promise.all([take(), take()]);
  expect(rig.handed).toHaveLength(1);
  slow.reject(new BridgeError("bridge.clip-unavailable", "503"));
  await rig.settle();
  rig.handing = undefined;
  await rig.clock.advance(seconds(6));
  await take();
  expect(rig.handed).toHaveLength(2);
  expect(ids()).toHaveLength(1);
  const before = offers().length;
  await rig.clock.advance(minutes(1));
  expect(offers()).toHaveLength(before);
});

test("one that the hub refuses for good is not offered again, not even after a reconnect or a crash", async () => {
  rig.handing = () => Promise.reject(new BridgeError("bridge.clip-refused", "422"));
  await record([0xff], 1_000);
  await take();
  const before = offers().length;
  await rig.clock.advance(minutes(1));
  await reconnect();
  expect(offers()).toHaveLength(before);
  const next = await rig.crash();
  onTestFinished(() => next[Symbol.asyncDispose]());
  await next.settle();
  next.advert();
  await next.settle();
  expect(next.toy.isConnected).toBe(true);
  expect(offers(next)).toEqual([]);
});

test("a crash before the hub had it: fetched again, the same bytes under the same id", async () => {
  await record([5, 6], 1_200);
  const [id] = ids();
  const next = await rig.crash();
  onTestFinished(() => next[Symbol.asyncDispose]());
  next.advert();
  await next.settle();
  expect(ids(next)).toEqual([id]);
  await take(id, next);
  expect(next.handed.map(({ bytes }) => [...bytes])).toEqual([[5, 6]]);
});

test("what was recorded while nobody listened is seen by its length, also while an older one still waits", async () => {
  await record([1, 1], 1_000);
  rig.toy.recording = Uint8Array.of(2, 2);
  rig.toy.lengthMs = 2_000;
  await reconnect();
  expect(ids()).toHaveLength(2);
  await reconnect();
  expect(rig.toy.fetches).toBe(2);
  for (const id of ids()) await take(id);
  expect(rig.handed.map(({ bytes }) => [...bytes])).toEqual([
    [1, 1],
    [2, 2],
  ]);
});

test("one that is made while another is fetched is fetched too", async () => {
  const first = Promise.withResolvers<void>();
  rig.toy.onFetch = async () => {
    await first.promise;
    rig.toy.onFetch = undefined;
    return { bytes: Uint8Array.of(1), toldMilliseconds: 1_000, seenMilliseconds: undefined };
  };
  await record([1], 1_000);
  await record([2, 2], 2_000);
  first.resolve();
  await rig.settle();
  expect(offers().map(({ bytes }) => bytes)).toEqual([1, 2]);
});

test("a fetch that fails is tried again while the link lasts, ever more patiently", async () => {
  let tries = 0;
  rig.toy.onFetch = async () => {
    tries += 1;
    throw new ToyError("toy.busy", "a paw");
  };
  await record([3], 1_000);
  await rig.clock.advance(minutes(5));
  expect(tries).toBeGreaterThan(5);
  expect(tries).toBeLessThan(12);
  rig.toy.onFetch = undefined;
  await rig.clock.advance(minutes(2));
  expect(offers().length).toBeGreaterThan(0);
  expect(rig.all("recording").at(-1)).toMatchObject({ phase: "ended" });
});

test("a toy that floods instead of sending is given up after three times, and the guardians hear of it", async () => {
  rig.toy.onFetch = async () => {
    rig.toy.drop();
    throw new ToyError("toy.lies", "more than a recording can be");
  };
  await record([3], 9_000);
  let fetches = 0;
  for (let link = 0; link < 10; link++) {
    await rig.clock.advance(seconds(35));
    rig.advert();
    await rig.settle();
    fetches = rig.toy.fetches;
  }
  expect(fetches).toBe(3);
  // Handed in as nothing at all, which the hub refuses aloud.
  expect(offers().at(-1)).toMatchObject({ bytes: 0, told_ms: 9_000 });
  rig.handing = () => Promise.reject(new BridgeError("bridge.clip-refused", "422"));
  await take();
  await reconnect();
  expect(rig.toy.fetches).toBe(3);
  rig.toy.onFetch = undefined;
  await record([8], 1_000); // the next one is another matter
  expect(offers().at(-1)).toMatchObject({ bytes: 1 });
});

test("a link lost in the middle is no lie, however often", async () => {
  let links = 0;
  rig.toy.onFetch = async () => {
    links += 1;
    rig.toy.drop();
    throw new RadioError("radio.link-lost", "gone");
  };
  await record([4], 2_000);
  for (let link = 0; link < 6; link++) {
    await rig.clock.advance(seconds(35));
    rig.advert();
    await rig.settle();
  }
  expect(links).toBeGreaterThan(4);
  rig.toy.onFetch = undefined;
  await rig.clock.advance(seconds(35));
  rig.advert();
  await rig.settle();
  expect(offers()).toMatchObject([{ bytes: 1, told_ms: 2_000 }]);
});

test("a full disk: not offered before it is noted, fetched again when there is room", async () => {
  rig.disk.isFull = true;
  await record([9], 1_000);
  expect(offers()).toEqual([]);
  expect(rig.log.at(-1)?.facts).toMatchObject({ code: "journal.full" });
  rig.disk.isFull = false;
  await rig.clock.advance(seconds(3));
  expect(offers().at(-1)).toMatchObject({ bytes: 1 });
});

test("a paw that was only touched is no recording", async () => {
  await record([], 0);
  expect(offers()).toEqual([]);
});

test("a hub away for long: the offers are few enough to keep, the newest among them", async () => {
  rig.setConnected(false);
  for (let n = 0; n < 80; n++) await record([n, n], 1_000 + n);
  rig.setConnected(true);
  expect(ids()).toHaveLength(64);
  expect(offers().at(-1)).toMatchObject({ told_ms: 1_079 });
});

test("closed, it asks nothing any more", async () => {
  await record([1], 1_000);
  await rig.bridge[Symbol.asyncDispose]();
  const before = offers().length;
  await rig.clock.advance(minutes(10));
  expect(offers()).toHaveLength(before);
});
