import { beforeEach, expect, onTestFinished, test } from "vitest";
import { makeHurriedClock } from "../../test/support/hurried-clock.ts";
import { makeMemoryDir } from "../../test/support/store-rig.ts";
import { layUpdateRig, NEW, OLD, playedMachine, type UpdateRig } from "../../test/support/update-rig.ts";
import { openStoreCopy } from "./store-copy.ts";
import { tryVersion } from "./try-version.ts";
import { openVersionFolders } from "./version-folders.ts";

let rig: UpdateRig;
beforeEach(async () => {
  const folder = await makeMemoryDir();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  rig = await layUpdateRig(`${folder.path}/rig`);
});

/** A machine on which the new version is well from `wellAfter` on, ms; `undefined`: never. */
async function tryOn(wellAfter: number | undefined, { starts = true, falls = false, ends = false } = {}) {
  const folders = openVersionFolders(rig.prefix);
  await folders.lay(NEW, async () => undefined);
  const clock = makeHurriedClock(0);
  const started: string[] = [];
  let looks = 0;
  const tried = await tryVersion(
    {
      folders,
      copy: openStoreCopy(rig.data),
      clock,
      machine: {
        ...playedMachine(rig),
        async start() {
          started.push(await folders.current());
          if (!starts && started.length === 1) throw new Error("no such program");
        },
        async isWell() {
          looks += 1;
          return wellAfter !== undefined && clock.monotonic() >= wellAfter && !(falls && looks % 4 === 0);
        },
        isLost: async () => ends && clock.monotonic() >= 6_000,
      },
    },
    NEW,
    3,
  );
  return { tried, started, took: clock.monotonic(), runs: await folders.current() };
}

test("a version that is well in time, and stays so, is kept", async () => {
  const { tried, started, runs } = await tryOn(60_000);
  expect([tried, started, runs]).toEqual([{ kind: "committed" }, [NEW], NEW]);
});

test.each([
  ["is never well", undefined, {}],
  ["is well only after two minutes", 121_000, {}],
  ["falls over again and again", 0, { falls: true }],
  ["does not even start", 0, { starts: false }],
  ["ends for good", undefined, { ends: true }],
] as const)("one that %s goes, by itself, and the one before is started", async (_, wellAfter, how) => {
  const { tried, started, runs, took } = await tryOn(wellAfter, how);
  if ("ends" in how) expect(took).toBeLessThan(10_000); // nothing is waited for
  expect([tried, started, runs]).toEqual([{ kind: "turned-back", to: OLD }, [NEW, OLD], OLD]);
  expect(took).toBeLessThan(130_000);
});
