/** The drill of this hub: what its steps are tried at. Loaded when the first one runs, which is once a week. */

import type { Config } from "./config/settings.ts";
import { ROOM_PORT } from "./contract/room-line.ts";
import { SMART_HOME_PORT } from "./contract/smart-home.ts";
import type { RouteRow } from "./drill/guessable-address.ts";
import type { AcceptsGuess } from "./drill/weak-password.ts";
import type { Drill } from "./ports/drill.ts";
import type { HubStore } from "./store/hub-store.ts";
import { giveBackMemory } from "./supervisor/give-back-memory.ts";
import type { House } from "./use-cases/house.ts";

/** The names that everybody who knows the family knows, and the ids of the newest messages. */
const NEWEST = 20;

interface DrillPlaces {
  readonly house: () => House;
  readonly store: Pick<HubStore, "drillNotes" | "pushes" | "canWrite">;
  readonly config: Pick<
    Config,
    | "dataDir"
    | "httpsPort"
    | "roomsAt"
    | "mqttAt"
    | "advisories"
    | "acmeDirectory"
    | "certificateDir"
    | "certificateWatch"
    | "dnsUpdate"
  >;
  readonly routes: readonly RouteRow[];
  readonly page: ReadonlyMap<string, { readonly bytes: Uint8Array; readonly isGzipped: boolean }>;
  /** The page's, once it is served. */
  readonly port: () => number;
  readonly fits: AcceptsGuess;
  /** What a family does at home, by name. */
  readonly atHome: Readonly<Record<string, () => Promise<unknown>>>;
  random(bytes: number): Uint8Array<ArrayBuffer>;
}

export const composeDrill = (places: DrillPlaces): Drill => ({
  notes: places.store.drillNotes,
  async run(on) {
    try {
      return await (await openTrials(places)).run(on);
    } finally {
      giveBackMemory(); // some 40 MiB, for a week
    }
  },
});

async function openTrials(places: DrillPlaces): Promise<Drill> {
  const [
    { openDrill },
    { argon2id },
    { expiredContact },
    { guessableAddress },
    { ignoredReport },
    { openDatabase },
    { ownSockets },
    { ransomWipe },
    { makeServedJudge },
    { silentVendor },
    { stolenDisk },
    { makeStranger },
    { strangerOnTheRadio },
    { weakPassword },
    { listReports },
    { lastBackupLived },
    { newsFor },
  ] = await Promise.all([
    import("./drill/open-drill.ts"),
    import("./drill/argon2id.ts"),
    import("./drill/expired-contact.ts"),
    import("./drill/guessable-address.ts"),
    import("./drill/ignored-report.ts"),
    import("./drill/open-database.ts"),
    import("./drill/own-sockets.ts"),
    import("./drill/ransom-wipe.ts"),
    import("./drill/served-judge.ts"),
    import("./drill/silent-vendor.ts"),
    import("./drill/stolen-disk.ts"),
    import("./drill/stranger.ts"),
    import("./drill/stranger-on-the-radio.ts"),
    import("./drill/weak-password.ts"),
    import("./use-cases/acknowledge-report.ts"),
    import("./use-cases/last-backup-at.ts"),
    import("./use-cases/push-news.ts"),
  ]);
  const { store, config, port, random } = places;
  const house = places.house();
  const { household, clock, lived } = house;
  const ask = makeStranger(port);
  const kept = `${config.dataDir}/hub`;
  const guardians = () => household.people().flatMap(({ id, role }) => (role === "guardian" ? [id] : []));
  const names = () => [
    ...new Set([...household.people(), ...household.children(), ...household.toys()].map(({ name }) => name)),
  ];
  const portsOf = (listed: readonly { readonly port: number }[] | undefined, usual: number) =>
    listed?.map((place) => place.port) ?? [usual];
  const ofDoor = () => (config.httpsPort === undefined ? [] : [config.httpsPort]);
  return openDrill({
    notes: store.drillNotes,
    trials: {
      "open-database": openDatabase({
        sockets: ownSockets,
        ports: () => [
          port(),
          ...ofDoor(),
          ...portsOf(config.roomsAt, ROOM_PORT),
          ...portsOf(config.mqttAt, SMART_HOME_PORT),
        ],
        everywhere: ofDoor,
        ask,
      }),
      "guessable-address": guessableAddress({ ask, routes: places.routes, messages: house.messages, random }),
      "weak-password": weakPassword({
        judge: makeServedJudge(places.page),
        hash: argon2id,
        fits: places.fits,
        people: () => household.people(),
        words: names,
      }),
      "stolen-disk": stolenDisk({
        folder: kept,
        words: async () => [...names(), ...(await house.messages.newest(NEWEST)).map(({ id }) => id)],
      }),
      "stranger-on-the-radio": strangerOnTheRadio({
        toys: () => household.toys(),
        heard: ({ id, room }) => house.toys.room(room)?.toys.toys.find(({ toy }) => toy === id),
        heldSince: ({ id }) => house.live.heldSince.get(id),
        now: () => clock.now(),
      }),
      "ransom-wipe": ransomWipe({
        backups: house.backups,
        folder: kept,
        lastMade: () => lastBackupLived(house),
        lived: () => lived.now(),
      }),
      "ignored-report": ignoredReport({
        ask,
        reports: () => house.reports.all(),
        guardians,
        shownTo: (guardian) => listReports(house, guardian).reports,
        isToldTo: (guardian) => newsFor(house, guardian).report !== undefined,
        folder: `${kept}/reports`,
        now: () => clock.now(),
      }),
      "expired-contact": expiredContact({ ask, now: () => clock.now() }),
      "silent-vendor": silentVendor({
        ask,
        sockets: ownSockets,
        atHome: places.atHome,
        outside: () => hostsOutside(house, places),
      }),
    },
  });
}

/** Where link goes for this household: what its settings and its people switched on, and nothing else. */
function hostsOutside({ relay }: House, { config, store }: DrillPlaces): string[] {
  const joined = relay.view();
  const hostOf = (address: string) => new URL(address).host;
  const ofCertificate =
    joined === undefined || config.certificateDir !== undefined
      ? []
      : [
          hostOf(config.acmeDirectory),
          ...(config.certificateWatch === "off" ? [] : [hostOf(config.certificateWatch)]),
          ...(config.dnsUpdate === undefined ? [] : [config.dnsUpdate]),
        ];
  return [
    ...(config.advisories === undefined ? [] : [hostOf(config.advisories)]),
    ...(joined === undefined ? [] : [joined.zone]),
    ...ofCertificate,
    ...store.pushes.all().map(({ endpoint }) => hostOf(endpoint)),
  ];
}
