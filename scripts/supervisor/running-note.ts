/**
 * Who runs on a data folder. What keeps a second supervisor out is `holdFolder`; the note beside it only tells the second one
 * whom to look for, and what a killed one left.
 */
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { holdFolder } from "../../hub/local-socket/hold-folder.ts";
import { SupervisorError } from "./errors.ts";

export const RUNNING_NOTE = "running.json";

const note = z.object({
  pid: z.number().int().positive(),
  /** Its folder of sockets, to be cleared away by the next one. */
  run: z.string().optional(),
  address: z.string().optional(),
});
type Note = z.output<typeof note>;

export interface RunningNote extends AsyncDisposable {
  /** What the one before left behind when it was killed. */
  readonly leftRunFolder: string | undefined;
  add(facts: { readonly run?: string; readonly address?: string }): Promise<void>;
}

/** Takes the data folder for this process, or throws `start.already-running`. */
export async function takeDataFolder(folder: string): Promise<RunningNote> {
  const path = join(folder, RUNNING_NOTE);
  const hold = await holdFolder(folder, "data");
  if (hold === undefined) throw alreadyRunning(folder, await readNote(path));
  try {
    const left = await readNote(path);
    let mine: Note = { pid: process.pid };
    const write = async () => {
      await writeFile(`${path}.new`, JSON.stringify(mine), { mode: 0o600 });
      await rename(`${path}.new`, path);
    };
    await write();
    return {
      leftRunFolder: left?.run,
      async add(facts) {
        mine = { ...mine, ...facts };
        await write();
      },
      async [Symbol.asyncDispose]() {
        await rm(path, { force: true });
        await hold[Symbol.asyncDispose]();
      },
    };
  } catch (cause) {
    await hold[Symbol.asyncDispose]();
    throw new SupervisorError(
      "start.data-unusable",
      `${folder} cannot be written to: ${cause instanceof Error ? cause.message : String(cause)}`,
      "Check that the disk is not full and that the folder belongs to you, or choose another with --data DIR.",
      { cause },
    );
  }
}

/** @returns the folder of sockets of the supervisor that runs on this data folder; undefined when none does. */
export async function findRunFolder(folder: string): Promise<string | undefined> {
  try {
    await refuseWhileRunning(folder);
    return undefined;
  } catch (error) {
    if (!(error instanceof SupervisorError)) throw error;
    return (await readNote(join(folder, RUNNING_NOTE)))?.run;
  }
}

/** Throws `start.already-running` when a supervisor runs on this folder. One that does not exist is free. */
export async function refuseWhileRunning(folder: string): Promise<void> {
  let hold: AsyncDisposable | undefined;
  try {
    hold = await holdFolder(folder, "data");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return;
    throw cause;
  }
  if (hold === undefined) throw alreadyRunning(folder, await readNote(join(folder, RUNNING_NOTE)));
  await hold[Symbol.asyncDispose]();
}

function alreadyRunning(folder: string, other: Note | undefined): SupervisorError {
  const who = [other && `process ${other.pid}`, other?.address].filter(Boolean).join(", ");
  const end = other === undefined ? "" : ` (or: kill ${other.pid})`;
  return new SupervisorError(
    "start.already-running",
    `Pawpost already runs on ${folder}${who === "" ? "" : ` (${who})`}.`,
    `Use that one, or end it with Ctrl-C in its window${end}, or choose another folder and port: --data DIR --port N.`,
  );
}

async function readNote(path: string): Promise<Note | undefined> {
  try {
    return note.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return undefined; // none, or not yet: it only serves to say more
  }
}
