/**
 * The hub's real parts in one process on a folder of its own: store, vault, check, tickets, access, rules and web face.
 * By hand are only the toys (what `pawpost-ble` would say, at the port) and the clock.
 */

import { type KeyObject, randomBytes } from "node:crypto";
import { cpSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { makeClipBudget } from "../../hub/access/clip-budget.ts";
import { endsWithSession } from "../../hub/access/ends-with-session.ts";
import { openAccess } from "../../hub/access/open-access.ts";
import { makePresence } from "../../hub/access/presence.ts";
import { makeReportGate } from "../../hub/access/report-gate.ts";
import { buildApp } from "../../hub/api/build-app.ts";
import { type EventStreams, makeEventStreams } from "../../hub/api/event-streams.ts";
import { ALL_ROUTES } from "../../hub/api/routes/all-routes.ts";
import { openBackups } from "../../hub/backup/open-backups.ts";
import { snapshotFacts } from "../../hub/backup/snapshot-facts.ts";
import { openClipCheck } from "../../hub/check/open-clip-check.ts";
import { openLivedClock } from "../../hub/clock/open-lived-clock.ts";
import { type HouseEvent, messageView, type ToyView } from "../../hub/contract/api.ts";
import type { BleCommand, BleEvent } from "../../hub/contract/ble-control.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { USUAL_CARE } from "../../hub/contract/toy-care.ts";
import { TOY_SKILLS } from "../../hub/domain/toy-skill.ts";
import { type DoorNames, openRemoteNames } from "../../hub/door/remote-names.ts";
import type { Place } from "../../hub/house-network/open-listeners.ts";
import { openKeepers } from "../../hub/keeper/open-keepers.ts";
import { lazyReadings } from "../../hub/metrics/lazy-readings.ts";
import { Tally } from "../../hub/metrics/tally.ts";
import { openRestoring } from "../../hub/open-restoring.ts";
import type { Access, Address } from "../../hub/ports/access.ts";
import { type Advisories, AdvisoriesRefused } from "../../hub/ports/advisories.ts";
import type { Health } from "../../hub/ports/health.ts";
import type { HouseCheck } from "../../hub/ports/house-check.ts";
import type { PretendToy } from "../../hub/ports/pretend-toy.ts";
import type { PushLine } from "../../hub/ports/push.ts";
import type { Readings } from "../../hub/ports/readings.ts";
import type { RemoteStore } from "../../hub/ports/remote-names.ts";
import { RoomRefused, type Rooms } from "../../hub/ports/rooms.ts";
import { type Updates, UpdatesRefused } from "../../hub/ports/updates.ts";
import type { ClipCheck } from "../../hub/ports/vault.ts";
import { keepRooms } from "../../hub/rooms/keep-rooms.ts";
import { type HubStore, openHubStore } from "../../hub/store/hub-store.ts";
import { makeTicketBook, type TicketBook } from "../../hub/tickets/clip-tickets.ts";
import { tellAlerts } from "../../hub/use-cases/acknowledge-alert.ts";
import { makeHealth } from "../../hub/use-cases/check-health.ts";
import { hearToys } from "../../hub/use-cases/hear-toys.ts";
import type { House } from "../../hub/use-cases/house.ts";
import { makeTurns } from "../../hub/use-cases/in-turn.ts";
import { makeLive } from "../../hub/use-cases/live.ts";
import { makePostNews } from "../../hub/use-cases/post-news.ts";
import { tellRooms } from "../../hub/use-cases/view-rooms.ts";
import { openVault } from "../../hub/vault/open-vault.ts";
import { CHEAP_COST } from "./cheap-hash.ts";
import { type Fetch, Guardian, randomId } from "./guardian.ts";
import { type ManualClock, makeManualClock } from "./manual-clock.ts";
import { MEMORY_FOLDER } from "./memory-folder.ts";
import { PlayedToys, ROOM } from "./played-toys.ts";
import { makeRecordingLog, type RecordedLine } from "./quiet-log.ts";

export const HOST = "localhost:8080";
export const ORIGIN = `http://${HOST}`;

const refuseRoom = async () => {
  throw new RoomRefused("room.no-network", "this hub listens for none");
};
const NO_ROOMS: Rooms = {
  all: () => [],
  pending: () => undefined,
  invite: refuseRoom,
  withdraw: () => undefined,
  rename: refuseRoom,
  remove: refuseRoom,
};
const NO_PUSH: PushLine = {
  publicKey: "",
  accepts: () => false,
  wake: () => undefined,
  send: async () => "failed",
};

const NO_ADVISORIES: Advisories = {
  view: () => ({
    state: "off",
    version: "0.1.0",
    host: null,
    last: null,
    lastTry: null,
    advisories: [],
  }),
  ask: async () => {
    throw new AdvisoriesRefused("advisories.off", "of a test");
  },
  take: async () => undefined,
};

const NO_HOUSE_CHECK: HouseCheck = {
  view: () => ({ lookedAt: null, checks: [] }),
  look: async () => undefined,
  take: async () => undefined,
};

const NO_UPDATES: Updates = {
  view: () => ({
    state: "off",
    version: "0.1.0",
    isInstalled: false,
    host: null,
    offered: null,
    wanted: null,
    isAutomatic: false,
    lastTry: null,
    changes: [],
  }),
  ask: async () => {
    throw new UpdatesRefused("updates.off", "of a test");
  },
  fetch: async () => undefined,
  install: async () => undefined,
  switchAutomatic: async () => undefined,
};

export interface HubRig extends AsyncDisposable {
  readonly dir: string;
  readonly clock: ManualClock;
  readonly log: readonly RecordedLine[];
  readonly toys: PlayedToys;
  readonly house: House;
  /** What the house is kept in. */
  readonly store: HubStore;
  readonly access: Access;
  readonly streams: EventStreams;
  readonly health: Health;
  readonly readings: Readings;
  readonly tickets: TicketBook;
  readonly pepper: KeyObject;
  readonly remoteNames: DoorNames;
  readonly remoteStore: RemoteStore;
  /** What the open pages were told. */
  readonly told: readonly HouseEvent[];
  /** Codes on the hub's console. */
  readonly printed: readonly string[];
  /** What went to `House.fail`. */
  readonly failures: unknown[];
  readonly app: ReturnType<typeof buildApp>;
  /** Asks the app as a page of the hub's own origin would, with a cookie jar of its own. @param origin another of its addresses */
  browser(origin?: string): Fetch & { cookie: string };
  /** The hub's first guardian. */
  claim(name?: string, passphrase?: string): Promise<Guardian>;
  /** A toy of the family, in reach. */
  addToy(name?: string, child?: { readonly id: PublicId; readonly name: string }): Promise<ToyView>;
  /** Resolves when nothing that was set going is under way any more. */
  settle(): Promise<void>;
}

const PARTS = {
  openHubStore,
  openLivedClock,
  openRemoteNames,
  openAccess,
  openBackups,
  openKeepers,
  hearToys,
  buildApp,
  ALL_ROUTES,
};

export interface HubRigOptions {
  /** Shared between rigs: its thread takes a while to start. An own one when left out. */
  readonly check?: ClipCheck;
  readonly pretendToy?: PretendToy;
  readonly metricsToken?: string;
  /** Another rig's folder: this one starts on a copy of its data. */
  readonly copyOf?: string;
  /** Its own time; one that stands until it is told to go on when left out. */
  readonly clock?: ManualClock;
  /** Hosts the app answers to. */
  readonly hosts?: () => readonly string[];
  /** Where its page can be opened, as far as passkeys ask. */
  readonly addresses?: readonly Address[];
  /** Takes the place of what ends with a session. */
  readonly endsWithSession?: typeof endsWithSession;
  /** Take the place of what the hub is made of: a patched copy's own (patched-copy.ts). */
  readonly parts?: Partial<typeof PARTS>;
  /** Where the hub listens for other rooms; nowhere when left out. */
  readonly roomPlaces?: readonly Place[];
  /** How much it gives to other hubs' backups, in bytes; 1 GiB when left out. */
  readonly mostKept?: number;
  /** The way out of the house; there is none when left out. */
  readonly pushLine?: PushLine;
  /** Where it backs up to; nowhere when left out. */
  readonly backupTo?: string;
  /** Where it looks for backups to bring back. */
  readonly restoreFrom?: readonly string[];
  /** Takes the place of parts of the house. */
  readonly change?: (house: House) => Partial<House>;
}

export async function makeHubRig(options: HubRigOptions = {}): Promise<HubRig> {
  const parts = { ...PARTS, ...options.parts };
  // What survives a crash is tested elsewhere.
  const dir = await mkdtemp(join(MEMORY_FOLDER, "paw-"));
  if (options.copyOf !== undefined) cpSync(`${options.copyOf}/hub`, `${dir}/hub`, { recursive: true });
  const clock = options.clock ?? makeManualClock();
  const log = makeRecordingLog();
  const random = (bytes: number): Uint8Array<ArrayBuffer> => new Uint8Array(randomBytes(bytes));
  const store = await parts.openHubStore({ dir: `${dir}/hub`, clock, logger: log, random });
  const ownCheck = options.check === undefined ? openClipCheck({ clock, logger: log }) : undefined;
  const work = makeWorkCounter();
  const failures: unknown[] = [];
  const [newest] = await store.messages.newest(1);
  const lived = await parts.openLivedClock({
    clock,
    notes: store.livedNotes,
    newest: newest?.livedAt ?? newest?.createdAt,
    fail: (error) => void failures.push(error),
  });
  const streams = makeEventStreams(clock, lived);
  const remoteNames = parts.openRemoteNames({
    store: work.counted(store.remote),
    household: store.household,
    hubKey: store.secrets.signer.publicKey,
    clock,
    random,
    fail: (error) => void failures.push(error),
  });
  const toys = new PlayedToys();
  const tickets = makeTicketBook(clock);
  const told: HouseEvent[] = [];
  const printed: string[] = [];
  const keepers = await parts.openKeepers({
    notes: work.counted(store.keeperNotes),
    folder: `${dir}/hub/kept`,
    most: options.mostKept ?? 1_073_741_824,
    household: store.household,
    source: store.backupSource,
    signer: store.secrets.signer,
    disk: store.disk,
    clock,
    lived,
    log,
    facts: (counter) => snapshotFacts({ ...store, clock, lived, program: "0.1.0" }, counter),
    random,
    fail: (error) => void failures.push(error),
  });
  const openRooms = (places: readonly Place[]) =>
    keepRooms({
      beside: keepers.beside,
      store: work.counted(store.rooms),
      clock,
      log,
      random,
      places: () => places,
      roster: () => store.household.roster(),
      // Rooms join here; what they say then is played (`toys`).
      admitMqtt: (socket) => socket.destroy(),
      admitClips: (socket) => socket.destroy(),
      ended: tickets.voidFor,
      changed: () => tellRooms(house),
      fail: (error) => void failures.push(error),
    });
  const rooms = options.roomPlaces === undefined ? undefined : await openRooms(options.roomPlaces);
  if (rooms !== undefined) keepers.setDoor(rooms.door);
  const postNews = makePostNews(clock);
  const tally = new Tally(clock.now());
  const base: House = {
    messages: work.counted(store.messages),
    archive: work.counted(store.archive),
    shares: work.counted(store.shares),
    waiting: work.counted(store.waiting),
    household: work.counted(store.household),
    ledger: work.counted(store.ledger),
    signer: store.secrets.signer,
    countersignatures: work.counted(store.countersignatures),
    alerts: store.alerts,
    advisories: NO_ADVISORIES,
    houseCheck: NO_HOUSE_CHECK,
    updates: NO_UPDATES,
    gaps: work.counted(store.gaps),
    pushes: work.counted(store.pushes),
    pushLine: options.pushLine ?? NO_PUSH,
    remoteNames,
    relay: { view: () => undefined },
    rooms: rooms ?? NO_ROOMS,
    keepers,
    homeName: {
      name: "pawpost-abcdefgh.local",
      isOn: false,
      origin: () => undefined,
      authority: () => undefined,
    },
    disk: store.disk,
    reports: work.counted(store.reports),
    eraser: work.counted(store.eraser),
    backups: parts.openBackups({
      folder: options.backupTo,
      source: store.backupSource,
      household: store.household,
      ledger: store.ledger,
      signer: store.secrets.signer,
      notes: store.backupNotes,
      clock,
      lived,
      program: "0.1.0",
      random,
    }),
    drill: { notes: store.drillNotes, run: async () => [] },
    restoring: openRestoring({
      dir: `${dir}/hub`,
      folders: options.restoreFrom ?? [],
      household: store.household,
      ended: () => undefined,
    }),
    library: work.counted(store.library),
    clipBudget: makeClipBudget(clock),
    reportGate: work.counted(makeReportGate(clock, store.reports.all())),
    vault: work.counted(openVault({ household: store.household })),
    check: work.counted(options.check ?? (ownCheck as ClipCheck)),
    toys,
    tickets,
    presence: makePresence({ clock, random, print: (code) => void printed.push(code) }),
    clock,
    lived,
    signalNotes: store.signalNotes,
    log,
    live: makeLive(),
    zone: "Europe/Berlin",
    microphone: undefined,
    pretendToy: options.pretendToy !== undefined,
    newId: randomId,
    inTurn: makeTurns(),
    fail: (error) => void failures.push(error),
    postNews,
    tell(event) {
      told.push(event);
      postNews.hear(event);
      streams.tell(event);
      tally.hear(event);
    },
  };
  const house: House = { ...base, ...options.change?.(base) };
  const { household, ledger } = house;
  const access = parts.openAccess({
    household,
    ledger,
    clock,
    lived,
    pepper: store.secrets.pepper,
    random,
    cost: CHEAP_COST,
    endsWithSession: (options.endsWithSession ?? endsWithSession)(
      streams,
      tickets,
      store.pushes,
      remoteNames,
      [house.rooms, house.keepers],
      house.fail,
    ),
    inTurn: house.inTurn,
    clipBudget: house.clipBudget,
    presence: house.presence,
    addresses: () => options.addresses ?? [{ origin: ORIGIN, rpId: "localhost" }],
    remoteNames,
  });
  const works = async () => undefined;
  const health = makeHealth(house, { store: works, broker: works }, "0.1.0");
  const readings = lazyReadings(house, tally, "0.1.0");
  const app = parts.buildApp({
    routes: parts.ALL_ROUTES,
    house,
    access,
    streams,
    pretendToy: options.pretendToy,
    page: new Map(),
    health,
    readings,
    metricsToken: options.metricsToken,
    version: "0.1.0",
    hosts:
      options.hosts ?? (() => [HOST, ...remoteNames.addresses().map(({ origin }) => new URL(origin).host)]),
  });
  tellAlerts(house);
  parts.hearToys(house);
  toys.online();

  const browser = (origin = ORIGIN): Fetch & { cookie: string } => {
    const ask = Object.assign(
      async (path: string, init: RequestInit) => {
        const headers = new Headers(init.headers);
        headers.set("host", new URL(origin).host);
        headers.set("origin", origin);
        if (ask.cookie !== "") headers.set("cookie", ask.cookie);
        let { body } = init;
        if (body instanceof FormData) {
          // As it goes over the wire: undici's own stream cannot be left half read.
          const form = new Response(body);
          headers.set("content-type", form.headers.get("content-type") ?? "");
          body = await form.arrayBuffer();
        }
        const response = await app.request(origin + path, { ...init, headers, body: body ?? null });
        const set = response.headers.get("set-cookie");
        if (set !== null) ask.cookie = set.split(";")[0] ?? "";
        return response;
      },
      { cookie: "" },
    );
    return ask;
  };
  const inReach: PublicId[] = [];

  return {
    dir,
    clock,
    log: log.lines,
    toys,
    house,
    store,
    access,
    streams,
    health,
    readings,
    tickets,
    pepper: store.secrets.pepper,
    remoteNames,
    remoteStore: store.remote,
    told,
    printed,
    failures,
    app,
    browser,
    async claim(name, passphrase) {
      const guardian = await Guardian.claim(browser(), access.claimCode() ?? "", name, passphrase);
      // The rig's time stands: a page whose own goes on would be ahead of the hub.
      guardian.client.hubNow = () => clock.now();
      return guardian;
    },
    async addToy(name = "Bear", child = { id: randomId(), name: "the child" }) {
      const toy = {
        id: randomId(),
        name,
        child: child.id,
        model: "cloudpets",
        firmware: "1.2",
        claimed: true,
        room: ROOM,
      };
      await store.household.putToy(toy, child);
      inReach.push(toy.id);
      toys.saysToys(...inReach.map((id) => ({ toy: id })));
      await work.settle(house);
      const now = { connected: true, rssi: -60, seenAt: null, heldSince: null, volume: null } as const;
      return {
        ...toy,
        ...now,
        room: null,
        activity: "idle",
        loop: null,
        loopEnded: null,
        quietUntil: null,
        can: [...TOY_SKILLS],
        mailbox: false,
        answering: false,
        recordedOverAt: null,
        care: { ...USUAL_CARE, loudestNow: 100 },
      };
    },
    settle: () => work.settle(house),
    async [Symbol.asyncDispose]() {
      streams.endAll();
      await work.settle(house);
      keepers[Symbol.dispose]();
      await rooms?.[Symbol.asyncDispose]();
      await ownCheck?.[Symbol.asyncDispose]();
      await lived[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
      await rm(dir, { recursive: true });
    },
  };
}

/** Counts what the house's parts are at, so that a test can wait for the end of what nobody awaits. */
function makeWorkCounter() {
  let running = 0;
  const counted = <T extends object>(part: T): T =>
    new Proxy(part, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== "function") return value;
        return (...input: unknown[]): unknown => {
          const result: unknown = value.apply(target, input);
          if (!(result instanceof Promise)) return result;
          running += 1;
          return result.finally(() => {
            running -= 1;
          });
        };
      },
    });
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    counted,
    async settle(house: Pick<House, "inTurn">): Promise<void> {
      for (let quiet = 0; quiet < 5; quiet = running === 0 ? quiet + 1 : 0) {
        await turn();
        await house.inTurn(() => Promise.resolve());
      }
    },
  };
}

