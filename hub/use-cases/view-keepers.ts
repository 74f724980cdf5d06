import type { KeepersView } from "../contract/keepers.ts";
import type { House } from "./house.ts";

const iso = (at: number) => new Date(at).toISOString();

/** Where this hub's backups are kept beside its own place, and whose are kept here. */
export async function viewKeepers(house: Pick<House, "keepers">): Promise<KeepersView> {
  const { used, most } = await house.keepers.used();
  return {
    own: viewOwnKeeper(house),
    kept: house.keepers.kept().map(({ hub, title, since, backups }) => ({
      hub,
      name: title,
      since: iso(since),
      last: backups[0] === undefined ? null : iso(backups[0].at),
      backups: backups.length,
    })),
    used,
    most,
  };
}

/** The other hub, if one keeps this one's backups. */
export function viewOwnKeeper({ keepers }: Pick<House, "keepers">): KeepersView["own"] {
  const own = keepers.own();
  if (own === undefined) return null;
  return {
    address: own.host.includes(":") ? `[${own.host}]:${own.port}` : `${own.host}:${own.port}`,
    since: iso(own.since),
    last: own.last === undefined ? null : iso(own.last.at),
    failing: own.failing?.code ?? null,
  };
}
