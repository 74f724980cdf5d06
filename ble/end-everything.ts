/**
 * This machine leaves the family, with all that its radio process knows. `pawpost factory-reset` notes it, and does it; killed on the
 * way, the next start of the radio process goes on:
 *
 *   1  the note          durable
 *   2  keys              of the rooms of this house, of the way to a hub elsewhere: overwritten, unlinked
 *   3  memory            whom it believed, what was delivered: overwritten; only which toys are to be emptied is left
 *   4  the note goes     nobody is believed here until a paw is pressed; toys that are heard in time are emptied (leaving-toys.ts)
 */
import { readdir, rename, rmdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterTheEnd } from "./bridge/end-of-family.ts";
import { HOUSE_KEY_FILE } from "./house-line/house-key.ts";
import { JOINED_ROOM_FILE } from "./house-line/joined-room.ts";
import { erasePrivateFile, writePrivateFile } from "./house-line/private-file.ts";
import { openJournal, readJournal } from "./journal/file-journal.ts";

const NOTE = "erase-everything";
const JOURNAL = "journal";
/** The memory that is to be, until it takes the other's place. */
const NEXT = "journal.ended";

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

/** From the moment this resolves everything goes at the next start. */
export const noteEnd = (stateDir: string): Promise<void> =>
  writePrivateFile(join(stateDir, NOTE), "at the next start\n");

/** @throws JournalError `journal.in-use` while the radio process runs */
export async function assertRadioStopped(stateDir: string): Promise<void> {
  const path = join(stateDir, JOURNAL);
  if (await isThere(path)) await (await openJournal(path))[Symbol.asyncDispose]();
}

/**
 * @param now wall clock, ms
 * @returns whether it was noted
 * @throws JournalError, BridgeError `bridge.memory-damaged`
 */
export async function endIfNoted(stateDir: string, now: number): Promise<boolean> {
  const [note, path, next] = [NOTE, JOURNAL, NEXT].map((name) => join(stateDir, name)) as [
    string,
    string,
    string,
  ];
  if (!(await isThere(note))) return false;
  for (const name of [HOUSE_KEY_FILE, JOINED_ROOM_FILE]) await erasePrivateFile(join(stateDir, name));
  // Killed between the two, the old one is gone and the new one has no name yet.
  if (await isThere(path)) await layNext(path, next, now);
  if (await isThere(next)) await rename(next, path);
  await erasePrivateFile(note);
  return true;
}

/** The new one is whole before the old one goes. */
async function layNext(path: string, next: string, now: number): Promise<void> {
  await using held = await openJournal(path); // nobody else writes it meanwhile
  const left = afterTheEnd(held, now);
  await erasePrivateFile(next);
  const ended = await openJournal(next);
  await ended.change(left);
  await ended[Symbol.asyncDispose]();
  await erasePrivateFile(path);
}

/** Which toys are to be emptied still. */
export async function toysToEmpty(stateDir: string): Promise<number> {
  return afterTheEnd(await readJournal(join(stateDir, JOURNAL)), 0).length;
}

/** Every file: also that toys were to be emptied is forgotten. */
export async function eraseState(stateDir: string): Promise<void> {
  const entries = await readdir(stateDir, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (!entry.isDirectory()) await erasePrivateFile(join(stateDir, entry.name));
  await rmdir(stateDir).catch(() => undefined); // systemd's, or of a user who may not: an empty one says nothing
}
