/**
 * T-18. Recordings that are kept for ever "in case somebody wants to hear them again". Ninety days and one pass, partly with the hub off,
 * and nobody signs in: recording, card, index entry and the clip for the toy are gone, and what has a star is there. The hub's real
 * parts in one process, on a clock of the test's (`makeHubRig`); each barrier is taken out of a copy of the source.
 */
import { cpSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openClipCheck } from "../../hub/check/open-clip-check.ts";
import type { openLivedClock } from "../../hub/clock/open-lived-clock.ts";
import { hours } from "../../hub/domain/duration.ts";
import type { openHubStore } from "../../hub/store/hub-store.ts";
import { startKeeping } from "../../hub/use-cases/keep-messages.ts";
import { type Clip, hum, prepareClip } from "../support/guardian.ts";
import { bleSays, type HubRig, type HubRigOptions, makeHubRig } from "../support/hub-rig.ts";
import { makeManualClock } from "../support/manual-clock.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { makeRecordingLog } from "../support/quiet-log.ts";
import { readStore } from "../support/read-store.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { takenOut } from "./sizes.ts";

const check = openClipCheck({ clock: makeManualClock(), logger: makeRecordingLog() });
let clip: Clip;
beforeAll(async () => {
  clip = await prepareClip(hum(1, 1), 16_000, () => 0.5);
});
afterAll(() => check[Symbol.asyncDispose]());

interface Attacked {
  readonly startKeeping: typeof startKeeping;
  readonly parts: NonNullable<HubRigOptions["parts"]>;
}
interface Found {
  /** Days that were lived, by the test's own count. */
  readonly days: number;
  /** What is left of the message whose time is over: files (card, sealed file, clip), and whether the index holds its stamp. */
  readonly files: number;
  readonly stamp: boolean;
  readonly starred: boolean;
}

const live = async (rig: HubRig, days: number) => {
  for (let day = 0; day < days; day++) {
    await rig.clock.advance(hours(24));
    await rig.settle();
  }
};

async function keepForAQuarter({ startKeeping: start, parts }: Attacked): Promise<Found[]> {
  const found: Found[] = [];
  await using first = await makeHubRig({ check, parts });
  const guardian = await first.claim();
  const toy = await first.addToy();
  const hear = async () => {
    const { id } = await guardian.send(clip, toy);
    await first.settle();
    const delivery = first.toys.all("deliver").at(-1);
    if (delivery === undefined) throw new Error("nothing was delivered");
    for (const event of [bleSays.delivered(delivery), bleSays.played(delivery)]) {
      first.toys.says(event);
      await first.settle();
    }
    return { id, stamp: delivery.stamp };
  };
  const starred = await hear();
  await guardian.client.call("PUT", `/messages/${starred.id}/kept`, { json: { kept: true } });
  const before = new Set((await readStore(`${first.dir}/hub`)).files);
  const old = await hear();
  const files = (await readStore(`${first.dir}/hub`)).files.filter((name) => !before.has(name));
  const look = async (rig: HubRig, days: number) => {
    const now = await readStore(`${rig.dir}/hub`);
    found.push({
      days,
      files: now.files.filter((name) => files.includes(name)).length,
      stamp: now.text.includes(old.stamp),
      starred: (await rig.house.archive.get(starred.id)) !== undefined && now.text.includes(starred.stamp),
    });
  };
  {
    using _keeping = start(first.house);
    await live(first, 40);
  }
  // Killed here, off for twenty days, started again on the same data: nobody counted meanwhile.
  await using killed = await makeTempDir();
  const isNoLock = (path: string) => !path.endsWith("/LOCK");
  cpSync(`${first.dir}/hub`, `${killed.path}/hub`, { recursive: true, filter: isNoLock });
  await first.clock.advance(hours(20 * 24));
  await using second = await makeHubRig({ check, parts, copyOf: killed.path, clock: first.clock });
  using _keeping = start(second.house);
  await live(second, 29);
  await look(second, 89);
  await live(second, 2);
  await look(second, 91);
  expect(second.failures).toEqual([]);
  return found;
}

const THERE = { files: 2, stamp: true, starred: true };
const GONE = { files: 0, stamp: false, starred: true };

test("after 91 days all of it is gone but what has a star", async () => {
  expect(await keepForAQuarter({ startKeeping, parts: {} })).toEqual([
    { days: 89, ...THERE },
    { days: 91, ...GONE },
  ]);
});

const KEEP = "hub/use-cases/keep-messages.ts";
test.each<[string, Patch, Omit<Found, "days">]>(
  takenOut([
    [
      "the look at how old they are",
      { file: KEEP, find: "    eraseWhatIsOver(house).catch(house.fail);\n", replace: "" },
      THERE,
    ],
    [
      "the star",
      { file: KEEP, find: "    if (isKept) continue;\n", replace: "" },
      { ...GONE, starred: false },
    ],
    [
      "the erasing of files",
      {
        file: "hub/store/eraser.ts",
        find: "          for (const erase of this.#parts.hangsOn) await erase(next.id);\n",
        replace: "",
      },
      { ...GONE, files: 2 },
    ],
    [
      "the count of the time that the hub was off",
      {
        file: "hub/domain/lived-time.ts",
        find: "if (isSinceStart && size > 0 && size <= this.#credit) {",
        replace: "if (isSinceStart && size > 0 && size < 0) {",
      },
      THERE,
    ],
  ]),
)("without %s it is not so", { timeout: 60_000, ...TAKES_BARRIER_OUT }, async (_, patch, is) => {
  await using copy = await makePatchedCopy([patch]);
  const keeping = await copy.load<{ startKeeping: typeof startKeeping }>(KEEP);
  const store = await copy.load<{ openHubStore: typeof openHubStore }>("hub/store/hub-store.ts");
  const lived = await copy.load<{ openLivedClock: typeof openLivedClock }>("hub/clock/open-lived-clock.ts");
  const [, after] = await keepForAQuarter({ ...keeping, parts: { ...store, ...lived } });
  expect(after).toEqual({ days: 91, ...is });
});
