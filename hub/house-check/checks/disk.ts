import { constants } from "node:fs";
import { open, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { BALLAST_BYTES, BALLAST_FILE, DiskSpace } from "../../store/disk-space.ts";
import { type Check, fail, type HouseContext, ok, warn } from "../check.ts";

const MIB = 1024 * 1024;
/** So many times what ends taking in: on most disks 1 GiB. */
const SOON = 4;
const FEW_FILES = 1_000;

export const diskCheck: Check = {
  id: "disk",
  title: "Room on the disk",
  why: "A hub without room takes no recording in, and a full disk may keep it from starting.",
  mends: "makes the ballast again, the 12 MiB that are given up to cure a full disk",
  async run(context) {
    const folder = join(context.dataDir, "hub");
    const owner = await stat(folder).catch(() => undefined);
    if (owner === undefined) return ok(`There is nothing in ${context.dataDir} yet.`);
    const space = new DiskSpace(folder);
    const { free, limit } = await space.measure();
    const { ffree, files } = await statfs(folder);
    const room = `${Math.floor(free / MIB)} MiB free`;
    if (free < limit)
      return fail(
        `${room}: below ${Math.floor(limit / MIB)} MiB no recording is taken in.`,
        `Free some room. What takes it: du -xh --max-depth=1 ${folder} | sort -h`,
      );
    if (free < SOON * limit)
      return warn(`${room}: soon too little.`, `Free some room, or move the data to a larger disk.`);
    // Some file systems count none.
    if (files > 0 && ffree < FEW_FILES)
      return warn(`Only ${ffree} more files fit on this disk.`, "Remove files that nobody needs.");
    const mended = await tendBallast(space, folder, owner.uid, context);
    if (mended !== undefined) return ok(`${room}.`, [mended]);
    if (await hasBallast(folder)) return ok(`${room}.`);
    return warn(
      `${room}, and the ballast is gone, which cures a full disk.`,
      "pawpost doctor --fix, or restart the hub: it makes the ballast again.",
    );
  },
};

const hasBallast = (folder: string): Promise<boolean> =>
  stat(join(folder, BALLAST_FILE)).then(
    ({ size }) => size === BALLAST_BYTES,
    () => false,
  );

/** @returns what was done; `undefined`: nothing */
async function tendBallast(
  space: DiskSpace,
  folder: string,
  owner: number,
  { mends }: HouseContext,
): Promise<string | undefined> {
  if (!mends || (await hasBallast(folder)) || (await space.tend()) !== "made") return undefined;
  // Made by root, it is the hub's all the same.
  const file = await open(join(folder, BALLAST_FILE), constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    await file.chown(owner, owner);
  } finally {
    await file.close();
  }
  return `${join(folder, BALLAST_FILE)}: made again, 12 MiB`;
}
