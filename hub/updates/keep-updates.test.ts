/** What a hub makes of newer versions: hears of them, fetches one when somebody wants it, hands it over by day, and tells what became of it. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { randomId } from "../../test/support/guardian.ts";
import { makeManualClock } from "../../test/support/manual-clock.ts";
import { makeProject } from "../../test/support/project-keys.ts";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { makeRestingClock } from "../../test/support/resting-clock.ts";
import { makeMemoryDir } from "../../test/support/store-rig.ts";
import { hours, minutes } from "../domain/duration.ts";
import type { LedgerEntry } from "../ports/ledger.ts";
import type { UpdateNote } from "../ports/updates.ts";
import { ReleaseRefused } from "./errors.ts";
import { openInstalled, prefixOf } from "./installed.ts";
import { type KeptUpdates, keepUpdates, type UpdateParts } from "./keep-updates.ts";

const [OLD, NEW] = ["0.1.0", "0.2.0"];
const NOON = Date.UTC(2026, 10, 29, 12);
const project = makeProject();
const MUM = randomId();

let dir: string;
let note: UpdateNote | undefined;
let ledger: LedgerEntry[];
let published: () => Promise<Uint8Array>;
let built: UpdateParts["source"] extends infer S | undefined
  ? S extends { fetchBuild: infer F }
    ? F
    : never
  : never;
let handed: ("now" | "by-day")[];
let isBusy: boolean;

const releaseOf = (now: number, change: object = {}) =>
  Buffer.from(
    project.signed({
      kind: "pawpost-release-1",
      counter: 3,
      version: NEW,
      from: OLD,
      issued: new Date(now - 86_400_000).toISOString(),
      expires: new Date(now + 90 * 86_400_000).toISOString(),
      advisories: ["PAW-2026-001"],
      builds: [{ machine: "amd64", file: "pawpost-build.tar.gz", bytes: 7, sha256: "0".repeat(64) }],
      ...change,
    }),
  );

beforeEach(async () => {
  const folder = await makeMemoryDir();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  dir = folder.path;
  [note, ledger, handed, isBusy] = [undefined, [], [], false];
  published = async () => releaseOf(NOON);
  built = async (build, spool, progress) => {
    await mkdir(spool, { recursive: true });
    await writeFile(join(spool, build.file), "a build");
    progress(7);
  };
});

async function keep(of: Partial<UpdateParts> = {}, wallStart = NOON) {
  const time = makeManualClock(wallStart);
  const clock = makeRestingClock(time);
  const kept = await keepUpdates({
    version: OLD,
    machine: "amd64",
    source: {
      host: "project.example:443",
      fetchRelease: () => published(),
      fetchBuild: (...words) => built(...words),
    },
    keys: project.keys,
    installed: openInstalled({
      prefix: dir,
      spool: join(dir, "spool"),
      progress: join(dir, "progress"),
      hand: (isNow) => handed.push(isNow ? "now" : "by-day"),
    }),
    notes: {
      read: async () => note,
      async write(next, entries) {
        note = next;
        ledger.push(...entries);
      },
    },
    clock,
    zone: "UTC",
    random: () => 0,
    newId: randomId,
    isBusy: () => isBusy,
    log: makeRecordingLog(),
    fail: (error) => expect.unreachable(String(error)),
    ...of,
  });
  onTestFinished(() => kept[Symbol.asyncDispose]());
  await clock.settle();
  const pass = async (wait: ReturnType<typeof minutes>) => {
    for (let left = wait as number; left > 0; left -= 60_000) {
      await time.advance(minutes(1));
      await clock.settle();
    }
  };
  return { kept, pass };
}
const kinds = () => ledger.map(({ kind }) => kind);
const heard = async (kept: KeptUpdates) => {
  await kept.ask();
  return kept.view();
};
const laid = (what: object) => writeFile(join(dir, "update.json"), JSON.stringify(what));

test("it asks some minutes after a start, and says what there is", async () => {
  let asked = 0;
  published = async () => {
    asked += 1;
    return releaseOf(NOON);
  };
  const { kept, pass } = await keep();
  expect([asked, kept.view().state]).toEqual([0, "waiting"]);
  await pass(minutes(6));
  expect([asked, kept.view()]).toMatchObject([
    1,
    { state: "offered", offered: { version: NEW, mends: ["PAW-2026-001"], bytes: 7 } },
  ]);
  await pass(hours(1));
  expect(asked).toBe(1);
  expect(handed).toEqual([]); // nobody said so
});

test("it asks again once a day, and soon after a start: what is offered is not kept", async () => {
  let asked = 0;
  published = async () => {
    asked += 1;
    return releaseOf(NOON);
  };
  const { kept, pass } = await keep();
  await heard(kept);
  await pass(hours(21));
  expect(asked).toBe(1);
  await pass(hours(2));
  expect(asked).toBe(2);
  await kept[Symbol.asyncDispose]();
  const later = await keep({}, NOON + hours(23));
  expect(later.kept.view().state).toBe("waiting");
  await later.pass(minutes(6));
  expect([asked, later.kept.view().state]).toEqual([3, "offered"]);
});

test("the version that runs is none that is newer", async () => {
  published = async () => releaseOf(NOON, { version: OLD });
  const { kept } = await keep();
  expect(await heard(kept)).toMatchObject({ state: "current", offered: null, lastTry: { trouble: null } });
});

test.each([
  [
    "one key signed it",
    async () => Buffer.from(project.signed({}, project.signers.slice(0, 1))),
    "not-believed",
  ],
  ["it is over", async () => releaseOf(NOON, { expires: new Date(NOON).toISOString() }), "not-believed"],
  ["another comes before", async () => releaseOf(NOON, { from: "0.1.5" }), "too-far"],
  [
    "it is for others",
    async () =>
      releaseOf(NOON, {
        builds: [{ machine: "arm64", file: "pawpost-a", bytes: 1, sha256: "0".repeat(64) }],
      }),
    "no-build",
  ],
  ["nobody answers", () => Promise.reject(Object.assign(new Error(), { code: "ECONNREFUSED" })), "no-answer"],
] as const)("where %s, that is said and nothing offered", async (_, answer, trouble) => {
  published = answer;
  const { kept } = await keep();
  expect(await heard(kept)).toMatchObject({ state: "waiting", offered: null, lastTry: { trouble } });
});

test("one that a guardian wants now is fetched, and handed over with what was signed", async () => {
  const { kept, pass } = await keep();
  await heard(kept);
  await kept.install("now", MUM);
  await pass(minutes(1));
  expect([handed, kept.view().state, kinds()]).toEqual([["now"], "handed", ["update-wanted"]]);
  expect(await readFile(join(dir, "spool/pawpost-build.tar.gz"), "utf8")).toBe("a build");
  expect(await readFile(join(dir, "spool/release.json"))).toEqual(releaseOf(NOON));
});

test("by day is not in the evening, and not while something is on its way to a toy", async () => {
  const { kept, pass } = await keep({}, Date.UTC(2026, 10, 29, 7, 50));
  await heard(kept);
  await kept.install("by-day", MUM);
  await pass(minutes(9));
  expect(handed).toEqual([]);
  isBusy = true;
  await pass(minutes(10));
  expect(handed).toEqual([]);
  isBusy = false;
  await pass(minutes(1));
  expect(handed).toEqual(["by-day"]);
});

test("what was wanted can be taken back", async () => {
  const { kept, pass } = await keep({}, Date.UTC(2026, 10, 29, 7, 50));
  await heard(kept);
  await kept.install("by-day", MUM);
  await kept.install(null, MUM);
  await pass(minutes(20));
  expect([handed, kinds()]).toEqual([[], ["update-wanted", "update-taken-back"]]);
});

test("by themselves newer ones come where a guardian switched that on, but for another first number", async () => {
  const { kept, pass } = await keep();
  await kept.switchAutomatic(true, MUM);
  published = async () => releaseOf(NOON, { version: "1.0.0" });
  await heard(kept);
  await pass(minutes(2));
  expect(handed).toEqual([]);
  published = async () => releaseOf(NOON);
  await heard(kept);
  await pass(minutes(2));
  expect([handed, kinds()]).toEqual([["by-day"], ["updates-on"]]);
});

test("another version that runs is told once, and only when nobody is judging it any more", async () => {
  await (await keep()).kept[Symbol.asyncDispose]();
  await laid({ counter: 3, trial: { from: OLD, to: NEW }, refused: [] });
  const { kept, pass } = await keep({ version: NEW });
  expect(kinds()).toEqual([]);
  await laid({ counter: 3, trial: null, refused: [] });
  await pass(minutes(1));
  expect(kinds()).toEqual(["version-changed"]);
  expect(kept.view().changes).toMatchObject([{ kind: "updated", version: NEW, before: OLD }]);
  expect(ledger[0]?.subject).toBe(kept.view().changes[0]?.subject);
  await kept[Symbol.asyncDispose]();
  await keep({ version: NEW });
  expect(kinds()).toEqual(["version-changed"]);
});

test("one that was gone back from is told once, and does not come by itself again", async () => {
  const { kept, pass } = await keep();
  await kept.switchAutomatic(true, MUM);
  await laid({ counter: 3, trial: null, refused: [NEW] });
  await pass(minutes(2));
  expect(kinds()).toEqual(["updates-on", "update-turned-back"]);
  expect(kept.view().changes).toMatchObject([{ kind: "turned-back", version: NEW, before: OLD }]);
  await heard(kept);
  await pass(hours(1));
  expect(handed).toEqual([]);
});

test("what was not brought in is said, and not handed over again and again", async () => {
  const { kept, pass } = await keep();
  await heard(kept);
  await kept.install("now", MUM);
  await pass(minutes(1));
  await writeFile(join(dir, "progress"), '{"step":"reading"}\n{"failed":"update.busy","message":"..."}\n');
  await pass(minutes(5));
  expect([handed, kept.view()]).toMatchObject([
    ["now"],
    { state: "ready", wanted: null, lastTry: { trouble: "not-done" } },
  ]);
});

test("a build that is not what was signed is not handed over", async () => {
  built = () => Promise.reject(new ReleaseRefused("update.wrong-build", "of a test"));
  const { kept, pass } = await keep();
  await heard(kept);
  await kept.install("now", MUM);
  await pass(minutes(2));
  expect([handed, kept.view().lastTry?.trouble]).toEqual([[], "not-believed"]);
});

test("a clone hears of newer ones, and brings none in", async () => {
  const { kept } = await keep({ installed: undefined });
  expect(await heard(kept)).toMatchObject({ isInstalled: false, state: "offered" });
  await expect(kept.install("now", MUM)).rejects.toMatchObject({ code: "updates.by-hand" });
  await expect(kept.fetch()).rejects.toMatchObject({ code: "updates.by-hand" });
});

test("without an address, or without keys, nobody is asked", async () => {
  const { kept } = await keep({ source: undefined });
  expect(kept.view().state).toBe("off");
  await expect(kept.ask()).rejects.toMatchObject({ code: "updates.off" });
  await expect(kept.install("now", MUM)).rejects.toMatchObject({ code: "updates.none" });
  const other = await keep({ keys: undefined });
  expect(other.kept.view().state).toBe("no-keys");
  await expect(other.kept.ask()).rejects.toMatchObject({ code: "updates.no-keys" });
});

test("an installed system is known by where its program lies", () => {
  expect(prefixOf("/opt/pawpost/versions/0.1.0/")).toBe("/opt/pawpost");
  expect(prefixOf("/opt/pawpost/versions/0.1.0")).toBe("/opt/pawpost");
  expect(prefixOf("/srv/pawpost/")).toBeUndefined();
});
