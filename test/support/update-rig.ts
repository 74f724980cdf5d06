/**
 * A machine on which versions are tried, all of it on a disk, so that it goes on where a process that updates was killed: tiny versions, what a hub
 * keeps, and who runs what. A version brings the store to its own form when it starts, and does not start on a newer one, as a hub does.
 */
import { createHash } from "node:crypto";
import { lstat, mkdir, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../../hub/ports/clock.ts";
import type { ProjectKeys } from "../../hub/project-signature/signed-file.ts";
import { RELEASE_FILE } from "../../hub/updates/release.ts";
import type { Machine } from "../../scripts/update/machine.ts";
import { openStoreCopy } from "../../scripts/update/store-copy.ts";
import type { Updating } from "../../scripts/update/updating.ts";
import { openVersionFolders } from "../../scripts/update/version-folders.ts";
import type { ProjectOfTest, ProjectSigner } from "./project-keys.ts";
import { type TarEntry, tarOf } from "./tar-of.ts";

export const [OLD, NEW] = ["0.1.0", "0.2.0"] as const;
export const SOUND = "a sealed sound";

interface Played {
  /** The form to which it brings the store. */
  readonly store?: number;
  readonly isWell?: boolean;
  /** What it does to the store, beside raising its number: it writes over a sound, as a migration might. */
  readonly rewrites?: boolean;
}

const filesOf = (
  version: string,
  { store = 1, isWell = true, rewrites = false }: Played = {},
): TarEntry[] => [
  { path: "package.json", text: JSON.stringify({ version }) },
  { path: "hub/", type: "5" },
  { path: "hub/main.ts", text: version },
  { path: "played.json", text: JSON.stringify({ store, isWell, rewrites }) },
];

export interface UpdateRig {
  readonly prefix: string;
  readonly data: string;
  /** Where releases are put for it. */
  readonly from: string;
}

/** One version runs, and keeps something. */
export async function layUpdateRig(dir: string): Promise<UpdateRig> {
  const rig = { prefix: join(dir, "prefix"), data: join(dir, "data"), from: join(dir, "from") };
  await rm(dir, { recursive: true, force: true });
  await mkdir(rig.from, { recursive: true });
  await mkdir(join(rig.prefix, "versions"), { recursive: true });
  await openVersionFolders(rig.prefix).lay(OLD, async (folder) => {
    for (const { path, type, text = "" } of filesOf(OLD))
      await (type === "5" ? mkdir(join(folder, path)) : writeFile(join(folder, path), text));
  });
  for (const name of ["current", "updater"]) await symlink(join("versions", OLD), join(rig.prefix, name));
  const kept = join(rig.data, "hub");
  await mkdir(join(kept, "archive/00"), { recursive: true });
  await mkdir(join(kept, "index"));
  await writeFile(join(kept, "store.version"), "1\n");
  await writeFile(join(kept, "index/000001.log"), "of form 1");
  await writeFile(join(kept, "archive/00/one.age"), SOUND);
  await writeFile(join(kept, "archive/00/one.card"), "a card");
  await playedMachine(rig).start();
  return rig;
}

interface Offer extends Played {
  readonly version?: string;
  readonly by?: readonly ProjectSigner[];
  /** Of what the release says. */
  readonly change?: object;
  /** Beside what such a version has. */
  readonly also?: readonly TarEntry[];
  readonly now: number;
}

/** Puts a release and its build where it is looked for. */
export async function offerRelease({ from }: UpdateRig, project: ProjectOfTest, offer: Offer): Promise<void> {
  const { version = NEW, by, change = {}, also = [], now } = offer;
  const build = tarOf([...filesOf(version, offer), ...also]);
  const release = {
    kind: "pawpost-release-1",
    counter: 3,
    version,
    from: OLD,
    issued: new Date(now - 86_400_000).toISOString(),
    expires: new Date(now + 30 * 86_400_000).toISOString(),
    advisories: [],
    builds: [
      {
        machine: "amd64",
        file: "pawpost-build.tar.gz",
        bytes: build.byteLength,
        sha256: createHash("sha256").update(build).digest("hex"),
      },
    ],
    ...change,
  };
  await writeFile(join(from, RELEASE_FILE), project.signed(release, by));
  await writeFile(join(from, "pawpost-build.tar.gz"), build);
}

/** Who runs what stands in a file. @param step before each of its own doings */
export function playedMachine(
  { prefix, data }: UpdateRig,
  step: (name: string) => void = () => undefined,
): Machine & { running(): Promise<string | undefined>; isBusyFor: number } {
  const noted = join(prefix, "running");
  const kept = (...names: string[]) => join(data, "hub", ...names);
  const running = () =>
    readFile(noted, "utf8").then(
      (text) => text,
      () => undefined,
    );
  return {
    isBusyFor: 0,
    running,
    async stop() {
      step("stop");
      await rm(noted, { force: true });
    },
    async start() {
      step("start");
      if ((await running()) !== undefined) return;
      const own = join(prefix, await readlink(join(prefix, "current")));
      const { version } = JSON.parse(await readFile(join(own, "package.json"), "utf8")) as {
        version: string;
      };
      const played = JSON.parse(await readFile(join(own, "played.json"), "utf8")) as Required<Played>;
      if (Number(await readFile(kept("store.version"), "utf8")) > played.store) return; // store.too-new
      if (played.store > 1) {
        await writeFile(kept("store.version"), `${played.store}\n`);
        await writeFile(kept("index/000001.log"), `of form ${played.store}`);
        await writeFile(kept("archive/00/one.card"), "another card");
      }
      if (played.rewrites) {
        await rm(kept("archive/00/one.age"));
        await writeFile(kept("archive/00/one.age"), "otherwise sealed");
      }
      if (played.isWell) await writeFile(noted, version);
    },
    lay: async () => step("lay units"),
    prepare: async () => step("prepare"),
    isLost: async () => false,
    isWell: async (version) => (await running()) === version,
    async isBusy() {
      this.isBusyFor -= 1;
      return this.isBusyFor >= 0;
    },
  };
}

/** @param of what a test has otherwise */
export function updatingOf(
  rig: UpdateRig,
  of: { readonly keys: ProjectKeys; readonly clock: Clock } & Partial<Updating>,
): Updating {
  const { step = () => undefined } = of;
  return {
    prefix: rig.prefix,
    from: rig.from,
    machineName: "amd64",
    isNow: false,
    zone: "UTC",
    folders: openVersionFolders(rig.prefix, step),
    copy: openStoreCopy(rig.data, step),
    machine: playedMachine(rig, step),
    say: () => undefined,
    ...of,
  };
}

/** All that counts: what runs, of which files, on what store. */
export async function tellRig({ prefix, data }: UpdateRig) {
  const kept = (...names: string[]) => readFile(join(data, "hub", ...names), "utf8");
  const text = (...names: string[]) => readFile(join(prefix, "current", ...names), "utf8");
  return {
    runs: await playedMachine({ prefix, data, from: "" }).running(),
    files: [JSON.parse(await text("package.json")).version as string, await text("hub/main.ts")],
    store: [await kept("store.version"), await kept("index/000001.log")],
    sounds: [await kept("archive/00/one.age"), await kept("archive/00/one.card")],
    isCopied: (await lstat(join(data, "before-update")).catch(() => undefined)) !== undefined,
  };
}
