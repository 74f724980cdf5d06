import { lstat, unlink } from "node:fs/promises";
import { connect } from "node:net";
import { basename, join } from "node:path";
import { hours } from "../../domain/duration.ts";
import { type Check, type HouseContext, ok, warn } from "../check.ts";
import { eraseLeftover } from "../erase-leftover.ts";
import { type WalkedFile, walkFiles } from "../walk-files.ts";

/** As `hub/store/durable-file.ts` names what it writes before it is whole: nobody was told that it is kept. */
const TEMPORARY = /^[0-9a-f]{24}\.tmp$/;
const OLD = hours(1);
const KNOCK_MS = 2_000;

/** What a killed process left: files that were never whole, and sockets behind which nobody is. */
export const leftoversCheck: Check = {
  id: "leftovers",
  title: "What a kill left",
  why: "Half-written files take room and may hold part of what was to be kept; a socket without a process makes others wait.",
  mends: "removes temporary files older than an hour, and sockets behind which nobody is",
  async run(context, signal) {
    const { dataDir, runDir, clock, mends } = context;
    const left: WalkedFile[] = [];
    for await (const file of walkFiles(join(dataDir, "hub"), signal))
      if (TEMPORARY.test(basename(file.path)) && clock.now() - file.stat.mtimeMs > OLD) left.push(file);
    const sockets = runDir === undefined ? [] : await staleSockets(runDir, signal);
    const mended: string[] = [];
    const stays: string[] = [];
    for (const { path, stat } of left) {
      if (mends && (await eraseLeftover(path, stat.uid))) mended.push(`${path}: erased`);
      else stays.push(path);
    }
    for (const path of sockets) {
      if (mends && (await removeSocket(path))) mended.push(`${path}: removed`);
      else stays.push(path);
    }
    if (stays.length === 0) return ok("Nothing was left behind.", mended);
    return warn(
      `Left behind: ${stays.slice(0, 3).join(", ")}${stays.length > 3 ? `, and ${stays.length - 3} more` : ""}.`,
      mends ? `Look at who owns them, then remove them: rm ${stays[0] ?? ""}` : nextOf(context),
      mended,
    );
  },
};

const nextOf = ({ isInstalled }: HouseContext) =>
  isInstalled ? "sudo pawpost doctor --fix" : "scripts/pawpost doctor --fix";

async function staleSockets(runDir: string, signal: AbortSignal): Promise<string[]> {
  const found: string[] = [];
  for await (const { path, stat } of walkFiles(runDir, signal, () => undefined))
    if (stat.isSocket() && (await isRefused(path))) found.push(path);
  return found;
}

/** The kernel refuses at once where nobody listens (unix(7)); whoever does is told nothing. */
const isRefused = (path: string): Promise<boolean> =>
  new Promise((told) => {
    const socket = connect(path);
    const end = (isStale: boolean) => {
      socket.destroy();
      told(isStale);
    };
    socket.setTimeout(KNOCK_MS, () => end(false));
    socket.once("connect", () => end(false));
    socket.once("error", ({ code }: NodeJS.ErrnoException) => end(code === "ECONNREFUSED"));
  });

async function removeSocket(path: string): Promise<boolean> {
  if (!(await lstat(path)).isSocket()) return false;
  return unlink(path).then(
    () => true,
    () => false,
  );
}
