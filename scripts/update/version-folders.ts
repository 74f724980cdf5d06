/**
 * Versions beside each other, and which of them runs:
 *
 *   <prefix>/versions/0.1.0/           a whole version; nobody changes it
 *   <prefix>/versions/0.2.0.partial/   one that is being laid down, and is never run
 *   <prefix>/current -> versions/0.1.0   what the services run
 *   <prefix>/updater -> versions/0.1.0   what updates, and turns back: never a version that is on trial
 *   <prefix>/update.json               what is on trial, and the highest number that was seen
 *
 * From one version to the next, each step durable before the one after it:
 *
 *   lay      partial is filled and flushed, then renamed               a kill: the old one runs, partial is swept
 *   begin    the note says what is on trial, then `current` is renamed  a kill: settle() goes back to the old one
 *   commit   the note: nothing is on trial, and the number is seen      a kill: before it the old one, after it the new one
 *   turn back  `current` is renamed, then the note says what is refused  a kill: settle() does it again
 *
 * `current` names a whole version at every moment: a link is made beside it and renamed over it.
 */
import {
  mkdir,
  open,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  unlink,
} from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { compareVersions, parseReleaseVersion } from "../../hub/domain/release-version.ts";
import { ReleaseRefused } from "../../hub/updates/errors.ts";

const CURRENT = "current";
const UPDATER = "updater";
const VERSIONS = "versions";
const NOTE = "update.json";
const PARTIAL = ".partial";
/** Beside the one that runs: the one to go back to. */
const KEPT = 2;

const version = z.string().refine((text) => parseReleaseVersion(text) !== undefined && !/[-+]/.test(text));
const note = z.strictObject({
  /** The highest number of a release that was ever on trial: none below it is tried again. */
  counter: z.int().min(0),
  /** What runs to see whether it is well; `null` while nothing is tried. */
  trial: z.strictObject({ from: version, to: version }).nullable(),
  /** What was tried and not well: not tried again by itself. */
  refused: z.array(version).max(32),
});
type Note = z.output<typeof note>;
const BLANK: Note = { counter: 0, trial: null, refused: [] };

export interface VersionFolders {
  /** The version that `current` names. */
  current(): Promise<string>;
  note(): Promise<Note>;
  /** Whole versions, the oldest first. */
  all(): Promise<readonly string[]>;
  /** @param fill puts everything into the folder, which is empty @throws whatever `fill` throws; then there is no such version */
  lay(version: string, fill: (folder: string) => Promise<void>): Promise<void>;
  /** From now on `version` runs, on trial. @throws ReleaseRefused `update.older`, `update.on-trial`, `update.not-laid` */
  begin(version: string, counter: number): Promise<void>;
  /** It was well. Versions that nobody goes back to are removed. */
  commit(): Promise<void>;
  /** It was not: the one before runs again. @returns that one; `undefined` where nothing was on trial */
  turnBack(): Promise<string | undefined>;
  /**
   * After a start of the machine, or of whoever updates: a trial that nobody watched to its end is over, and the version before it runs; what was
   * half laid down is gone.
   * @returns the version that runs again; `undefined` where there is nothing to put right
   */
  settle(): Promise<string | undefined>;
}

