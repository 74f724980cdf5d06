/**
 * kill -9 at any moment: while backups are made, what was whole on the stick is whole; while one is brought back, the new machine is as new
 * as it was, or the hub is there to its last file.
 */
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { checkSnapshot } from "../../hub/backup/check-snapshot.ts";
import { listBackups } from "../../hub/backup/list-backups.ts";
import { makeBackedUpFamily } from "../support/backed-up-family.ts";
import { hasOwnDisk, onOwnDisk } from "../support/own-disk.ts";
import { makeStoreRig } from "../support/store-rig.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import type { Said } from "./backup-scenario.ts";

const MAKING_ROUNDS = 12;
const RESTORING_ROUNDS = 10;
const SCENARIO = fileURLToPath(new URL("./backup-scenario.ts", import.meta.url));
const MAIN = fileURLToPath(new URL("../../scripts/cli/main.ts", import.meta.url));

/**
 * @param making how many are begun, the last of which is killed
 * @returns the newest that was made, and whether the kill came before the last was
 */
async function makeUntilKilled(dir: string, folder: string, making: number) {
  let made = 0;
  let begun = 0;
  let isCut = false;
  const maker = spawn(process.execPath, [SCENARIO, "until-killed", dir, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(maker, "exit");
  for await (const line of createInterface({ input: maker.stdout })) {
    const said = JSON.parse(line) as Said;
    isCut = said.kind === "making";
    if (said.kind === "making") begun += 1;
    if (begun === making && isCut) void wait(randomInt(100)).then(() => maker.kill("SIGKILL"));
    if (said.kind === "made") made = said.counter;
  }
  expect(await ended).toEqual([null, "SIGKILL"]);
  return { made, isCut };
}

test(`backups that were made stay whole in ${MAKING_ROUNDS} kills`, async () => {
  await using temp = await makeTempDir(); // on the disk
  const [dir, folder] = [join(temp.path, "hub"), join(temp.path, "stick")];
  await mkdir(folder);
  let newestMade = 0;
  let cutInTheMiddle = 0;
  for (let round = 0; round < MAKING_ROUNDS; round++) {
    // The first of all is made in peace: a place that never was finished holds nothing that could be lost.
    const { made, isCut } = await makeUntilKilled(dir, folder, round === 0 ? 2 : randomInt(1, 3));
    newestMade = Math.max(newestMade, made);
    cutInTheMiddle += isCut ? 1 : 0;
    const [place] = await listBackups(folder);
    const [newest] = place?.snapshots ?? [];
    if (place === undefined || newest === undefined) throw new Error("nothing is left");
    expect(place.altered).toEqual([]);
    expect(newest.head.counter).toBeGreaterThanOrEqual(newestMade);
    for (const snapshot of place.snapshots) {
      const { damaged } = await checkSnapshot({
        place: place.place,
        snapshot,
        newest: newest.list,
        signal: new AbortController().signal,
        tell: () => undefined,
      });
      expect(damaged).toEqual([]);
    }
  }
  expect(newestMade).toBeGreaterThan(1);
  // The kills did come in between.
  expect(cutInTheMiddle).toBeGreaterThan(0);
});

test(`a new machine is new, or the hub is there whole, in ${RESTORING_ROUNDS} kills`, {
  timeout: 240_000,
}, async () => {
  await using family = await makeBackedUpFamily();
  const begin = (data: string) => {
    const args = [MAIN, "backup", "restore", family.stick, "--data", data, "--nobody-out", "--json"];
    const restoring = spawn(process.execPath, args, { stdio: ["pipe", "ignore", "inherit"] });
    restoring.stdin.end(`${family.sheet}\n`);
    return restoring;
  };
  const data = join(await family.newMachine(), "data");
  const started = performance.now();
  expect(await once(begin(join(await family.newMachine(), "data")), "exit")).toEqual([0, null]);
  const wholeMs = performance.now() - started;
  let killed = 0;
  let rounds = 0;
  for (; rounds < RESTORING_ROUNDS; rounds++) {
    const restoring = begin(data);
    const ended = once(restoring, "exit");
    // Later each time, so that the first are never too late, however quick the machine is by now.
    const latestMs = (wholeMs * (rounds + 1)) / RESTORING_ROUNDS;
    void wait(randomInt(Math.floor(latestMs / 2), Math.ceil(latestMs))).then(() => restoring.kill("SIGKILL"));
    const [, signal] = await ended;
    const isThere = (await readdir(data).catch((): string[] => [])).includes("hub");
    if (isThere) break;
    expect(signal).toBe("SIGKILL");
    killed += 1;
  }
  if (rounds === RESTORING_ROUNDS) expect(await once(begin(data), "exit")).toEqual([0, null]);
  expect(killed).toBeGreaterThan(0);
  await using rig = await makeStoreRig(join(data, "hub"));
  const store = await rig.reopen();
  const [record] = await store.messages.newest(1);
  expect((await store.archive.get(record?.id ?? ""))?.byteLength).toBe(record?.sealedBytes);
  expect(store.household.people()).toHaveLength(2);
  expect((await readdir(data)).filter((name) => name.startsWith("hub"))).toEqual(["hub"]);
});

test.skipIf(!hasOwnDisk)(
  "a stick that is full is told; what was whole on it stays so, and what is erased makes room",
  { timeout: 120_000 },
  async () => {
    await using temp = await makeTempDir();
    const [dir, folder] = [join(temp.path, "hub"), join(temp.path, "stick")];
    await mkdir(folder);
    const { command, args } = onOwnDisk(folder, "8m", [
      process.execPath,
      SCENARIO,
      "until-full",
      dir,
      folder,
    ]);
    const filling = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
    const said: Said[] = [];
    for await (const line of createInterface({ input: filling.stdout })) said.push(JSON.parse(line) as Said);
    const made = said.filter(({ kind }) => kind === "made");
    expect(made.length).toBeGreaterThan(3);
    expect(said.slice(-2)).toMatchObject([
      { kind: "full", code: "backup.full", damaged: 0 },
      { kind: "room-again" },
    ]);
    const [full, again] = said.slice(-2) as [
      Extract<Said, { kind: "full" }>,
      Extract<Said, { kind: "room-again" }>,
    ];
    expect(full.listed).toBe(made.length);
    expect(again.counter).toBeGreaterThan(full.listed);
    expect(again.freedBytes).toBeGreaterThan(1_000_000);
  },
);
