/**
 * Keeps a full disk curable. New recordings are refused while there is still room for everything else, and a ballast
 * file is given up when even that room is gone: LevelDB needs some to open at all.
 */

import { randomBytes } from "node:crypto";
import { open, stat, statfs, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { DiskRoom } from "../ports/disk-room.ts";
import { syncFolder, writeAll } from "./durable-file.ts";
import { hasCode, StoreError } from "./errors.ts";

const MIB = 1024 * 1024;
export const BALLAST_BYTES = 12 * MIB;
export const BALLAST_FILE = "ballast";
/** Below this the ballast goes at once: states, sessions and the ledger must still be written. */
const WORKING_BYTES = 4 * MIB;

/** Where taking in ends: 256 MiB, or a twentieth of a small disk, and never under 8 MiB. */
const limitOf = (diskBytes: number) => Math.max(8 * MIB, Math.min(256 * MIB, diskBytes / 20));

const inMiB = (bytes: number) => Math.max(0, Math.floor(bytes / MIB));

/** Smallest blocks of file systems that keep two of the same only once. */
const BLOCK_BYTES = 4096;

/** Random, because some file systems keep no zeros; not all of it, which would take seven times as long; and no block as another. */
function* piecesOfBallast(): Generator<Buffer> {
  const piece = randomBytes(MIB);
  for (let at = 0; at < BALLAST_BYTES; at += BLOCK_BYTES) {
    piece.writeUInt32LE(at, at % MIB);
    if (at % MIB === MIB - BLOCK_BYTES) yield piece;
  }
}

export type BallastState = "kept" | "made" | "dropped" | "wanting";

/** Below this not even a line is written that nobody waits for: a write that finds no room ends the process. */
const LEAST_BYTES = MIB;

export class DiskSpace implements DiskRoom {
  readonly #dir: string;
  #hasBallast = false;
  #tending: Promise<BallastState> | undefined;

  constructor(dir: string) {
    this.#dir = dir;
  }

  async measure(): Promise<{ readonly free: number; readonly limit: number }> {
    const { bavail, blocks, bsize } = await statfs(this.#dir);
    return { free: bavail * bsize, limit: limitOf(blocks * bsize) };
  }

  async look(): Promise<"enough" | "full" | "nothing"> {
    const { free, limit } = await this.measure();
    if (free < LEAST_BYTES) return "nothing";
    return free < limit ? "full" : "enough";
  }

  /** @throws StoreError `store.disk-full` when taking in `bytes` would leave less than the limit */
  async assertRoom(bytes: number): Promise<void> {
    const { free, limit: bare } = await this.measure();
    if (!this.#hasBallast && free - bytes >= bare + BALLAST_BYTES) await this.tend();
    // Room that the ballast gave up is not for recordings: without it the next full disk could not be cured.
    const limit = this.#hasBallast ? bare : bare + BALLAST_BYTES;
    if (free - bytes >= limit) return;
    throw new StoreError(
      "store.disk-full",
      `the hub's disk has ${inMiB(free)} MiB left and needs ${inMiB(limit + bytes)} MiB to take in a recording`,
    );
  }

  /** @returns whether there was one to give up */
  async dropBallast(): Promise<boolean> {
    this.#hasBallast = false;
    try {
      await unlink(join(this.#dir, BALLAST_FILE));
      return true;
    } catch (error) {
      if (hasCode(error, "ENOENT")) return false;
      throw error;
    }
  }

  /**
   * Gives the ballast up when there is hardly any room, makes it again when there is plenty.
   * @returns what it did
   */
  tend(): Promise<BallastState> {
    this.#tending ??= this.#tend().finally(() => {
      this.#tending = undefined;
    });
    return this.#tending;
  }

  async #tend(): Promise<BallastState> {
    const { free, limit } = await this.measure();
    if (free < WORKING_BYTES) return (await this.dropBallast()) ? "dropped" : "wanting";
    const path = join(this.#dir, BALLAST_FILE);
    const size = await stat(path).then(
      (found) => found.size,
      () => 0,
    );
    this.#hasBallast = size === BALLAST_BYTES;
    if (this.#hasBallast) return "kept";
    if (free < limit + BALLAST_BYTES) return "wanting";
    this.#hasBallast = await this.#makeBallast(path);
    return this.#hasBallast ? "made" : "wanting";
  }

  async #makeBallast(path: string): Promise<boolean> {
    try {
      await this.dropBallast();
      // Never through a link that somebody laid there: root makes it, too (`pawpost doctor --fix`).
      const file = await open(path, "wx", 0o600);
      try {
        for (const piece of piecesOfBallast()) await writeAll(file, piece);
        await file.datasync();
      } finally {
        await file.close();
      }
      await syncFolder(this.#dir);
      return true;
    } catch {
      await this.dropBallast(); // a ballast is never worth an error: the next start tries again
      return false;
    }
  }
}
