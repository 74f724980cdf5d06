/** How the hub is, in one look: for `pawpost status` and `pawpost toys`. */
import type { HubStatus, ToyStanding } from "../contract/hub-status.ts";
import { unseenBy } from "../domain/alert-record.ts";
import { isOnItsWay, isOnToy, stateOf } from "../domain/message-state.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import { verifiedRoster } from "../ports/verified-roster.ts";
import type { House } from "../use-cases/house.ts";
import { lastOwnBackupAt } from "../use-cases/last-backup-at.ts";
import { viewAway } from "../use-cases/view-away.ts";
import { viewRadio, viewToys } from "../use-cases/view-house.ts";
import { viewOwnKeeper } from "../use-cases/view-keepers.ts";

const iso = (at: number) => new Date(at).toISOString();

export async function viewStatus(
  house: House,
  { version, address }: { readonly version: string; readonly address: string },
): Promise<HubStatus> {
  const { household, backups, clock, disk } = house;
  const people = household.people();
  const open = await house.messages.open();
  const lastAt = await lastOwnBackupAt(house);
  const { failing = null } = (await backups.notes.read()) ?? {};
  const { free } = await disk.measure();
  return {
    version,
    now: iso(clock.now()),
    address,
    home: house.homeName.origin() ?? null,
    claimed: people.length > 0,
    ...(await countMembers(house)),
    radio: viewRadio(house),
    toys: standingToys(house, open),
    ...countOpen(open),
    away: viewAway(house),
    backup: {
      folder: backups.folder ?? null,
      lastAt: lastAt === undefined ? null : iso(lastAt),
      failing: failing?.code ?? null,
      keeper: viewOwnKeeper(house),
    },
    disk: { room: await disk.look(), freeBytes: free },
    unseenAlerts: house.alerts
      .all()
      .filter((alert) => people.some(({ id, role }) => role === "guardian" && unseenBy(alert, id).count > 0))
      .length,
  };
}

async function countMembers({ household }: House): Promise<Pick<HubStatus, "guardians" | "relatives">> {
  if (household.roster().length === 0) return { guardians: 0, relatives: 0 };
  const { guardians, relatives } = await verifiedRoster(household);
  return { guardians: guardians.size, relatives: relatives.size };
}

const countOpen = (open: readonly MessageRecord[]): Pick<ToyStanding, "waiting" | "unheard"> => ({
  waiting: open.filter((record) => isOnItsWay(stateOf(record))).length,
  unheard: open.filter((record) => isOnToy(stateOf(record))).length,
});

function standingToys(house: House, open: readonly MessageRecord[]): ToyStanding[] {
  const now = iso(house.clock.now());
  return viewToys(house).toys.map((toy) => ({
    id: toy.id,
    name: toy.name,
    model: toy.model,
    firmware: toy.firmware,
    room: toy.room,
    state: toy.connected ? toy.activity : "away",
    signal: toy.rssi,
    lastContact: toy.connected ? now : toy.seenAt,
    quietUntil: toy.quietUntil,
    ...countOpen(open.filter((record) => record.toy === toy.id)),
  }));
}
