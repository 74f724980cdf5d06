import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { BackupError } from "../backup/errors.ts";
import { hours, minutes, ms } from "../domain/duration.ts";
import { wallTimeAt } from "../domain/wall-time.ts";
import type { BackupMade, BackupNote, Backups } from "../ports/backups.ts";
import { backUpAfterErasing, makeBackup, startBackups } from "./keep-backups.ts";

const PLACE = "p".repeat(21).concat("A");

/** A stick as the port has it: made at once, or not, as the test says. */
function playStick() {
  let note: BackupNote | undefined;
  const stick = {
    failsWith: undefined as BackupError["code"] | undefined,
    isThere: true,
    isRolledBack: false,
    /** Wall time of each backup. */
    made: [] as number[],
    note: () => note,
  };
  const backups = (now: () => number, lived: () => number): Backups => ({
    folder: "/media/stick",
    notes: {
      read: async () => note,
      async write(written) {
        note = written;
      },
    },
    place: async () => (stick.isThere && stick.made.length > 0 ? "/media/stick/pawpost-backup-x" : undefined),
    isThere: async () => stick.isThere,
    lookThrough: async () => ({ counter: stick.made.length, files: 3, damaged: [] }),
    pack: async () => ({ counter: 1, pieces: (async function* () {})() }),
    sealedKeys: async () => new Uint8Array(),
    keyFiles: async () => [],
    async make(): Promise<BackupMade> {
      if (!stick.isThere) throw new BackupError("backup.gone", "no stick");
      if (stick.failsWith !== undefined) throw new BackupError(stick.failsWith, "as the test wants it");
      stick.made.push(now());
      const place = { counter: stick.made.length, at: now(), lived: lived(), oldestAt: stick.made[0] ?? 0 };
      note = { places: { [PLACE]: place }, failing: null };
      const facts = { files: 3, bytes: 1, added: 1, rescued: 0, lost: 0, kept: 1, mended: 0 };
      return { ...facts, counter: place.counter, at: now(), isRolledBack: stick.isRolledBack };
    },
  });
  return { stick, backups };
}

let rig: HubRig;
let stick: ReturnType<typeof playStick>["stick"];
let keeping: Disposable | undefined;

beforeEach(async () => {
  const played = playStick();
  ({ stick } = played);
  rig = await makeHubRig({
    change: ({ clock, lived }) => ({ backups: played.backups(clock.now, lived.now) }),
  });
  await rig.claim();
});
afterEach(async () => {
  keeping?.[Symbol.dispose]();
  await rig.settle();
  expect(rig.failures).toEqual([]);
  await rig[Symbol.asyncDispose]();
});

const begin = (random = () => 0.5) => {
  keeping = startBackups(rig.house, random);
};
async function live(wait: number): Promise<void> {
  for (let done = 0; done < wait; done += minutes(1)) {
    await rig.clock.advance(minutes(1));
    await rig.settle();
  }
}
const hourOf = (at: number) => {
  const { hour, minute } = wallTimeAt(rig.house.zone, at);
  return hour + minute / 60;
};
const told = () =>
  rig.house.alerts
    .all()
    .filter((alert) => alert.class.startsWith("backup-"))
    .map((alert) => `${alert.class} ${alert.count}`);

test("the first at once, then one each night at the minute that was chosen for it", async () => {
  begin();
  await live(hours(72));
  expect(stick.made).toHaveLength(4);
  for (const at of stick.made.slice(1)) expect(hourOf(at)).toBeCloseTo(3.5, 1);
});

test("without a family none is made, and without a folder nothing is looked for", async () => {
  const { stick: unused, backups } = playStick();
  await using bare = await makeHubRig({
    change: ({ clock, lived }) => ({ backups: backups(clock.now, lived.now) }),
  });
  using _ = startBackups(bare.house, () => 0);
  await bare.clock.advance(hours(30));
  expect(unused.made).toEqual([]);
  const after = vi.spyOn(rig.clock, "after");
  startBackups({ ...rig.house, backups: { ...rig.house.backups, folder: undefined } }, () => 0);
  expect(after).not.toHaveBeenCalled();
});

test("a stick that is gone is waited for; guardians are told after a day, once, and it goes on within a minute", async () => {
  begin();
  await live(hours(1));
  stick.isThere = false;
  await live(hours(24));
  expect(told()).toEqual([]);
  await live(hours(50));
  expect(told()).toEqual(["backup-failing 1"]);
  expect(stick.made).toHaveLength(1);
  stick.isThere = true;
  await live(minutes(2));
  expect(stick.made).toHaveLength(2);
  expect(stick.note()?.failing).toBeNull();
});

test("what waiting does not mend is tried again every ten minutes", async () => {
  stick.failsWith = "backup.full";
  const make = vi.spyOn(rig.house.backups, "make");
  begin();
  await live(hours(1));
  expect(make.mock.calls.length).toBeGreaterThanOrEqual(5);
  expect(make.mock.calls.length).toBeLessThanOrEqual(7);
  stick.failsWith = undefined;
  await live(minutes(11));
  expect(stick.made).toHaveLength(1);
});

test.each(["backup.foreign", "backup.altered"] as const)("%s is told at once, and once", async (code) => {
  stick.failsWith = code;
  begin();
  await live(hours(30));
  expect(told()).toEqual(["backup-doubtful 1"]);
});

test("a place that went back in time is told, although a backup was made", async () => {
  stick.isRolledBack = true;
  await makeBackup(rig.house, { signal: new AbortController().signal });
  expect(told()).toEqual(["backup-doubtful 1"]);
});

test("what a guardian erases leaves the backups ten minutes later, several together", async () => {
  begin();
  await live(minutes(5));
  backUpAfterErasing(rig.house);
  await live(minutes(5));
  backUpAfterErasing(rig.house);
  await live(minutes(9));
  expect(stick.made).toHaveLength(1);
  await live(minutes(2));
  expect(stick.made).toHaveLength(2);
  await live(hours(2));
  expect(stick.made).toHaveLength(2);
});

test("a clock that is set makes no second one, and lets no night go by", async () => {
  begin();
  await live(hours(30));
  const before = stick.made.length;
  rig.clock.stepWallClock(ms(-20 * hours(24)));
  await live(hours(4));
  rig.clock.stepWallClock(ms(40 * hours(24)));
  await live(hours(4));
  expect(stick.made.length - before).toBeLessThanOrEqual(1);
  await live(hours(33));
  expect(stick.made.length).toBeGreaterThan(before);
});
