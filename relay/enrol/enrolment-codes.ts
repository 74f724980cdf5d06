/** One-time codes, each a file under its hash: made by `pawpost relay invite`, used by the relay that runs, and gone then. */
import { createHash } from "node:crypto";
import { readdir, rename, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { type Duration, hours } from "../../hub/domain/duration.ts";
import { makeFolder, syncFolder, writeDurably } from "../../hub/store/durable-file.ts";
import { encodeBase32 } from "../wire/base32.ts";
import { CODE_BYTES } from "../wire/relay-invitation.ts";

const FOLDER = "codes";
export const CODE_LIFE: Duration = hours(24);

const fileOf = (folder: string, code: string) =>
  join(folder, FOLDER, createHash("sha256").update(code).digest("hex"));

/** @param random so many bytes @returns 16 letters, good for 24 hours and one hub */
export async function makeEnrolmentCode(
  folder: string,
  random: (bytes: number) => Uint8Array,
): Promise<string> {
  await makeFolder(join(folder, FOLDER));
  const code = encodeBase32(random(CODE_BYTES));
  await writeDurably(fileOf(folder, code), []);
  return code;
}

/** A code that somebody brought and nobody else can any more. */
export interface TakenCode {
  /** It was good for something. */
  use(): Promise<void>;
  /** It was not, and is as good as before. */
  giveBack(): Promise<void>;
}

/** @returns `undefined` where it does not count; else nobody uses it again, be it that the relay is killed right after */
export async function takeEnrolmentCode(
  folder: string,
  code: string,
  now: number,
): Promise<TakenCode | undefined> {
  const path = fileOf(folder, code);
  const taken = `${path}.taken`;
  try {
    const { mtimeMs } = await stat(path);
    // Of two who bring the same one, one takes it. A disk that is full lets a file have another name.
    await rename(path, taken);
    await syncFolder(join(folder, FOLDER));
    if (Math.abs(now - mtimeMs) >= CODE_LIFE) return void (await unlink(taken));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  return { use: () => unlink(taken), giveBack: () => rename(taken, path) };
}

/** Removes what nobody used in time. */
export async function sweepEnrolmentCodes(folder: string, now: number): Promise<void> {
  for (const name of await readdir(join(folder, FOLDER)).catch(() => [])) {
    const path = join(folder, FOLDER, name);
    const { mtimeMs } = await stat(path);
    if (Math.abs(now - mtimeMs) >= CODE_LIFE) await unlink(path);
  }
}
