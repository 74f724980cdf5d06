/**
 * T-06: checklists for exposure existed, and nobody looked. Here the house looks at itself: a key file that others may read, somebody who listens where
 * no setting says so, and a firewall that is gone are seen, and every guardian is told within the minute. The test of the test: where one look
 * is taken out, nobody hears of it. On an installed system, with its own timer's unit: open-ports.test.ts.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { alertList } from "../../hub/contract/alerts.ts";
import { seconds } from "../../hub/domain/duration.ts";
import type { Check, HouseContext } from "../../hub/house-check/check.ts";
import { HUB_CHECKS } from "../../hub/house-check/hub-checks.ts";
import { type KeptHouseCheck, keepHouseCheck } from "../../hub/house-check/keep-house-check.ts";
import { runChecks } from "../../hub/house-check/run-checks.ts";
import { firewallCheck } from "../../scripts/doctor/checks/firewall.ts";
import type { DoctorContext, Ended } from "../../scripts/doctor/doctor-context.ts";
import { type CheckedHouse, openCheckedHouse } from "../support/checked-house.ts";
import type { Guardian } from "../support/guardian.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";

let ends: AsyncDisposableStack;
let house: CheckedHouse;
let guardian: Guardian;
beforeEach(async () => {
  ends = new AsyncDisposableStack();
  const opened = ends.use(await openCheckedHouse());
  house = opened;
  guardian = await house.rig.claim();
});
afterEach(() => ends.disposeAsync());

async function begin(checks: readonly Check[] = HUB_CHECKS): Promise<KeptHouseCheck> {
  const kept = await keepHouseCheck({
    checks: async () => checks,
    context: () => house.context(),
    notes: house.rig.store.houseCheckNotes,
    clock: house.rig.clock,
    log: house.rig.house.log,
    hasFamily: () => true,
    fail: house.rig.house.fail,
  });
  return ends.use(kept);
}

/** Half a minute of a hub that has just started, and then whatever it takes to write it down. */
async function aMinute(kept: KeptHouseCheck): Promise<void> {
  const before = kept.view().lookedAt;
  await house.rig.clock.advance(seconds(59));
  await expect.poll(() => kept.view().lookedAt).not.toBe(before);
}

async function isTold(): Promise<boolean> {
  const { alerts } = await guardian.client.call("GET", "/alerts", { schema: alertList });
  return alerts.some((alert) => alert.class === "house-check" && alert.unseen > 0);
}

async function listenAnywhere(): Promise<void> {
  const rogue = createServer();
  await new Promise<void>((on) => rogue.listen(0, "::", on));
  expect((rogue.address() as AddressInfo).port).toBeGreaterThan(0);
  ends.defer(() => void rogue.close());
}
const openKey = () => chmod(join(house.rig.dir, "hub/device.key"), 0o644);

const DEEDS = {
  "a key file that others may read": openKey,
  "a port that no setting opened": listenAnywhere,
} as const;
type Deed = keyof typeof DEEDS;

test("a house in which nothing is wrong tells nobody", async () => {
  await aMinute(await begin());
  expect(await isTold()).toBe(false);
});

test.each(Object.keys(DEEDS) as Deed[])("%s is told within the minute", async (deed) => {
  await DEEDS[deed]();
  await aMinute(await begin());
  expect(await isTold()).toBe(true);
});

test.each<[Deed, Patch]>([
  [
    "a key file that others may read",
    {
      file: "hub/house-check/checks/files.ts",
      find: "(stat.mode & 0o077) !== 0)\n        wrong.push({ path, what: `open to others",
      replace: "stat.mode < 0)\n        wrong.push({ path, what: `open to others",
    },
  ],
  [
    "a port that no setting opened",
    {
      file: "hub/house-check/checks/ports.ts",
      find: "ours.filter((one) => !isMeant(one, context))",
      replace: "ours.filter((one) => one.port < 0 && !isMeant(one, context))",
    },
  ],
])("the test of that: where nobody looks for %s, nobody is told", TAKES_BARRIER_OUT, async (deed, patch) => {
  await using copy = await makePatchedCopy([patch]);
  const { HUB_CHECKS: blind } = await copy.load<{ HUB_CHECKS: readonly Check[] }>(
    "hub/house-check/hub-checks.ts",
  );
  await DEEDS[deed]();
  await aMinute(await begin(blind));
  expect(await isTold()).toBe(false);
});

const TABLE = new URL("../../systemd/pawpost.nft", import.meta.url).pathname;
const hasNft = process.getuid?.() === 0 && existsSync("/usr/sbin/nft");
/** Our table in a network of its own, where somebody may drop it; asked as the doctor asks. */
const ask =
  (deed: string): DoctorContext["run"] =>
  () =>
    new Promise<Ended>((ended) => {
      const users = `sed -E 's/"pawpost-[a-z]+"/64501/; /^include/d' ${TABLE}`;
      const script = `${users} | nft -f - && ${deed} && nft --json list table inet pawpost`;
      execFile("unshare", ["--net", "sh", "-c", script], (error, stdout, stderr) =>
        ended({ status: error === null ? 0 : 1, out: `${stdout}${stderr}` }),
      );
    });

test.runIf(hasNft)("a firewall that somebody dropped is told by who may look there", async () => {
  const kept = await begin();
  const doctor = async (deed: string) => {
    const base: HouseContext = await house.context({ isInstalled: true });
    const context = { ...base, env: {}, sys: "/sys", uptime: () => 0, run: ask(deed) } as DoctorContext;
    await kept.take(await runChecks([firewallCheck], context));
  };
  await doctor("true");
  expect(await isTold()).toBe(false);
  await doctor("nft delete table inet pawpost");
  expect(await isTold()).toBe(true);
});
