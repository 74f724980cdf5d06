import type { House } from "./house.ts";

/** When the newest backup was made, wherever that is; Unix ms. */
export async function lastBackupAt({ backups }: Pick<House, "backups">): Promise<number | undefined> {
  const places = Object.values((await backups.notes.read())?.places ?? {});
  return places.length === 0 ? undefined : Math.max(...places.map(({ at }) => at));
}

/** The same in lived time. */
export async function lastBackupLived({ backups }: Pick<House, "backups">): Promise<number | undefined> {
  const places = Object.values((await backups.notes.read())?.places ?? {});
  return places.length === 0 ? undefined : Math.max(...places.map(({ lived }) => lived));
}
