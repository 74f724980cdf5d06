import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { seconds } from "../../hub/domain/duration.ts";
import { makeManualClock } from "../../test/support/manual-clock.ts";
import { makeMemoryDir } from "../../test/support/store-rig.ts";
import { tryVersion } from "./try-version.ts";
import { openVersionFolders, type VersionFolders } from "./version-folders.ts";

const [OLD, NEW] = ["0.1.0", "0.2.0"];
let folder: Awaited<ReturnType<typeof makeMemoryDir>>;
let folders: VersionFolders;

/** All that makes up a version. */
const fill = (version: string) => async (dir: string) => {
  await mkdir(join(dir, "hub"));
  await writeFile(join(dir, "hub", "main.ts"), version);
  await writeFile(join(dir, "package.json"), version);
};
const whole = async (): Promise<readonly string[]> =>
  Promise.all(
    ["hub/main.ts", "package.json"].map((file) => readFile(join(folder.path, "current", file), "utf8")),
  );

async function begin(): Promise<void> {
  await mkdir(join(folder.path, "versions"));
  await folders.lay(OLD, fill(OLD));
  await symlink(join("versions", OLD), join(folder.path, "current"));
}
beforeEach(async () => {
  folder = await makeMemoryDir();
  folders = openVersionFolders(folder.path);
  await begin();
});
afterEach(() => folder[Symbol.asyncDispose]());

test("a version that is well stays, and the one before it is kept to go back to", async () => {
  await folders.lay(NEW, fill(NEW));
  expect(await folders.current()).toBe(OLD);
  await folders.begin(NEW, 3);
  expect([await folders.current(), await whole()]).toEqual([NEW, [NEW, NEW]]);
  await folders.commit();
  expect(await folders.note()).toEqual({ counter: 3, trial: null, refused: [] });
  await folders.lay("0.3.0", fill("0.3.0"));
  await folders.begin("0.3.0", 4);
  await folders.commit();
  expect(await folders.all()).toEqual([NEW, "0.3.0"]);
});

test("a version that is not well goes, is remembered, and what it had seen is not forgotten", async () => {
  await folders.lay(NEW, fill(NEW));
  await folders.begin(NEW, 3);
  expect(await folders.turnBack()).toBe(OLD);
  expect([await folders.current(), await folders.note()]).toEqual([
    OLD,
    { counter: 3, trial: null, refused: [NEW] },
  ]);
  expect(await folders.turnBack()).toBeUndefined();
});

test.each([
  ["an older version", "0.0.9", 9, "update.older"],
  ["the same version", OLD, 9, "update.older"],
  ["a lower number", NEW, 2, "update.older"],
  ["one that is not there", "0.9.0", 9, "update.not-laid"],
])("%s is never begun", async (_, version, counter, code) => {
  await folders.lay(NEW, fill(NEW));
  await folders.lay("0.0.9", fill("0.0.9"));
  await folders.begin(NEW, 3);
  await folders.turnBack();
  await expect(folders.begin(version, counter)).rejects.toMatchObject({ code });
  expect(await folders.current()).toBe(OLD);
});

test("what cannot be laid down whole is no version, and what runs goes on", async () => {
  const full = async (dir: string) => {
    await writeFile(join(dir, "package.json"), NEW);
    throw new Error("the disk is full");
  };
  await expect(folders.lay(NEW, full)).rejects.toThrow("full");
  expect([await folders.all(), await whole()]).toEqual([[OLD], [OLD, OLD]]);
  await folders.settle();
  expect(await readdir(join(folder.path, "versions"))).toEqual([OLD]);
});

test.each(["../0.2.0", "0.2.0-rc.1", "versions", ""])("%j is no version to lay down", async (name) => {
  await expect(folders.lay(name, fill(NEW))).rejects.toMatchObject({ code: "update.malformed" });
});

test("a link that leads elsewhere is followed by nobody", async () => {
  await rm(join(folder.path, "current"));
  await symlink("/bin", join(folder.path, "current"));
  await expect(folders.current()).rejects.toMatchObject({ code: "update.not-laid" });
});

const KILLED = fileURLToPath(new URL("../../test/support/killed-update.ts", import.meta.url));
/** A whole update, in a process that is killed at its n-th step. @returns whether it was */
function updateKilledAt(step: number, outcome: "well" | "not-well"): boolean {
  const { signal, status, stderr } = spawnSync(
    process.execPath,
    [KILLED, folder.path, String(step), outcome],
    {
      encoding: "utf8",
    },
  );
  if (signal === null && status !== 0) throw new Error(stderr);
  return signal === "SIGKILL";
}

test.each(["well", "not-well"] as const)(
  "killed with -9 at any step, of one that is %s, it comes to the old version or the new one, whole; and goes well the next time",
  async (outcome) => {
    const ended = new Set<string>();
    let step = 0;
    for (;;) {
      step += 1;
      await rm(folder.path, { recursive: true });
      await mkdir(folder.path);
      await begin();
      const isKilled = updateKilledAt(step, outcome);
      // Also before anybody put it right, what runs is whole.
      const [one, other] = await whole();
      expect([OLD, NEW]).toContain(one);
      expect(other).toBe(one);
      await folders.settle();
      const runs = await folders.current();
      expect(await whole()).toEqual([runs, runs]);
      expect((await folders.note()).trial).toBeNull();
      expect((await readdir(join(folder.path, "versions"))).some((name) => name.endsWith(".partial"))).toBe(
        false,
      );
      expect(await folders.settle()).toBeUndefined();
      ended.add(runs);
      if (runs === OLD) {
        await folders.lay(NEW, fill(NEW));
        await folders.begin(NEW, 3);
        await folders.commit();
        expect(await whole()).toEqual([NEW, NEW]);
      }
      if (!isKilled) break;
    }
    expect(step).toBeGreaterThan(8);
    expect([...ended].toSorted()).toEqual(outcome === "well" ? [OLD, NEW] : [OLD]);
  },
);

/** A machine on which the new version is well from `wellAfter` on, ms; `undefined`: never. */
async function tryOn(wellAfter: number | undefined, { starts = true, falls = false } = {}) {
  await folders.lay(NEW, fill(NEW));
  const clock = makeManualClock();
  const restarts: string[] = [];
  let looks = 0;
  const trying = tryVersion({
    folders,
    version: NEW,
    counter: 3,
    clock,
    async restart() {
      restarts.push(await folders.current());
      if (!starts && restarts.length === 1) throw new Error("no such program");
    },
    async isWell() {
      looks += 1;
      return wellAfter !== undefined && clock.monotonic() >= wellAfter && !(falls && looks % 4 === 0);
    },
  });
  let isOver = false;
  void trying.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await new Promise((soon) => setTimeout(soon, 1));
    await clock.advance(seconds(1));
  }
  return { tried: await trying, restarts, took: clock.monotonic(), runs: await folders.current() };
}

test("a version that is well in time, and stays so, is kept", async () => {
  const { tried, restarts, runs } = await tryOn(60_000);
  expect([tried, restarts, runs]).toEqual([{ kind: "committed" }, [NEW], NEW]);
});

test.each([
  ["is never well", undefined, {}],
  ["is well only after two minutes", 121_000, {}],
  ["falls over again and again", 0, { falls: true }],
  ["does not even start", 0, { starts: false }],
] as const)("one that %s goes, by itself, and the one before is started", async (_, wellAfter, how) => {
  const { tried, restarts, runs, took } = await tryOn(wellAfter, how);
  expect([tried, restarts, runs]).toEqual([{ kind: "turned-back", to: OLD }, [NEW, OLD], OLD]);
  expect(took).toBeLessThan(130_000);
});
