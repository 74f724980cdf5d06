/**
 * T-90: somebody wants another program to run in a house, or an older one with a weakness that is known. They own the address that releases come from,
 * the stick that one is brought on, the folder into which the hub puts it, one of the project's keys, or all that it ever signed; never two keys.
 * What ran runs on, on what it kept. Each with the test of the test: its barrier is taken out of a copy of the source, and what was offered runs.
 */
import { access, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Updating } from "../../scripts/update/updating.ts";
import { makeHurriedClock } from "../support/hurried-clock.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { makeProject } from "../support/project-keys.ts";
import { makeMemoryDir } from "../support/store-rig.ts";
import {
  layUpdateRig,
  NEW,
  OLD,
  offerRelease,
  tellRig,
  type UpdateRig,
  updatingOf,
} from "../support/update-rig.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";

const NOON = Date.UTC(2026, 10, 29, 12);
const project = makeProject();
const stranger = makeProject();
const [one] = project.signers;

const SIGNED = "hub/project-signature/signed-file.ts";
const RELEASE = "hub/updates/release.ts";
const FOLDERS = "scripts/update/version-folders.ts";
const UNPACK = "scripts/update/unpack-build.ts";
const nobodySigns: Patch = { file: SIGNED, find: "if (signers === 0)", replace: "if (signers < 0)" };
const oneSigns: Patch = { file: SIGNED, find: "signers < SIGNATURES_WANTED", replace: "signers < 0" };

interface Attack {
  readonly code: string;
  readonly offer: Partial<Parameters<typeof offerRelease>[2]>;
  /** Of what it does to the files once they lie there. */
  readonly after?: (rig: UpdateRig) => Promise<void>;
  readonly barrier: readonly Patch[];
}

const ATTACKS: Readonly<Record<string, Attack>> = {
  "a release that nobody signed": {
    code: "project-file.not-signed",
    offer: { by: [] },
    barrier: [nobodySigns, oneSigns],
  },
  "one that a stranger’s three keys signed": {
    code: "project-file.not-signed",
    offer: { by: stranger.signers },
    barrier: [nobodySigns, oneSigns],
  },
  "one that a single stolen key signed, twice": {
    code: "project-file.one-signature",
    offer: { by: [one, one] },
    barrier: [oneSigns],
  },
  "an old release, of a version that is newer than what runs, behind a higher number that was seen": {
    code: "update.older",
    offer: { change: { counter: 3 } },
    after: ({ prefix }) =>
      writeFile(join(prefix, "update.json"), JSON.stringify({ counter: 4, trial: null, refused: ["0.3.0"] })),
    barrier: [
      { file: RELEASE, find: "data.counter < running.counter || ", replace: "" },
      { file: FOLDERS, find: "counter < known.counter || ", replace: "" },
    ],
  },
  "an older version, signed in its time": {
    code: "update.older",
    offer: { version: "0.0.9" },
    barrier: [
      { file: RELEASE, find: "|| step < 0", replace: "" },
      { file: FOLDERS, find: "|| inOrder(to, from) <= 0", replace: "" },
    ],
  },
  "a release that is over, kept back until then": {
    code: "update.over",
    offer: { change: { expires: new Date(NOON).toISOString() } },
    barrier: [{ file: RELEASE, find: ">= data.expires", replace: "< 0" }],
  },
  "another build than the one that was signed, of the same length": {
    code: "update.wrong-build",
    offer: { change: { builds: [] } },
    after: async (rig) => {
      // What is signed is of a build with another file of the same length in it.
      await offerRelease(rig, project, { now: NOON, also: [{ path: "evil", text: "a" }] });
      const signed = await (await import("node:fs/promises")).readFile(join(rig.from, "release.json"));
      await offerRelease(rig, project, { now: NOON, also: [{ path: "evil", text: "b" }] });
      await writeFile(join(rig.from, "release.json"), signed);
    },
    barrier: [
      {
        file: RELEASE,
        find: 'assert(length === bytes && hash.digest("hex") === sha256)',
        replace: "undefined",
      },
    ],
  },
};

let folder: Awaited<ReturnType<typeof makeMemoryDir>>;
beforeAll(async () => {
  folder = await makeMemoryDir();
});
afterAll(() => folder[Symbol.asyncDispose]());

async function layAttacked({ offer, after }: Pick<Attack, "offer" | "after">): Promise<UpdateRig> {
  const rig = await layUpdateRig(join(folder.path, "rig"));
  await offerRelease(rig, project, { now: NOON, ...offer });
  await after?.(rig);
  return rig;
}

/** @returns how it was refused; `undefined` where it was not */
async function updateBy(
  update: (updating: Updating) => Promise<unknown>,
  rig: UpdateRig,
): Promise<string | undefined> {
  // A person says so, at the machine: no more is asked of whoever attacks.
  const updating = updatingOf(rig, { keys: project.keys, clock: makeHurriedClock(NOON), isNow: true });
  try {
    await update(updating);
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

async function without(barrier: readonly Patch[], rig: UpdateRig): Promise<string | undefined> {
  await using copy = await makePatchedCopy(barrier, ["scripts"]);
  const { update } = await copy.load<typeof import("../../scripts/update/updating.ts")>(
    "scripts/update/updating.ts",
  );
  const { openVersionFolders } =
    await copy.load<typeof import("../../scripts/update/version-folders.ts")>(FOLDERS);
  return updateBy((updating) => update({ ...updating, folders: openVersionFolders(rig.prefix) }), rig);
}

test.each(Object.entries(ATTACKS))("%s does not run", async (_, attack) => {
  const { update } = await import("../../scripts/update/updating.ts");
  const rig = await layAttacked(attack);
  expect(await updateBy(update, rig)).toBe(attack.code);
  expect(await tellRig(rig)).toMatchObject({ runs: OLD, files: [OLD, OLD], store: ["1\n", "of form 1"] });
});

test.each(Object.entries(ATTACKS))(
  "%s runs where the barrier is gone",
  TAKES_BARRIER_OUT,
  async (_, attack) => {
    const rig = await layAttacked(attack);
    expect(await without(attack.barrier, rig)).toBeUndefined();
    expect((await tellRig(rig)).runs).toBe(attack.offer.version ?? NEW);
  },
);

test("a build with a path that leads out of its folder lays nothing there; without the barrier it does", async () => {
  const offer = { also: [{ path: "../../planted", text: "evil" }] };
  const { update } = await import("../../scripts/update/updating.ts");
  const planted = ({ prefix }: UpdateRig) =>
    access(join(prefix, "planted")).then(
      () => true,
      () => false,
    );
  const rig = await layAttacked({ offer });
  expect([await updateBy(update, rig), await planted(rig)]).toEqual(["update.unsafe", false]);
  expect(await tellRig(rig)).toMatchObject({ runs: OLD, files: [OLD, OLD] });
  const other = await layAttacked({ offer });
  await without([{ file: UNPACK, find: ' || name === ".."', replace: "" }], other);
  expect(await planted(other)).toBe(true);
});
