import { cpSync } from "node:fs";
import { rename } from "node:fs/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { rewriteIndex } from "../../test/support/rewrite-index.ts";
import { makeStoreRig } from "../../test/support/store-rig.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { ms, seconds } from "../domain/duration.ts";
import type { DiskRoom } from "../ports/disk-room.ts";
import { noteStart } from "./note-start.ts";
import { startWatching } from "./watch-machine.ts";

const YEAR = 365 * 86_400_000;
let rig: HubRig;
let room: Awaited<ReturnType<DiskRoom["look"]>>;
beforeEach(async () => {
  room = "enough";
  rig = await makeHubRig({
    change: ({ disk }) => ({ disk: { look: async () => room, measure: () => disk.measure() } }),
  });
});
afterEach(async () => {
  expect(rig.failures).toEqual([]);
  await rig[Symbol.asyncDispose]();
});

async function kinds(of = rig) {
  await of.settle();
  const found: string[] = [];
  for await (const { kind } of of.house.ledger.entries()) found.push(kind);
  return found.slice(1); // the claim
}

test("a clock that is set is told each time, and one that goes on is not", async () => {
  await rig.claim();
  using _watching = startWatching(rig.house);
  await rig.clock.advance(seconds(60));
  expect(await kinds()).toEqual([]);
  const jumps = [-YEAR, 11 * YEAR, -rig.clock.now()];
  for (const [nth, jump] of jumps.entries()) {
    rig.clock.stepWallClock(jump);
    await rig.clock.advance(seconds(5));
    expect(await kinds()).toEqual(Array.from({ length: nth + 1 }, () => "clock-jumped"));
  }
});

test("a hub that starts before what it wrote last says so", async () => {
  await rig.claim();
  rig.clock.stepWallClock(-YEAR);
  using _watching = startWatching(rig.house);
  expect(await kinds()).toEqual(["clock-jumped"]);
});

test("a full disk is told once, and again when it was not full meanwhile", async () => {
  await rig.claim();
  using _watching = startWatching(rig.house);
  const wait = () => rig.clock.advance(seconds(15));
  room = "full";
  await wait();
  expect(await kinds()).toEqual(["disk-full"]);
  room = "enough";
  await wait();
  room = "full";
  await wait();
  expect(await kinds()).toEqual(["disk-full", "disk-full"]);
});

test("on a disk without room for a line none is written, until there is room", async () => {
  await rig.claim();
  room = "nothing";
  using _watching = startWatching(rig.house);
  await rig.settle();
  rig.clock.stepWallClock(-YEAR);
  await rig.clock.advance(seconds(15));
  await noteStart(rig.house, { afterKill: true, withLostIndex: true });
  expect(await kinds()).toEqual([]);
  room = "full";
  await rig.clock.advance(seconds(5));
  expect(await kinds()).toEqual(["disk-full"]);
});

test("a hub without a guardian has nobody to tell", async () => {
  using _watching = startWatching(rig.house);
  room = "full";
  rig.clock.stepWallClock(-YEAR);
  await rig.clock.advance(ms(10_000));
  await noteStart(rig.house, { afterKill: true, withLostIndex: true });
  expect(await rig.house.ledger.head()).toMatchObject({ number: 0 });
});

test("how it started is told: after a kill, with a lost index; and nothing of a start in good order", async () => {
  await rig.claim();
  await noteStart(rig.house, { afterKill: false, withLostIndex: false });
  expect(await kinds()).toEqual([]);
  await noteStart(rig.house, { afterKill: true, withLostIndex: true });
  expect(await kinds()).toEqual(["hub-stopped", "index-rebuilt"]);
});

test("the store knows a kill from an end in good order, and a lost index from a new one", async () => {
  await using store = await makeStoreRig();
  expect((await store.reopen()).started).toEqual({ afterKill: false, withLostIndex: false });
  expect((await store.reopen()).started).toEqual({ afterKill: false, withLostIndex: false });
  // Left with files to look through, but in good order.
  await (await store.reopen()).archive.put("an id that no message has", new Uint8Array(10));
  expect((await store.reopen()).started.afterKill).toBe(false);
  await store.close();
  await rename(`${store.dir}/index`, `${store.dir}/elsewhere`);
  expect((await store.reopen()).started.withLostIndex).toBe(true);
  // What the disk holds while it runs is what a kill leaves.
  cpSync(`${rig.dir}/hub`, `${store.dir}-killed`, { recursive: true });
  await using killed = await makeStoreRig(`${store.dir}-killed`);
  expect((await killed.reopen()).started).toEqual({ afterKill: true, withLostIndex: false });
});

test.each([
  ["an entry changed", "flip"],
  ["an entry taken out", "drop"],
] as const)("%s in the ledger: told at the next start", async (_, deed) => {
  await using temp = await makeTempDir();
  await rig.claim();
  for (let n = 0; n < 5; n++)
    await rig.house.ledger.append({ at: n, kind: "signed-in", person: null, subject: null });
  cpSync(rig.dir, temp.path, { recursive: true });
  await rewriteIndex(`${temp.path}/hub`, (letter, at) => (letter === "l" && at === 2 ? deed : "keep"));
  await using copy = await makeHubRig({ copyOf: temp.path });
  await noteStart(copy.house, { afterKill: false, withLostIndex: false });
  const [newest] = (await copy.house.ledger.before(1_000, 1)).entries;
  expect(newest?.kind).toBe("history-broken");
});
