/**
 * A ransom wipe, as happened to the open database several times over. The newest backup is read as bringing it back would read it, every byte by its hash and its signature, and must
 * lie on another disk than what it is a copy of. Nothing is wiped.
 */
import { stat } from "node:fs/promises";
import { HubError } from "../domain/hub-error.ts";
import type { Backups } from "../ports/backups.ts";
import type { Trial } from "./trial.ts";

const DAY_MS = 86_400_000;
/** One night may be missed. */
const OLD_DAYS = 3;
/** What waiting mends: a stick in a drawer is out of everybody's reach, the hub's too. */
const AWAY: ReadonlySet<string> = new Set(["backup.gone", "backup.busy"]);

interface RansomWipeParts {
  readonly backups: Pick<Backups, "folder" | "lookThrough">;
  /** What the hub keeps. */
  readonly folder: string;
  /** When the newest one was made, as the hub noted it, lived time; `undefined` where there was none. */
  readonly lastMade: () => Promise<number | undefined>;
  readonly lived: () => number;
  /** The disk that a folder is on. */
  readonly diskOf?: (folder: string) => Promise<number>;
}

const diskOfFolder = async (folder: string) => (await stat(folder)).dev;

export const ransomWipe = (parts: RansomWipeParts): Trial<"ransom-wipe"> => ({
  step: "ransom-wipe",
  async attempt(signal) {
    const { backups, diskOf = diskOfFolder } = parts;
    const made = await parts.lastMade();
    if (backups.folder === undefined || made === undefined) return { seen: "none" };
    const days = Math.max(0, Math.floor((parts.lived() - made) / DAY_MS));
    if (days >= OLD_DAYS) return { seen: "old", count: days };
    try {
      const { damaged, files } = await backups.lookThrough(signal);
      if (damaged.length > 0) return { seen: "damaged", count: damaged.length, detail: damaged };
      if ((await diskOf(backups.folder)) === (await diskOf(parts.folder)))
        return { seen: "same-disk", count: files };
      return { seen: "whole-elsewhere", count: files };
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      return AWAY.has(error.code)
        ? { seen: "away", count: days }
        : { seen: "damaged", count: 1, detail: [error.code] };
    }
  },
});
