import type { House } from "./house.ts";

type Backed = Pick<House, "backups" | "keepers">;

const newest = (times: readonly number[]): number | undefined =>
  times.length === 0 ? undefined : Math.max(...times);

/** When the newest backup was made, wherever that is, at another hub too; Unix ms. */
export async function lastBackupAt(house: Backed): Promise<number | undefined> {
  const { last } = house.keepers.own() ?? {};
  return newest([(await lastOwnBackupAt(house)) ?? [], last?.at ?? []].flat());
}

/** The same in lived time. */
export async function lastBackupLived({ backups, keepers }: Backed): Promise<number | undefined> {
  const { last } = keepers.own() ?? {};
  const places = Object.values((await backups.notes.read())?.places ?? {});
  return newest([...places.map(({ lived }) => lived), last?.lived ?? []].flat());
}

/** When the newest was made in a place of this hub's own: on a stick, a disk or a share; Unix ms. */
export async function lastOwnBackupAt({ backups }: Pick<House, "backups">): Promise<number | undefined> {
  const places = Object.values((await backups.notes.read())?.places ?? {});
  return newest(places.map(({ at }) => at));
}
