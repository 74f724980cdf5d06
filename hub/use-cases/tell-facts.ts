import type { HubFacts } from "../contract/house-check.ts";
import type { House } from "./house.ts";
import { lastOwnBackupAt } from "./last-backup-at.ts";
import { viewOwnKeeper } from "./view-keepers.ts";

/** What of the hub's own the house does not know. */
export interface OwnPlaces {
  readonly version: string;
  readonly pid: number;
  /** The page's, on this machine. */
  address(): string;
  /** Where its settings let it listen beside that; `host` is `*` for every address, and port 0 whichever was free. */
  mayListen(): readonly { readonly host: string; readonly port: number }[];
  /** A port of the house's own network, for its names. */
  httpsPort(): number | undefined;
  /** What is shown by the home name, and by those away from home; PEM. */
  homeCertificate(): string | undefined;
  awayCertificate(): string | undefined;
  /** Where the broker for the house's automation listens. */
  smartHome(): readonly string[];
}

/** What the hub alone knows of how it is: for whoever looks after the machine. */
export async function tellFacts(house: House, own: OwnPlaces): Promise<HubFacts> {
  const { number } = await house.ledger.head();
  const [newest] = (await house.ledger.before(number + 1, 1)).entries;
  const backups = await house.backups.notes.read();
  const relay = house.relay.view();
  const port = own.httpsPort();
  return {
    version: own.version,
    pid: own.pid,
    hasFamily: house.household.people().length > 0,
    address: own.address(),
    livedAt: house.lived.now(),
    lastEntryAt: newest?.at ?? null,
    mayListen: own.mayListen().map(({ host, port }) => ({ host, port })),
    rooms: house.toys.rooms().map((room) => roomOf(house, room)),
    home:
      house.homeName.isOn && port !== undefined
        ? {
            name: house.homeName.name,
            port,
            isListening: house.homeName.origin() !== undefined,
            authority: house.homeName.authority() ?? null,
            certificate: own.homeCertificate() ?? null,
          }
        : null,
    relay: relay ?? null,
    awayCertificate: own.awayCertificate() ?? null,
    push: { publicKey: house.pushLine.publicKey, subscriptions: house.pushes.all().length },
    backup: {
      folder: house.backups.folder ?? null,
      lastAt: (await lastOwnBackupAt(house)) ?? null,
      failing: failingOf(backups?.failing ?? null),
      keeper: viewOwnKeeper(house),
    },
    smartHome: [...own.smartHome()],
  };
}

const failingOf = (failing: { readonly code: string; readonly since: number } | null) =>
  failing === null ? null : { code: failing.code, since: failing.since };

function roomOf(house: House, room: string): HubFacts["rooms"][number] {
  const told = house.toys.room(room);
  const ids = new Set(house.household.toys().flatMap(({ id, claimed }) => (claimed ? [id] : [])));
  const toys = (told?.toys.toys ?? []).filter(({ toy }) => ids.has(toy));
  const heard = toys.flatMap(({ seen_at }) => (seen_at === null ? [] : Date.parse(seen_at)));
  return {
    room,
    isOnline: told?.state.state === "online",
    adapter: told?.state.adapter ?? null,
    isSimulated: told?.state.simulated === true,
    toys: toys.length,
    connected: toys.filter(({ connected }) => connected).length,
    heardAt: heard.length === 0 ? null : Math.max(...heard),
  };
}
