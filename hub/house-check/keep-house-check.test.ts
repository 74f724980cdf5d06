import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CheckedHouse, openCheckedHouse } from "../../test/support/checked-house.ts";
import { houseCheckView } from "../contract/house-check.ts";
import { hours, seconds } from "../domain/duration.ts";
import { backupCheck } from "./checks/backup.ts";
import { filesCheck } from "./checks/files.ts";
import { type KeptHouseCheck, keepHouseCheck } from "./keep-house-check.ts";

let house: CheckedHouse & AsyncDisposable;
let kept: KeptHouseCheck;
const open = () =>
  keepHouseCheck({
    checks: async () => [filesCheck, backupCheck],
    context: () => house.context(),
    notes: house.rig.store.houseCheckNotes,
    clock: house.rig.clock,
    log: house.rig.house.log,
    hasFamily: () => house.rig.house.household.people().length > 0,
    fail: house.rig.house.fail,
  });
beforeEach(async () => {
  house = await openCheckedHouse();
  kept = await open();
});
afterEach(async () => {
  expect(house.rig.failures).toEqual([]);
  await kept[Symbol.asyncDispose]();
  await house[Symbol.asyncDispose]();
});

const key = () => join(house.rig.dir, "hub/device.key");
const told = () => house.rig.house.alerts.all().find(({ class: name }) => name === "house-check")?.count ?? 0;
const verdictOf = (id: string) => kept.view().checks.find((one) => one.id === id)?.verdict;

test("it looks half a minute after the start, and each day", async () => {
  await house.rig.claim();
  expect(kept.view()).toEqual({ lookedAt: null, checks: [] });
  const { clock } = house.rig;
  await clock.advance(seconds(30));
  await expect.poll(() => kept.view().lookedAt).toBe(new Date(clock.now()).toISOString());
  expect(houseCheckView.parse(kept.view()).checks.map(({ id, verdict }) => [id, verdict])).toEqual([
    ["files", "ok"],
    ["backup", "warn"],
  ]);
  await clock.advance(hours(24));
  await expect.poll(() => kept.view().lookedAt).toBe(new Date(clock.now()).toISOString());
  expect(told()).toBe(0);
});

test("what is wrong is told once, over a start too, and again when it was well meanwhile", async () => {
  await house.rig.claim();
  await chmod(key(), 0o644);
  await kept.look();
  expect([verdictOf("files"), told()]).toEqual(["fail", 1]);
  await kept.look();
  await kept[Symbol.asyncDispose]();
  kept = await open();
  expect(verdictOf("files")).toBe("fail");
  await kept.look();
  expect(told()).toBe(1);
  await chmod(key(), 0o600);
  await kept.look();
  expect([verdictOf("files"), told()]).toEqual(["ok", 1]);
  await chmod(key(), 0o644);
  await kept.look();
  expect(told()).toBe(2);
});

test("what nobody could be told is told to the first guardian", async () => {
  await chmod(key(), 0o644);
  await kept.look();
  expect(told()).toBe(0);
  await house.rig.claim();
  await kept.look();
  expect(told()).toBe(1);
});

test("what somebody at the machine saw counts; that they could not look says nothing against who could", async () => {
  await house.rig.claim();
  await kept.look();
  await kept.take([
    { id: "firewall", verdict: "fail" },
    { id: "files", verdict: "cannot-tell" },
    { id: "scan", verdict: "cannot-tell" },
  ]);
  expect([verdictOf("firewall"), verdictOf("files"), verdictOf("scan")]).toEqual([
    "fail",
    "ok",
    "cannot-tell",
  ]);
  expect(told()).toBe(1);
  await kept.take([{ id: "firewall", verdict: "ok" }]);
  expect([verdictOf("firewall"), told()]).toEqual(["ok", 1]);
});

test("what has an alert of its own, or passes by itself, is shown and told to nobody", async () => {
  await house.rig.claim();
  await kept.take([
    { id: "backup", verdict: "fail" },
    { id: "relay", verdict: "fail" },
    { id: "leftovers", verdict: "warn" },
    { id: "one of an older version", verdict: "fail" },
  ]);
  expect(kept.view().checks.map(({ id }) => id)).toEqual(["leftovers", "relay", "backup"]);
  expect(told()).toBe(0);
  // Somebody who listens may be anybody.
  await kept.take([{ id: "ports", verdict: "warn" }]);
  expect(told()).toBe(1);
});
