/** T-90: from a signed file to that version running, or to the one before it running on with all that was kept. */
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { makeHurriedClock } from "../../test/support/hurried-clock.ts";
import { makeProject } from "../../test/support/project-keys.ts";
import { makeMemoryDir } from "../../test/support/store-rig.ts";
import {
  layUpdateRig,
  NEW,
  OLD,
  offerRelease,
  playedMachine,
  SOUND,
  tellRig,
  type UpdateRig,
  updatingOf,
} from "../../test/support/update-rig.ts";
import { settle } from "./settle.ts";
import { type Updating, update } from "./updating.ts";

const NOON = Date.UTC(2026, 10, 29, 12);
const project = makeProject();
let rig: UpdateRig;

beforeEach(async () => {
  const folder = await makeMemoryDir();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  rig = await layUpdateRig(join(folder.path, "rig"));
});

const offer = (change: Partial<Parameters<typeof offerRelease>[2]> = {}) =>
  offerRelease(rig, project, { now: NOON, ...change });
const updating = (of: Partial<Updating> = {}) =>
  updatingOf(rig, { keys: project.keys, clock: makeHurriedClock(NOON), ...of });
const AS_IT_WAS = {
  runs: OLD,
  files: [OLD, OLD],
  store: ["1\n", "of form 1"],
  sounds: [SOUND, "a card"],
  isCopied: false,
};

test("a newer version runs, on what was kept, which it has brought to its own form", async () => {
  await offer({ store: 2 });
  const said: string[] = [];
  const done = await update(
    updating({ say: (step, version) => said.push(`${step} ${version ?? ""}`.trim()) }),
  );
  expect(done).toEqual({ kind: "committed", version: NEW, before: OLD });
  expect(await tellRig(rig)).toEqual({
    runs: NEW,
    files: [NEW, NEW],
    store: ["2\n", "of form 2"],
    sounds: [SOUND, "another card"],
    isCopied: false,
  });
  expect(said).toEqual([
    "reading",
    ...["copying", "unpacking", "waiting", "trying"].map((step) => `${step} ${NEW}`),
  ]);
});

test("one that is not well goes, and leaves the store in the form that it found", async () => {
  await offer({ store: 2, isWell: false, rewrites: true });
  expect(await update(updating())).toEqual({ kind: "turned-back", to: OLD, version: NEW, before: OLD });
  expect(await tellRig(rig)).toEqual(AS_IT_WAS);
});

test("one that was turned back from is tried again when a person says so, and not by itself", async () => {
  await offer({ isWell: false });
  await update(updating());
  await expect(update(updating())).rejects.toMatchObject({ code: "update.did-not-start" });
  expect(await update(updating({ isNow: true }))).toMatchObject({ kind: "turned-back" });
  expect(await tellRig(rig)).toEqual(AS_IT_WAS);
});

test("one that comes back from an older version’s own kill runs again, by whoever settles", async () => {
  await offer({ store: 2 });
  const cut = new Error("cut");
  const machine = playedMachine(rig);
  const isWell = () => Promise.reject(cut); // the process is gone while it looks
  await expect(update(updating({ machine: { ...machine, isWell } }))).rejects.toBe(cut);
  expect(await tellRig(rig)).toMatchObject({ runs: NEW, store: ["2\n", "of form 2"], isCopied: true });
  expect(await settle(updating())).toBe(OLD);
  expect(await tellRig(rig)).toEqual(AS_IT_WAS);
  expect(await settle(updating())).toBeUndefined();
  // Nobody saw that it was not well: but nobody saw either that it was.
  await expect(update(updating())).rejects.toMatchObject({ code: "update.did-not-start" });
});

test("at night it is refused, but for who says now; by the house’s own clock", async () => {
  await offer();
  const clock = makeHurriedClock(Date.UTC(2026, 10, 29, 18));
  await expect(update(updating({ clock }))).rejects.toMatchObject({ code: "update.not-now" });
  expect(await tellRig(rig)).toEqual(AS_IT_WAS);
  expect(await update(updating({ clock, zone: "America/New_York" }))).toMatchObject({ kind: "committed" });
});

test("now is at night, too", async () => {
  await offer();
  const clock = makeHurriedClock(Date.UTC(2026, 10, 29, 22));
  expect(await update(updating({ clock, isNow: true }))).toMatchObject({ kind: "committed" });
});

test("what is on its way to a toy is waited for, and not for ever", async () => {
  await offer();
  const machine = playedMachine(rig);
  machine.isBusyFor = 1_000;
  await expect(update(updating({ machine }))).rejects.toMatchObject({ code: "update.busy" });
  expect(await tellRig(rig)).toEqual(AS_IT_WAS);
  machine.isBusyFor = 20;
  expect(await update(updating({ machine }))).toMatchObject({ kind: "committed" });
});

test("what was busy until it was night is done another day", async () => {
  await offer();
  const machine = playedMachine(rig);
  machine.isBusyFor = 20;
  const clock = makeHurriedClock(Date.UTC(2026, 10, 29, 17, 59));
  await expect(update(updating({ machine, clock }))).rejects.toMatchObject({ code: "update.not-now" });
  expect(await tellRig(rig)).toEqual(AS_IT_WAS);
});

test("a build that says it is another version is none", async () => {
  await offer({ version: "0.2.1", change: { version: NEW } });
  await expect(update(updating())).rejects.toMatchObject({ code: "update.wrong-build" });
  expect(await tellRig(rig)).toEqual(AS_IT_WAS);
});

test("what lies there in the place of the build is no pipe, folder or link elsewhere", async () => {
  await offer();
  const build = join(rig.from, "pawpost-build.tar.gz");
  const bytes = await readFile(build);
  await rm(build);
  await expect(update(updating())).rejects.toMatchObject({ code: "update.no-file" });
  await writeFile(join(rig.from, "elsewhere"), bytes);
  await symlink("elsewhere", build);
  await expect(update(updating())).rejects.toMatchObject({ code: "update.no-file" });
  await rm(build);
  await mkdir(build);
  await expect(update(updating())).rejects.toMatchObject({ code: "update.no-file" });
  expect(await tellRig(rig)).toEqual(AS_IT_WAS);
});

test("where the copy cannot be made, what ran goes on", async () => {
  await offer();
  const of = updating();
  const full = new Error("the disk is full");
  const copy = { ...of.copy, make: () => Promise.reject(full) };
  await expect(update({ ...of, copy })).rejects.toBe(full);
  expect(await tellRig(rig)).toEqual(AS_IT_WAS);
});
