/**
 * All that Pawpost keeps on this machine goes, in the order in which it matters. Notes come first, so that a start after a kill goes on;
 * then the keys, and from there on all else is noise; then the toys, while somebody is there to bring them near; then the files.
 */
import { execFile } from "node:child_process";
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { emptyToys } from "../../../ble/empty-toys.ts";
import {
  assertRadioStopped,
  endIfNoted,
  eraseState,
  noteEnd,
  toysToEmpty,
} from "../../../ble/end-everything.ts";
import type { HciAddress } from "../../../ble/radio/hci/hci-address.ts";
import type { Duration } from "../../../hub/domain/duration.ts";
import type { Logger } from "../../../hub/ports/logger.ts";
import {
  assertNobodyElse,
  eraseGone,
  eraseIfNoted,
  eraseTree,
  noteEverything,
} from "../../../hub/store/erase-everything.ts";
import { asOwnerOf } from "./as-owner-of.ts";

const run = promisify(execFile);
const SBIN = "/usr/sbin:/sbin";

export interface EraseRequest {
  readonly data: string;
  /** Folder of backups that is to go, too. */
  readonly backups: string | undefined;
  /** The radio for the toys, or why there is none. */
  readonly radio: HciAddress | "none";
  readonly patience: Duration;
  readonly log: Logger;
  now(): number;
  tell(progress: EraseProgress): void;
}

export type EraseProgress =
  | { readonly doing: "toys"; readonly percent: number }
  | { readonly doing: "files"; readonly files: number };

export interface Erased {
  /** Unix ms: from then on nothing that was kept could be read. */
  readonly keysGoneAt: number;
  readonly doneAt: number;
  readonly files: number;
  /** Ids. */
  readonly emptied: readonly string[];
  /** Toys of this machine that were not. */
  readonly left: number;
  /** Whether the disk was told which of its blocks are free. */
  readonly isTrimmed: boolean;
}

/** @throws StoreError `store.in-use`, JournalError `journal.in-use` before anything was changed */
export async function eraseHouse(request: EraseRequest): Promise<Erased> {
  const { data, now, tell } = request;
  const [hub, ble, toy] = ["hub", "ble", "toy"].map((name) => join(data, name)) as [string, string, string];
  const inHub = (work: () => Promise<unknown>) => inFolder(hub, work);
  const inBle = (work: () => Promise<unknown>) => inFolder(ble, work);
  await inBle(() => assertRadioStopped(ble).catch(unlessDamaged));
  await inHub(() => assertNobodyElse(join(hub, "index")));

  const backups = request.backups === undefined ? [] : [await realpath(request.backups)];
  await inBle(() => noteEnd(ble));
  await inHub(async () => {
    await noteEverything(hub, backups);
    await eraseIfNoted(hub);
  });
  await inBle(() => endIfNoted(ble, now()).catch(unlessDamaged));
  const keysGoneAt = now();

  const held = await toysToEmpty(ble).catch(() => 0);
  const emptied = await emptyWhatIsNear(request, ble, held);

  let files = 0;
  const count = () => {
    files += 1;
    tell({ doing: "files", files });
  };
  const whole = new AbortController().signal;
  await inHub(() => eraseGone(hub, whole, count));
  await eraseState(ble);
  await eraseTree(toy, whole, count);
  // Of a bringing back that was killed.
  for (const name of await readdir(data))
    if (name.startsWith("hub.restoring-")) await eraseTree(join(data, name), whole, count);
  const isTrimmed = await trim(data);
  return { keysGoneAt, doneAt: now(), files, emptied, left: held - emptied.length, isTrimmed };
}

/** A machine of another room has no hub. */
async function inFolder(folder: string, work: () => Promise<unknown>): Promise<void> {
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  if (isThere) await asOwnerOf(folder, work);
}

/** A memory that is damaged is no reason to keep it. */
function unlessDamaged(error: unknown): void {
  const { code } = error as { readonly code?: unknown };
  if (code !== "journal.damaged" && code !== "bridge.memory-damaged") throw error;
}

/** As who was started: an adapter is opened by a right that the owner of that folder has not. */
async function emptyWhatIsNear(
  { radio, patience, log, tell }: EraseRequest,
  stateDir: string,
  held: number,
): Promise<readonly string[]> {
  if (held === 0 || radio === "none" || patience === 0) return [];
  const { emptied } = await emptyToys({
    stateDir,
    hci: radio,
    patience,
    log,
    signal: new AbortController().signal,
    onProgress: (percent) => tell({ doing: "toys", percent }),
  });
  return emptied;
}

/** What lay in blocks that are free now goes from the flash, too, where disk and rights let it. */
async function trim(folder: string): Promise<boolean> {
  try {
    await stat(folder);
    await run("fstrim", [folder], { env: { PATH: `${process.env.PATH ?? ""}:${SBIN}` } });
    return true;
  } catch {
    return false; // no flash, an encrypted disk that passes nothing on, or not root: the receipt says so
  }
}
