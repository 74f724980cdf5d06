import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { size, timeFor } from "../attacks/sizes.ts";
import type { Acknowledged } from "../support/store-post.ts";
import { makeStoreRig } from "../support/store-rig.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { expectKept, note, type Told, toldNothing } from "../support/told-by-writer.ts";

const ROUNDS = size("storeKills");

test(
  `loses nothing acknowledged and doubles nothing in ${ROUNDS} kills`,
  async () => {
    await using temp = await makeTempDir(); // on the disk
    await using rig = await makeStoreRig(join(temp.path, "data"));
    const told = toldNothing();
    const checked = new Set<string>();
    let slowestStart = 0;
    for (let round = 0; round < ROUNDS; round++) {
      await writeUntilKilled(rig.dir, told, round % 4 === 0 ? randomInt(20) : randomInt(150));
      // Every third time the next writer finds what this kill left, and is killed over it.
      if (round % 3 === 1) continue;
      const start = performance.now();
      const store = await rig.reopen();
      slowestStart = Math.max(slowestStart, performance.now() - start);
      await store.swept;
      await expectKept(store, rig.dir, told, checked);
      await rig.close();
    }
    expect(told.records.size).toBeGreaterThan(ROUNDS);
    expect(told.deleted.size).toBeGreaterThan(0);
    expect(slowestStart).toBeLessThan(10_000);
    // The kills did come in between: there was something to put in order.
    const putInOrder = rig.log.filter(({ facts }) => Number(facts?.adopted) + Number(facts?.removed) > 0);
    expect(putInOrder.length).toBeGreaterThan(0);
  },
  timeFor("storeKills").timeout,
);

async function writeUntilKilled(dir: string, told: Told, delayMs: number): Promise<void> {
  const script = new URL("./store-writer.ts", import.meta.url).pathname;
  const writer = spawn(process.execPath, [script, dir], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(writer, "exit");
  for await (const line of createInterface({ input: writer.stdout })) {
    const said = JSON.parse(line) as Acknowledged | { readonly kind: "open" };
    if (said.kind === "open") void wait(delayMs).then(() => writer.kill("SIGKILL"));
    else note(told, said);
  }
  expect(await ended).toEqual([null, "SIGKILL"]);
}
