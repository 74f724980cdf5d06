import { constants, type Stats } from "node:fs";
import { open } from "node:fs/promises";
import { join, relative } from "node:path";
import { seconds } from "../../domain/duration.ts";
import { type Check, cannotTell, fail, type HouseContext, ok } from "../check.ts";
import { walkFiles } from "../walk-files.ts";

const KEYS = ["device.key", "pepper.key", "signing.key", "push.key"];
/** LevelDB makes its own with the process's umask, in a folder that lets nobody else in. */
const INDEX = "index";
const MOST_NAMED = 3;

interface Wrong {
  readonly what: string;
  /** Bits that it is to have, where that mends it. */
  readonly mode?: number;
  readonly path: string;
}

/** What the family has is its own user's alone: each file, each folder, each socket. */
export const filesCheck: Check = {
  id: "files",
  title: "Who may read files",
  why: "Keys and recordings lie in files: another user or program of this machine that may read them needs no password.",
  mends: "takes away the rights of others to a file or folder of Pawpost’s own user",
  within: seconds(60),
  async run(context, signal) {
    const { dataDir, runDir, configFile, mends } = context;
    const found = await Promise.all([
      lookAtData(join(dataDir, "hub"), signal),
      lookAtData(join(dataDir, "ble"), signal),
    ]);
    const [hub] = found;
    if (hub === "closed")
      return cannotTell(`${join(dataDir, "hub")} lets this user in no further.`, ASK_ROOT(context));
    const wrong = [
      ...found.flatMap((one) => (one === "closed" || one === undefined ? [] : one.wrong)),
      ...(runDir === undefined ? [] : await lookAtSockets(runDir, context, signal)),
      ...(await lookAtSettings(configFile)),
    ];
    const missing = hub === undefined ? [] : KEYS.filter((name) => !hub.names.has(name));
    if (missing.length > 0)
      return fail(
        `${missing.join(", ")} is gone from ${join(dataDir, "hub")}.`,
        "Do not start the hub. Bring the key back from a backup: docs/recovery.md",
      );
    const mended: string[] = [];
    const left: Wrong[] = [];
    for (const one of wrong) {
      if (mends && (await mend(one, hub?.owner))) mended.push(`${one.path}: ${one.what}, and no more`);
      else left.push(one);
    }
    if (left.length > 0) return tell(left, mended, context);
    if (hub === undefined) return ok(`There is nothing in ${dataDir} yet.`, mended);
    const unread =
      found[1] === "closed" ? " (what the radio keeps was not looked at: this user may not)" : "";
    return ok(`${hub.files} files and folders are their own user’s alone${unread}.`, mended);
  },
};

const ASK_ROOT = ({ isInstalled }: HouseContext) =>
  isInstalled ? "sudo pawpost doctor" : "Ask as the user who runs Pawpost, or as root.";

interface Looked {
  readonly wrong: readonly Wrong[];
  readonly names: ReadonlySet<string>;
  readonly files: number;
  readonly owner: number;
}

async function lookAtData(folder: string, signal: AbortSignal): Promise<Looked | "closed" | undefined> {
  const wrong: Wrong[] = [];
  const names = new Set<string>();
  let files = 0;
  let owner: number | undefined;
  try {
    for await (const { path, stat } of walkFiles(folder, signal)) {
      files += 1;
      owner ??= stat.uid;
      const inside = relative(folder, path);
      names.add(inside);
      const mode = stat.isDirectory() ? 0o700 : 0o600;
      if (stat.isSymbolicLink()) wrong.push({ path, what: "a link, where none of ours is" });
      else if (stat.uid !== owner) wrong.push({ path, what: `belongs to user ${stat.uid}, not ${owner}` });
      else if (!inside.startsWith(`${INDEX}/`) && (stat.mode & 0o077) !== 0)
        wrong.push({ path, what: `open to others (${octal(stat)})`, mode });
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EACCES") return "closed";
    throw error;
  }
  return owner === undefined ? undefined : { wrong, names, files, owner };
}

/** A folder for each line between two processes, to which its group may come and nobody else. */
async function lookAtSockets(
  runDir: string,
  { isInstalled }: HouseContext,
  signal: AbortSignal,
): Promise<Wrong[]> {
  const wrong: Wrong[] = [];
  const others = () => undefined; // who is kept out of another's folder sees that everybody is
  for await (const { path, stat } of walkFiles(runDir, signal, others)) {
    // Where systemd starts it, the users of all processes pass here to their own folders.
    if ((path === runDir && isInstalled) || stat.isSymbolicLink()) continue;
    if ((stat.mode & 0o007) !== 0)
      wrong.push({ path, what: `open to everybody (${octal(stat)})`, mode: stat.mode & 0o770 });
  }
  return wrong;
}

/** Whoever may write them says where the hub listens and whom it believes. */
async function lookAtSettings(file: string): Promise<Wrong[]> {
  const handle = await open(file, constants.O_RDONLY).catch(() => undefined);
  if (handle === undefined) return []; // none, or not for this user: the check of settings says which
  try {
    const stat = await handle.stat();
    return (stat.mode & 0o022) === 0
      ? []
      : [{ path: file, what: `others may write it (${octal(stat)})`, mode: stat.mode & 0o755 }];
  } finally {
    await handle.close();
  }
}

/** Of what was opened, and by nothing that leads elsewhere: root mends here, in folders of another user. */
async function mend({ path, mode }: Wrong, owner: number | undefined): Promise<boolean> {
  if (mode === undefined) return false;
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    () => undefined, // a socket: its process makes it anew
  );
  if (handle === undefined) return false;
  try {
    const stat = await handle.stat();
    const isOurs = stat.uid === owner || stat.uid === process.geteuid?.();
    if (!isOurs) return false;
    await handle.chmod(mode);
    return true;
  } finally {
    await handle.close();
  }
}

function tell(left: readonly Wrong[], mended: readonly string[], { mends }: HouseContext) {
  const named = left.slice(0, MOST_NAMED).map(({ path, what }) => `${path}: ${what}`);
  const more = left.length > MOST_NAMED ? `; ${left.length - MOST_NAMED} more` : "";
  const isMendable = left.every(({ mode }) => mode !== undefined);
  const next = isMendable && !mends ? "pawpost doctor --fix" : commandsFor(left.slice(0, MOST_NAMED));
  return fail(`${named.join("; ")}${more}.`, next, mended);
}

const commandsFor = (left: readonly Wrong[]): string =>
  left
    .map(({ path, mode }) =>
      mode === undefined ? `find out how ${path} came to be there` : `chmod ${mode.toString(8)} ${path}`,
    )
    .join("; ");

const octal = ({ mode }: Pick<Stats, "mode">) => (mode & 0o777).toString(8);
