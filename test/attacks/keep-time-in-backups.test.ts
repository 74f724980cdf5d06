/**
 * T-18, of the backups: what is older than its time of keeping is gone from the hub, and with the next backup from every backup of the stick;
 * what has a star stays. Whoever holds the stick a year later has nothing that the family no longer wanted to be there.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type * as backups from "../../hub/backup/open-backups.ts";
import { hours } from "../../hub/domain/duration.ts";
import { starMessage, startKeeping } from "../../hub/use-cases/keep-messages.ts";
import { makeBackedUpFamily } from "../support/backed-up-family.ts";
import { sendFrom } from "../support/family.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";

const owned: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of owned.splice(0).reverse()) await one[Symbol.asyncDispose]();
});

/** @returns whether the recording of each, as the archive had it, lies somewhere on the stick */
async function liveFor(days: number, patches: readonly Patch[] = []): Promise<readonly boolean[]> {
  const copy = patches.length === 0 ? undefined : await makePatchedCopy(patches);
  if (copy !== undefined) owned.push(copy);
  const parts = await copy?.load<typeof backups>("hub/backup/open-backups.ts");
  const family = await makeBackedUpFamily(
    parts === undefined ? {} : { parts: { openBackups: parts.openBackups } },
  );
  owned.push(family);
  const { rig, mum, clip, toy, stick } = family;
  const starred = await sendFrom(mum, clip, toy);
  await rig.settle();
  const [other] = (await rig.house.messages.newest(2)).filter(({ id }) => id !== starred.id);
  await starMessage(rig.house, starred.id, true);
  const sealed = await Promise.all([other?.id ?? "", starred.id].map((id) => rig.house.archive.get(id)));
  // Neither is on its way any more: what is stays until it is given up.
  for (const record of await rig.house.messages.open()) {
    const history = [...record.history, { state: "played" as const, at: rig.clock.now(), cause: "tested" }];
    await rig.house.messages.update({ ...record, history });
  }
  await family.backUp();
  using _ = startKeeping(rig.house);
  for (let day = 0; day < days; day++) {
    await rig.clock.advance(hours(24));
    await rig.settle();
    if (day % 10 === 0) await family.backUp();
  }
  await family.backUp();
  const entries = await readdir(stick, { recursive: true, withFileTypes: true });
  const files = await Promise.all(
    entries.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name))),
  );
  return sealed.map((bytes) => bytes !== undefined && files.some((file) => file.equals(bytes)));
}

test("a recording is on the stick for as long as it is kept, and a day later it is not", async () => {
  expect(await liveFor(88)).toEqual([true, true]);
  expect(await liveFor(92)).toEqual([false, true]);
});

test("a place that let nothing go would have it still", TAKES_BARRIER_OUT, async () => {
  const patch: Patch = {
    file: "hub/backup/let-go.ts",
    find: "if (!wanted.has(hash)) await place.removeFile(hash);",
    replace: "",
  };
  expect(await liveFor(92, [patch])).toEqual([true, true]);
});
