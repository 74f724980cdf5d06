import type { DeviceView } from "../contract/devices.ts";
import type { Session } from "../ports/household.ts";
import { verifiedRoster } from "../ports/verified-roster.ts";
import type { House } from "./house.ts";

/** @param isOpen whether a session's page is open just now */
export async function listDevices(
  house: House,
  asking: Session,
  isOpen: (session: string) => boolean,
): Promise<DeviceView[]> {
  const { devices } = await verifiedRoster(house.household);
  const live = house.household.sessions();
  const remembered = house.household.rememberedSessions();
  const used = (key: string) => Math.max(0, ...sessionsOf(remembered, asking, key).map(lastUse));
  return (await ownDevices(house, asking))
    .map((key) => {
      const now = sessionsOf(live, asking, key);
      const all = sessionsOf(remembered, asking, key);
      const newest = all.toSorted((one, other) => other.createdAt - one.createdAt).at(0);
      return {
        key,
        label: newest?.deviceLabel ?? null,
        isThis: key === asking.device,
        signedInAt: now.length === 0 ? null : iso(Math.min(...now.map(({ createdAt }) => createdAt))),
        lastUsedAt: all.length === 0 ? null : iso(Math.max(...all.map(lastUse))),
        isOpen: now.some(({ id }) => isOpen(id)),
        mayApprove: devices.get(key) === asking.person,
      };
    })
    .toSorted((one, other) => Number(other.isThis) - Number(one.isThis) || used(other.key) - used(one.key));
}

/** Those that the roster names as this guardian's, and those where this guardian is signed in. */
export async function ownDevices({ household }: House, asking: Pick<Session, "person">) {
  const { devices } = await verifiedRoster(household);
  const named = [...devices].filter(([, person]) => person === asking.person).map(([key]) => key);
  const signedIn = household.sessions().filter(({ person }) => person === asking.person);
  return [...new Set([...named, ...signedIn.map(({ device }) => device)])];
}

const sessionsOf = (sessions: readonly Session[], { person }: Session, device: string) =>
  sessions.filter((session) => session.person === person && session.device === device);
const lastUse = ({ lastUsedAt, ended }: Session) => Math.min(lastUsedAt, ended?.at ?? lastUsedAt);
const iso = (at: number) => new Date(at).toISOString();
