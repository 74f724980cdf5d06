/**
 * The power is cut while the hub's store is written: what was acknowledged is there at the next start, and nothing twice. The control: as
 * soon as the store does not flush, the same cuts lose what it said that it keeps.
 */
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { size, timeFor } from "../attacks/sizes.ts";
import { type CutDisk, hasCutDisk, type Journal, makeCutDisk } from "../support/cut-disk.ts";
import { compiledEnv, makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import type { Acknowledged } from "../support/store-post.ts";
import { makeStoreRig } from "../support/store-rig.ts";
import { expectKept, note, type Told, toldNothing } from "../support/told-by-writer.ts";

const CUTS = size("powerCuts");
/** Then another disk, with the other journal: the store grows from cut to cut, and comparing with it. */
const CUTS_A_DISK = 10;
const DISK_MIB = 192;
/** A control loses something in the first or second; if not in so many, cuts cut nothing. */
const CONTROL_CUTS = 10;
const WRITER = new URL("./store-writer.ts", import.meta.url).pathname;

interface Lived {
  readonly told: Told;
  readonly slowestStart: number;
  /** Left by a cut in the middle, and put in order. */
  readonly putInOrder: number;
}

/** @param store of a patched copy, which writes; who reads is the hub's own */
async function liveThrough(disk: CutDisk, cuts: number, store?: string): Promise<Lived> {
  const dir = join(disk.path, "data");
  await using rig = await makeStoreRig(dir);
  const [told, checked] = [toldNothing(), new Set<string>()];
  let slowestStart = 0;
  for (let round = 0; round < cuts; round++) {
    await writeUntilCut(disk, dir, told, round, store);
    await disk.remount();
    // Every fourth time the next writer finds what this cut left, and is cut over it.
    if (round % 4 === 1) continue;
    const start = performance.now();
    const opened = await rig.reopen();
    slowestStart = Math.max(slowestStart, performance.now() - start);
    await opened.swept;
    await expectKept(opened, dir, told, checked);
    await rig.close();
  }
  const found = rig.log.map(({ facts }) => Number(facts?.adopted) + Number(facts?.removed));
  return { told, slowestStart, putInOrder: found.filter((count) => count > 0).length };
}

async function writeUntilCut(
  disk: CutDisk,
  dir: string,
  told: Told,
  round: number,
  store?: string,
): Promise<void> {
  const program = store === undefined ? [] : [store];
  const writer = spawn(process.execPath, [WRITER, dir, ...program], {
    env: { ...process.env, ...compiledEnv(store ?? WRITER) },
    stdio: ["ignore", "pipe", "ignore"], // it says at length that its disk is gone
  });
  const ended = once(writer, "exit");
  let cutting: Promise<void> | undefined;
  let isCut = false;
  // Counted in what it says, so that a busy machine is cut off as late as any other.
  let heard = 0;
  const enough = round % 4 === 0 ? 0 : randomInt(24);
  const cutIn = async (milliseconds: number) => {
    await wait(milliseconds);
    isCut = true;
    await disk.cut();
    writer.kill("SIGKILL");
  };
  // Every fifth time while it starts, a first start among them.
  if (round % 5 === 0) cutting = cutIn(randomInt(100, 600));
  for await (const line of createInterface({ input: writer.stdout })) {
    const said = JSON.parse(line) as Acknowledged | { readonly kind: "open" };
    if (said.kind !== "open") heard += 1;
    if (heard >= enough) cutting ??= cutIn(randomInt(30));
    // Nobody hears a machine whose power went. This one goes on for a moment, and may be told that something is flushed which is dropped.
    if (isCut) continue;
    if (said.kind !== "open") note(told, said);
  }
  await ended;
  expect(cutting, "the writer opened its store").toBeDefined();
  await cutting;
}

const JOURNALS: readonly Journal[] = ["ordered", "writeback"];

test.skipIf(!hasCutDisk)(
  `loses nothing acknowledged and doubles nothing in ${CUTS} power cuts`,
  async () => {
    let [acknowledged, deleted, putInOrder, slowestStart] = [0, 0, 0, 0];
    for (let done = 0; done < CUTS; done += CUTS_A_DISK) {
      const journal = JOURNALS[(done / CUTS_A_DISK) % JOURNALS.length] ?? "ordered";
      await using disk = await makeCutDisk(DISK_MIB, journal);
      const lived = await liveThrough(disk, Math.min(CUTS_A_DISK, CUTS - done));
      acknowledged += lived.told.records.size;
      deleted += lived.told.deleted.size;
      putInOrder += lived.putInOrder;
      slowestStart = Math.max(slowestStart, lived.slowestStart);
    }
    process.stdout.write(
      `cuts=${CUTS} acknowledged=${acknowledged} put-in-order=${putInOrder} slowest-start=${Math.round(slowestStart)}ms lost=0\n`,
    );
    expect(acknowledged).toBeGreaterThan(CUTS / 2);
    expect(deleted).toBeGreaterThan(0);
    expect(slowestStart).toBeLessThan(10_000);
    // The cuts did come in between: there was something to put in order.
    expect(putInOrder).toBeGreaterThan(0);
  },
  timeFor("powerCuts").timeout,
);

const UNFLUSHED: readonly (readonly [string, Patch])[] = [
  ["the index", { file: "hub/store/sealed-index.ts", find: "{ sync: true }", replace: "{ sync: false }" }],
  [
    "a file",
    {
      file: "hub/store/durable-file.ts",
      find: "    for (const part of parts) await writeAll(file, part);\n    await file.datasync();",
      replace: "    for (const part of parts) await writeAll(file, part);",
    },
  ],
];

test.skipIf(!hasCutDisk).each(UNFLUSHED)(
  "loses what was acknowledged where %s is not flushed",
  async (_, patch) => {
    await using copy = await makePatchedCopy([patch]);
    await using disk = await makeCutDisk(DISK_MIB, "ordered");
    const loss = await liveThrough(disk, CONTROL_CUTS, copy.path("hub/store/hub-store.ts")).then(
      () => "nothing",
      (error: Error) => `${error.name} ${error.message} ${error.stack}`,
    );
    expect(loss, "it is missing, or damaged").toMatch(/told-by-writer\.ts|StoreError/);
  },
);
