/**
 * T-90, cut: an update is killed with -9 at each of its steps, and so is whoever puts it right afterwards. What runs then is one whole version, on what
 * was kept, in a form that it reads; and the next run goes on to the newer version, or is told why not.
 */
import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { settle } from "../../scripts/update/settle.ts";
import { update } from "../../scripts/update/updating.ts";
import { makeHurriedClock } from "../support/hurried-clock.ts";
import { makeProject } from "../support/project-keys.ts";
import { makeMemoryDir } from "../support/store-rig.ts";
import { layUpdateRig, NEW, OLD, offerRelease, SOUND, tellRig, updatingOf } from "../support/update-rig.ts";

const NOON = Date.UTC(2026, 10, 29, 12);
const KILLED = fileURLToPath(new URL("../support/killed-update.ts", import.meta.url));
const COMPILED = fileURLToPath(new URL("../../.node/compile-cache", import.meta.url));
const project = makeProject();
let folder: Awaited<ReturnType<typeof makeMemoryDir>>;
beforeAll(async () => {
  folder = await makeMemoryDir();
});
afterAll(() => folder[Symbol.asyncDispose]());

const at = (...names: string[]) => join(folder.path, ...names);
const rigIn = (dir: string) => ({
  prefix: join(dir, "prefix"),
  data: join(dir, "data"),
  from: join(dir, "from"),
});

/** At which it can be killed, by name: those of an update that nobody kills. */
async function stepsOf(first: string): Promise<readonly string[]> {
  const dir = at("whole");
  await rm(dir, { recursive: true, force: true });
  cpSync(first, dir, { recursive: true, verbatimSymlinks: true });
  const steps: string[] = [];
  const clock = makeHurriedClock(NOON);
  await update(updatingOf(rigIn(dir), { keys: project.keys, clock, step: (name) => steps.push(name) }));
  return steps;
}

/** @returns whether it was killed, or came to its end first */
function killedAt(dir: string, step: number, ...words: string[]): boolean {
  const { signal, status, stderr } = spawnSync(process.execPath, [KILLED, dir, String(step), ...words], {
    encoding: "utf8",
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILED },
  });
  if (signal === null && status !== 0) throw new Error(stderr);
  return signal === "SIGKILL";
}

/** Whole, and together: no version runs on a form that it does not read, and what is running is what `current` names. */
async function expectWhole(dir: string): Promise<string> {
  const told = await tellRig(rigIn(dir));
  const before = {
    runs: OLD,
    files: [OLD, OLD],
    store: ["1\n", "of form 1"],
    sounds: [SOUND, "a card"],
    isCopied: false,
  };
  const after = {
    runs: NEW,
    files: [NEW, NEW],
    store: ["2\n", "of form 2"],
    sounds: [SOUND, "another card"],
    isCopied: false,
  };
  expect([before, after]).toContainEqual(told);
  return told.runs ?? "";
}

test.each([
  ["well", true],
  ["not well", false],
])("killed at any step, of one that is %s, one whole version runs on what was kept", async (_, isWell) => {
  const first = at("first");
  await layUpdateRig(first);
  await offerRelease(rigIn(first), project, { now: NOON, store: 2, isWell });
  const steps = await stepsOf(first);
  // Up to the trial both come by the same steps.
  const from = isWell ? 0 : steps.lastIndexOf("copy: rename");
  const ended = new Set<string>();
  for (let step = from + 1; step <= steps.length; step += 1) {
    const dir = at("killed");
    await rm(dir, { recursive: true, force: true });
    cpSync(first, dir, { recursive: true, verbatimSymlinks: true });
    expect(killedAt(dir, step, project.publicKeys.join(","), String(NOON)), steps[step - 1]).toBe(true);
    // Who puts it right is killed, too, on the way.
    if (step % 3 === 0) killedAt(dir, (step % 5) + 1, "settle");
    const updating = updatingOf(rigIn(dir), { keys: project.keys, clock: makeHurriedClock(NOON) });
    await settle(updating);
    const runs = await expectWhole(dir);
    ended.add(runs);
    expect(await settle(updating)).toBeUndefined();
    if (runs === NEW) continue;
    const again = await update({ ...updating, isNow: true });
    expect(again.kind).toBe(isWell ? "committed" : "turned-back");
    expect(await expectWhole(dir)).toBe(isWell ? NEW : OLD);
  }
  expect(steps.length).toBeGreaterThanOrEqual(20);
  expect([...ended].toSorted()).toEqual(isWell ? [OLD, NEW] : [OLD]);
});
