/**
 * T-97, for a guardian who was removed. The hub's folder is brought back as it was before: in a backup, or by who owns the machine. The hub believes what it
 * has, so the old guardian is in again there; who remembers more does not believe the hub: no browser that was in since, and no guard of a toy. What the old
 * guardian stamps reaches no child.
 */
import { cpSync } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { RosterKeeper } from "../../ble/bridge/roster-keeper.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { verifyStamp } from "../../hub/contract/stamp.ts";
import { askForCode, removeGuardian, showCode } from "../../web-ui/src/actions/guardians.ts";
import { readAnew } from "../../web-ui/src/actions/read-anew.ts";
import { stampClip } from "../../web-ui/src/actions/stamp-clip.ts";
import { AttackedHub } from "../support/attacked-hub.ts";
import { codeOr } from "../support/code-of.ts";
import {
  addGuardian,
  asGuardian,
  atHub,
  claimFamily,
  idOf,
  pageElsewhere,
  sendFrom,
} from "../support/family.ts";
import { hum, prepareClip, randomId } from "../support/guardian.ts";
import { memoryJournal } from "../support/memory-journal.ts";
import { sessionOn } from "../support/paper-page.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { PlayedBle } from "../support/played-ble.ts";
import { makeRecordingLog } from "../support/quiet-log.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";

const owned: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of owned.splice(0).reverse()) await one[Symbol.asyncDispose]();
});

const codeOf = codeOr("in");

async function restore(keeper: Pick<typeof RosterKeeper, "open"> = RosterKeeper) {
  const printed: string[] = [];
  const hub = await AttackedHub.start({
    cheapHash: true,
    onLine: (line) => {
      if (line.kind === "presence") printed.push(line.code);
    },
  });
  owned.push(hub);
  const mum = await claimFamily(atHub(hub));
  const toy = await (async () => {
    await using ble = await PlayedBle.open(hub.stack);
    return await ble.claimedBy(await asGuardian(mum), "Bear", "Kim");
  })();
  const dad = await addGuardian(atHub(hub), mum, "Dad");
  // What ble has pinned, and follows.
  const guard = await keeper.open(memoryJournal(), makeRecordingLog());
  const tell = async (entries: readonly string[]) => guard.take({ from: 0, total: entries.length, entries });
  await tell((await readAnew(mum.page)).info.roster);
  await guard.pin(() => []);

  const data = join(hub.stack.dataFolder, "hub");
  await hub.stack.stop("hub");
  cpSync(data, `${data}-before`, { recursive: true });
  await hub.stack.begin("hub");
  await askForCode(mum.page);
  await expect.poll(() => printed.length).toBe(1);
  await showCode(mum.page, printed[0] ?? "");
  await removeGuardian(mum.page, { id: idOf(dad) });
  await tell(sessionOn(mum.page).info.roster);
  const outBefore = await codeOf(pageElsewhere(atHub(hub), dad));

  await hub.stack.stop("hub");
  await rename(data, `${data}-after`);
  await rename(`${data}-before`, data);
  await hub.stack.begin("hub");
  const back = await pageElsewhere(atHub(hub), dad);
  const clip = await prepareClip(hum(1, 1), 16_000);
  const hubTakesIt = await codeOf(sendFrom(back, clip, toy));
  await tell(sessionOn(back.page).info.roster);
  const message = randomId();
  const stamp = await stampClip(back.page, sessionOn(back.page), { id: message, sha256: clip.sha256, toy });
  const { pinned } = guard;
  if (pinned === undefined) throw new Error("nothing is pinned");
  return {
    outBefore,
    hubTakesIt,
    browser: await codeOf(readAnew(mum.page)),
    guardOfTheToy: await codeOf(
      verifyStamp(stamp, {
        roster: pinned,
        message,
        clipSha256: clip.sha256,
        toy: toy.id as PublicId,
        child: toy.child as PublicId,
        now: Date.now() + 1_000,
      }),
    ),
  };
}

const STILL_OUT = {
  outBefore: "sign-in.refused",
  // It knows no better.
  hubTakesIt: "in",
  browser: "roster.older-than-known",
  guardOfTheToy: "stamp.unknown-signer",
};

test("a guardian who is back by a restored folder is out for browsers and toys all the same", async () => {
  expect(await restore()).toEqual(STILL_OUT);
});

test("without the memory of the guard, what they stamp reaches the toy", TAKES_BARRIER_OUT, async () => {
  const patch: Patch = {
    file: "ble/bridge/roster-keeper.ts",
    find: "    assertFollows(roster, { fingerprint: known.fingerprint, head: known.head }, known.hashes.length);\n    // It counts",
    replace: "    // It counts",
  };
  const copy = await makePatchedCopy([patch]);
  owned.push(copy);
  const forgetful = await copy.load<{ RosterKeeper: typeof RosterKeeper }>(patch.file);
  expect(await restore(forgetful.RosterKeeper)).toEqual({ ...STILL_OUT, guardOfTheToy: "in" });
});