/** @param step before each change of the disk: a test ends the process there */
export function openVersionFolders(
  prefix: string,
  step: (name: string) => void = () => undefined,
): VersionFolders {
  const at = (...names: string[]) => join(prefix, ...names);

  const readNote = async (): Promise<Note> => {
    const text = await readFile(at(NOTE), "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
      return undefined;
    });
    return text === undefined ? BLANK : note.parse(JSON.parse(text));
  };

  const writeNote = async (next: Note): Promise<void> => {
    step("note");
    const beside = at(`${NOTE}.new`);
    const file = await open(beside, "w", 0o644);
    try {
      await file.writeFile(`${JSON.stringify(next)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    step("note: rename");
    await rename(beside, at(NOTE));
    await sync(prefix);
  };

  const point = async (name: typeof CURRENT | typeof UPDATER, to: string): Promise<void> => {
    step("point");
    const beside = at(`${name}.new`);
    await unlink(beside).catch(() => undefined); // of a kill
    await symlink(join(VERSIONS, to), beside);
    step("point: rename");
    await rename(beside, at(name));
    await sync(prefix);
  };

  const current = async (): Promise<string> => {
    const [folder, name = "", ...more] = (await readlink(at(CURRENT))).split("/");
    if (folder !== VERSIONS || more.length > 0 || !version.safeParse(name).success)
      throw new ReleaseRefused("update.not-laid", `${CURRENT} names no version`);
    return name;
  };

  const all = async (): Promise<readonly string[]> =>
    (await readdir(at(VERSIONS))).filter((name) => version.safeParse(name).success).toSorted(inOrder);

  const turnBack = async (): Promise<string | undefined> => {
    const known = await readNote();
    if (known.trial === null) return undefined;
    const { from, to } = known.trial;
    await point(CURRENT, from);
    await writeNote({ ...known, trial: null, refused: [...new Set([...known.refused, to])].slice(-32) });
    return from;
  };

  return {
    current,
    note: readNote,
    all,
    async lay(name, fill) {
      if (!version.safeParse(name).success) throw new ReleaseRefused("update.malformed", "no version");
      const [partial, whole] = [at(VERSIONS, name + PARTIAL), at(VERSIONS, name)];
      step("lay");
      await rm(partial, { recursive: true, force: true });
      if ((await stat(whole).catch(() => undefined)) !== undefined) return;
      await mkdir(partial, { recursive: true });
      await fill(partial);
      step("lay: filled");
      await syncTree(partial);
      step("lay: rename");
      await rename(partial, whole);
      await sync(at(VERSIONS));
    },
    async begin(to, counter) {
      const [known, from] = [await readNote(), await current()];
      if (known.trial !== null) throw new ReleaseRefused("update.on-trial", `${known.trial.to} is on trial`);
      if (counter < known.counter || inOrder(to, from) <= 0)
        throw new ReleaseRefused("update.older", `${to} is not newer than ${from}`);
      if (!(await all()).includes(to))
        throw new ReleaseRefused("update.not-laid", `${to} is not there whole`);
      await writeNote({ ...known, counter, trial: { from, to } });
      await point(CURRENT, to);
    },
    async commit() {
      const known = await readNote();
      if (known.trial === null) return;
      await writeNote({ ...known, trial: null });
      const runs = await current();
      await point(UPDATER, runs);
      const old = (await all()).filter((name) => inOrder(name, runs) < 0);
      for (const name of old.slice(0, Math.max(0, old.length - (KEPT - 1)))) {
        step("remove");
        // No longer a version before the first of it is gone.
        await rename(at(VERSIONS, name), at(VERSIONS, name + PARTIAL));
        await rm(at(VERSIONS, name + PARTIAL), { recursive: true });
      }
    },
    turnBack,
    async settle() {
      for (const name of await readdir(at(VERSIONS)))
        if (name.endsWith(PARTIAL)) await rm(at(VERSIONS, name), { recursive: true });
      const before = await current();
      const runs = await turnBack();
      const updates = await readlink(at(UPDATER)).catch(() => undefined);
      const now = runs ?? before;
      if (updates !== join(VERSIONS, now)) await point(UPDATER, now);
      return runs === before ? undefined : runs;
    },
  };
}

function inOrder(one: string, other: string): number {
  const [first, second] = [one, other].map(parseReleaseVersion);
  if (first === undefined || second === undefined) throw new ReleaseRefused("update.malformed", "no version");
  return compareVersions(first, second);
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Each file, then the folder that names it. */
async function syncTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await syncTree(path);
    else if (entry.isFile()) await sync(path);
  }
  await sync(folder);
}
