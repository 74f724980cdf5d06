/** The folder that holds everything a family has. We use, and erase, only one that carries our mark. */
import { lstat, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eraseDurably } from "../../hub/store/durable-file.ts";
import { SupervisorError } from "./errors.ts";

export const MARKER = "pawpost-data.json";
const VERSION = 1;

/** Makes the folder (mode 0700) or checks that it is ours. */
export async function openDataFolder(folder: string): Promise<void> {
  const state = await inspect(folder);
  switch (state) {
    case "ours":
      return;
    case "foreign":
      throw notOurs(folder);
    case "absent":
      await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
        throw unusable(folder, cause);
      });
      break;
    case "empty":
      break;
    default:
      state satisfies never;
  }
  const mark = `${JSON.stringify({ what: "the data of a Pawpost hub", version: VERSION })}\n`;
  await writeFile(join(folder, MARKER), mark, { mode: 0o600 }).catch((cause: unknown) => {
    throw unusable(folder, cause);
  });
}

/** Where keys lie: the hub's, and those of the rooms. */
const KEYS = [
  ["hub", ".key"],
  ["ble", ".json"],
] as const;

/** Erases what is in the folder, keys first and the mark last, so that an interrupted reset can be repeated. Refuses any other folder. */
export async function eraseDataFolder(folder: string): Promise<"erased" | "nothing-there"> {
  const state = await inspect(folder);
  if (state === "absent" || state === "empty") return "nothing-there";
  if (state === "foreign") throw notOurs(folder);
  try {
    // Overwritten: without them the rest is noise, whatever a card keeps of it.
    for (const [part, ending] of KEYS)
      for (const name of await readdir(join(folder, part)).catch(() => []))
        if (name.endsWith(ending)) await eraseDurably(join(folder, part, name));
    for (const name of await readdir(folder)) {
      if (name !== MARKER) await rm(join(folder, name), { recursive: true, force: true });
    }
    await rm(join(folder, MARKER));
  } catch (cause) {
    throw unusable(folder, cause);
  }
  return "erased";
}

type FolderState = "absent" | "empty" | "ours" | "foreign";

async function inspect(folder: string): Promise<FolderState> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return "absent";
    throw unusable(folder, cause);
  }
  // Settings that somebody put there before the first start, and what they were before they were changed.
  if (names.every((name) => /^config\.yaml(?:\.~\d+~|\.new)?$/.test(name))) return "empty";
  if (!names.includes(MARKER) || !(await lstat(join(folder, MARKER))).isFile()) return "foreign";
  const version = readVersion(await readFile(join(folder, MARKER), "utf8"));
  if (version === undefined) return "foreign";
  if (version > VERSION) {
    throw new SupervisorError(
      "start.data-version",
      `${folder} was written by a newer Pawpost (data version ${version}, this one knows ${VERSION}).`,
      "Update this clone (git pull), or choose another folder with --data DIR.",
    );
  }
  return "ours";
}

function readVersion(mark: string): number | undefined {
  try {
    const value: unknown = JSON.parse(mark);
    if (typeof value !== "object" || value === null || !("version" in value)) return undefined;
    return Number.isInteger(value.version) ? (value.version as number) : undefined;
  } catch {
    return undefined; // not JSON: not our mark
  }
}

const notOurs = (folder: string) =>
  new SupervisorError(
    "start.data-not-ours",
    `${folder} holds other things: it has files, and no ${MARKER}.`,
    "Nothing was touched. Choose an empty or a new folder with --data DIR.",
  );

const unusable = (folder: string, cause: unknown) =>
  new SupervisorError(
    "start.data-unusable",
    `${folder} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`,
    "Check that the disk is not full and that the folder belongs to you, or choose another with --data DIR.",
    { cause },
  );
