/** What a child recorded is recorded over only where that is wanted, once the hub has it; and whatever crashes, neither is ever taken for the other. */
import { beforeEach, expect, onTestFinished, test } from "vitest";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { ms, seconds } from "../../hub/domain/duration.ts";
import { type BridgeRig, makeBridgeRig, makeFamily, ticketOf } from "../../test/support/bridge-rig.ts";
import { randomId } from "../../test/support/guardian.ts";
import { ToyError } from "../toys/errors.ts";

let rig: BridgeRig;
let toy: PublicId;

beforeEach(async () => {
  rig = await makeBridgeRig();
  onTestFinished(() => rig[Symbol.asyncDispose]());
  toy = await rig.claim((await makeFamily()).entries);
  await rig.settle();
});

const want = (records_over: boolean, of = rig) =>
  of.command({ kind: "care", id: randomId(), toy, loudest: 100, saving: false, records_over });
const tick = (of = rig) => of.clock.advance(seconds(11));
const ready = (of = rig) => [
  ...new Map(of.all("recording-ready").map((one) => [one.recording, one])).values(),
];
const told = (of = rig) => new Set(of.all("recorded-over").map(({ event }) => event)).size;
const gaps = (of = rig) => of.all("gap").flatMap(({ traces }) => traces);

async function record(lengthMs: number, bytes = [1, 2, 3], of = rig): Promise<void> {
  of.toy.recording = Uint8Array.from(bytes);
  of.toy.lengthMs = lengthMs;
  of.toy.says({ kind: "recording-started" });
  of.toy.says({ kind: "recording-ended", seenMilliseconds: lengthMs });
  await of.settle();
}
async function take(of = rig): Promise<void> {
  const recording = ready(of).at(-1)?.recording ?? randomId();
  await of.command({ kind: "take-recording", id: randomId(), recording, ticket: ticketOf(recording) });
}
async function comeBack(of: BridgeRig): Promise<void> {
  of.advert();
  await of.clock.advance(seconds(31));
  of.advert();
  await of.clock.advance(ms(300));
}

test("nothing is, as it comes; and where it is wanted, not before the hub has it, and once", async () => {
  await record(3_000);
  await take();
  await tick();
  expect(rig.toy.recordedOver).toBe(0);
  await want(true);
  await record(4_000, [4, 5]);
  await tick();
  expect(rig.toy.recordedOver).toBe(0);
  await take();
  await tick();
  await tick();
  expect([rig.toy.recordedOver, told()]).toEqual([1, 1]);
  // Nor is what is there now ever fetched.
  rig.toy.drop();
  await comeBack(rig);
  await tick();
  expect([rig.toy.recordedOver, ready().length, gaps()]).toEqual([1, 2, []]);
  await record(5_000, [6]);
  await take();
  await tick();
  expect([rig.toy.recordedOver, ready().length]).toEqual([2, 3]);
});

test("what the toy held before it was the family's is left alone", async () => {
  await want(true);
  await tick();
  expect(rig.toy.recordedOver).toBe(0);
});

test("not at night", async () => {
  await want(true);
  await rig.command({ kind: "heart", id: randomId(), toy, dark: true });
  await record(3_000);
  await take();
  await tick();
  expect(rig.toy.recordedOver).toBe(0);
  await rig.command({ kind: "heart", id: randomId(), toy, dark: false });
  await tick();
  expect(rig.toy.recordedOver).toBe(1);
});

test("not while the hub is away: it could not be told", async () => {
  await want(true);
  await record(3_000);
  await take();
  rig.setConnected(false);
  await tick();
  expect(rig.toy.recordedOver).toBe(0);
  rig.setConnected(true);
  await tick();
  expect(rig.toy.recordedOver).toBe(1);
});

test("where the journal has no room nothing is recorded", async () => {
  await want(true);
  await record(3_000);
  await take();
  rig.disk.isFull = true;
  await tick();
  expect([rig.toy.recordedOver, told()]).toEqual([0, 0]);
  rig.disk.isFull = false;
  await tick();
  expect([rig.toy.recordedOver, told()]).toEqual([1, 1]);
});

test("a child who comes between wins, and is brought home", async () => {
  await want(true);
  await record(3_000);
  await take();
  rig.toy.onRecordOver = async () => {
    await record(2_000, [7, 7]);
    return undefined;
  };
  await tick();
  expect(ready()).toHaveLength(2);
  expect(ready()[1]).toMatchObject({ told_ms: 2_000 });
  expect(ready()[1]?.unseen).toBeUndefined();
});

test("a toy that cannot is not asked to before the next answer", async () => {
  await want(true);
  await record(3_000);
  await take();
  let asked = 0;
  rig.toy.onRecordOver = async () => {
    asked += 1;
    // It kept what it had.
    rig.toy.lengthMs = 3_000;
    rig.toy.recording = Uint8Array.of(1, 2, 3);
    throw new ToyError("toy.silent", "it does not come to rest");
  };
  await tick();
  expect(asked).toBe(1);
  expect(ready()).toHaveLength(1);
});

/** What the toy holds when a process is back that died in the middle, after so long. */
const CRASHES: readonly [string, number, number, { unseen: number; gaps: readonly string[] }][] = [
  ["ours, as it was to be", 410, 5, { unseen: 0, gaps: [] }],
  ["the child's: it had not begun", 3_000, 5, { unseen: 0, gaps: [] }],
  ["ours, left running until its slot was full", 40_000, 120, { unseen: 0, gaps: [] }],
  ["ours, left running until the look ended it", 28_000, 30, { unseen: 0, gaps: [] }],
  ["what may be a child's of that time", 2_500, 5, { unseen: 1, gaps: ["recording"] }],
  ["what may be a child's, as long as nobody knows", 18_000, 19, { unseen: 1, gaps: ["recording"] }],
  ["longer than it can have run: a stranger's", 30_000, 5, { unseen: 1, gaps: ["long-recording"] }],
];

test.each(CRASHES)("after a crash: %s", async (_, lengthMs, afterSeconds, expected) => {
  await want(true);
  await record(3_000);
  await take();
  rig.toy.onRecordOver = () => new Promise(() => undefined);
  await tick();
  expect(rig.toy.recordedOver).toBe(1);
  const next = await rig.crash();
  onTestFinished(() => next[Symbol.asyncDispose]());
  next.toy.onRecordOver = async () => 410;
  next.toy.lengthMs = lengthMs;
  next.toy.recording = lengthMs === 3_000 ? Uint8Array.of(1, 2, 3) : Uint8Array.of(9);
  const before = next.toy.recordedOver;
  await next.clock.advance(seconds(afterSeconds));
  next.advert();
  await next.clock.advance(ms(300));
  const unseen = ready(next).filter((one) => one.unseen === true).length;
  expect({ unseen, gaps: gaps(next) }).toEqual(expected);
  expect(ready(next).length).toBe(unseen);
  // What is ours is left as it is; what was the child's is tried again.
  await tick(next);
  await tick(next);
  expect(next.toy.recordedOver - before).toBe(lengthMs === 3_000 ? 1 : 0);
});