type Delivery = Extract<BleCommand, { kind: "deliver" }>;
const at = "2026-01-02T03:04:05.000Z";

/** What ble says of a delivery. */
export const bleSays = {
  progress: ({ id, message, toy }: Delivery, percent: number, attempt = 1): BleEvent => ({
    kind: "delivery-progress",
    id,
    message,
    toy,
    percent,
    attempt,
  }),
  delivered: ({ id, message, toy }: Delivery, heartLit = true, heartDark = false, slot = 1): BleEvent => ({
    kind: "delivered",
    event: randomId(),
    at,
    id,
    message,
    toy,
    heart_lit: heartLit,
    heart_dark: heartDark,
    slot,
  }),
  failed: (
    { id, message, toy }: Delivery,
    code: Extract<BleEvent, { kind: "delivery-failed" }>["code"],
    retry: boolean,
  ): BleEvent => ({
    kind: "delivery-failed",
    event: randomId(),
    at,
    id,
    message,
    toy,
    code,
    retry,
    detail: "",
  }),
  played: ({ message, toy }: Delivery): BleEvent => ({ kind: "played", event: randomId(), at, message, toy }),
} as const;

/** Reads one message as the page would. */
export async function messageOf(guardian: Guardian, id: string) {
  const found = (await guardian.state()).messages.find((message) => message.id === id);
  return messageView.parse(found);
}
