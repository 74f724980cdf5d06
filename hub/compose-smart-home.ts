/**
 * The part of the hub that speaks with the house's own automation: at its own broker, once somebody was let in, and at the family's, where a setting
 * names it. Before either nothing of it is loaded, and nothing listens.
 */
import { readFile } from "node:fs/promises";
import type { SmartHomeBroker } from "./broker/open-smart-home-broker.ts";
import type { HomeCertificates } from "./certificates/keep-home-certificate.ts";
import { ConfigError } from "./config/errors.ts";
import type { Config } from "./config/settings.ts";
import type { HouseEvent } from "./contract/api.ts";
import { SMART_HOME_PORT } from "./contract/smart-home.ts";
import { seconds } from "./domain/duration.ts";
import type { Place } from "./house-network/open-listeners.ts";
import { ownAddresses } from "./house-network/own-addresses.ts";
import type { Certificates } from "./ports/certificates.ts";
import type { Clock } from "./ports/clock.ts";
import type { SmartHomeAdmin, SmartHomeLine } from "./ports/smart-home.ts";
import type { FamilyLine } from "./smart-home/family-broker.ts";
import { keepKeys } from "./smart-home/keep-keys.ts";
import type { SmartHome } from "./smart-home/open-smart-home.ts";
import { slugOf } from "./smart-home/toy-names.ts";
import type { HubStore } from "./store/hub-store.ts";
import type { House } from "./use-cases/house.ts";
import { unhushAll } from "./use-cases/hush-toy.ts";
import { makeTurns } from "./use-cases/in-turn.ts";

const CERTIFICATE_WITHIN = seconds(10);

export interface SmartHomePart extends AsyncDisposable {
  readonly admin: SmartHomeAdmin;
  /** Where its broker may listen. */
  places(): readonly Place[];
  hear(event: HouseEvent): void;
}

type Settings = Pick<
  Config,
  | "mqttAt"
  | "mqttServer"
  | "mqttUser"
  | "mqttPasswordFile"
  | "mqttAuthority"
  | "mqttControl"
  | "mqttBaseTopic"
  | "mqttDiscoveryPrefix"
>;

/** @throws ConfigError `config.unreadable` */
export async function composeSmartHome(parts: {
  readonly house: House;
  readonly config: Settings;
  readonly store: Pick<HubStore, "smartHome" | "smartHomeNotes" | "household">;
  /** The home name. */
  readonly name: string;
  readonly version: string;
  /** Where the page is opened in the house. */
  page(): string | undefined;
  random(bytes: number): Uint8Array;
}): Promise<SmartHomePart> {
  const { house, config, store, name } = parts;
  const { clock, log, fail } = house;
  const topics = { base: config.mqttBaseTopic, discovery: config.mqttDiscoveryPrefix };
  await using opening = new AsyncDisposableStack();
  const opened = opening.use(new AsyncDisposableStack());
  const homes: SmartHome[] = [];

  const begin = async (line: SmartHomeLine, mayControl: () => boolean) => {
    const { openSmartHome } = await import("./smart-home/open-smart-home.ts");
    const place = { ...topics, version: parts.version };
    homes.push(opened.use(await openSmartHome({ house, line, place, page: parts.page, mayControl })));
  };

  const { mqttServer } = config;
  let family: FamilyLine | undefined;
  if (mqttServer !== undefined) {
    const { openFamilyBroker } = await import("./smart-home/family-broker.ts");
    const broker = { ...mqttServer, ...(await readFiles(config)) };
    const clientId = name.replace(/\..*/, "");
    family = opened.use(openFamilyBroker({ ...topics, broker, clock, log, clientId }));
    await begin(family, () => config.mqttControl);
  }

  let broker: SmartHomeBroker | undefined;
  let certificates: HomeCertificates | undefined;
  const places = () => config.mqttAt ?? ownAddresses().map((host) => ({ host, port: SMART_HOME_PORT }));
  const openOwn = async () => {
    const { keepHomeCertificate } = await import("./certificates/keep-home-certificate.ts");
    const { openSmartHomeBroker } = await import("./broker/open-smart-home-broker.ts");
    const notes = store.smartHomeNotes;
    const addresses = () => places().map(({ host }) => host);
    certificates = opened.use(keepHomeCertificate({ name, notes, clock, log, addresses }));
    const keys = () => store.smartHome.keys();
    const { shown } = certificates;
    await firstOf(shown, clock);
    broker = opened.use(
      await openSmartHomeBroker({ topics, certificates: shown, clock, log, keys, places, fail }),
    );
    await begin(broker.line, () => keys().some(({ mayControl }) => mayControl));
  };
  const inOrder = makeTurns();
  const tend = () =>
    inOrder(async () => {
      if (broker === undefined && store.smartHome.keys().length > 0) await openOwn();
      await broker?.tend();
      for (const home of homes) home.tellSoon();
    });
  await tend();

  const parting = opening.move();
  return {
    places,
    hear(event) {
      for (const home of homes) home.hear(event);
    },
    admin: {
      keys: keepKeys({
        store: store.smartHome,
        clock,
        random: parts.random,
        hasNetwork: () => places().length > 0,
        hasFamily: () => store.household.people().length > 0,
        tend,
        addresses: () => broker?.addresses() ?? [],
        authority: () => certificates?.authority(),
        onNobody: () => (family === undefined ? unhushAll(house) : Promise.resolve()),
      }),
      hostname: name,
      topicOf: slugOf,
      server: () =>
        mqttServer && {
          address: `${mqttServer.host}:${mqttServer.port}`,
          isConnected: family?.isConnected === true,
        },
    },
    [Symbol.asyncDispose]: () => parting.disposeAsync(),
  };
}

/** The first one is made in a moment; where it is not, listening begins when it is. */
async function firstOf(shown: Certificates, clock: Clock): Promise<void> {
  if (shown.current() !== undefined) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const stopListening = shown.onChange(resolve);
  const stopWaiting = clock.after(CERTIFICATE_WITHIN, resolve);
  await promise;
  stopListening();
  stopWaiting();
}

async function readFiles({
  mqttUser,
  mqttPasswordFile,
  mqttAuthority,
}: Settings): Promise<{ readonly user?: string; readonly password?: string; readonly authority?: string }> {
  const read = async (path: string) => {
    try {
      return await readFile(path, "utf8");
    } catch (cause) {
      const advice = "Check that the file is there, and that the hub's user may read it.";
      throw new ConfigError("config.unreadable", `${path} cannot be read`, advice, { cause });
    }
  };
  return {
    ...(mqttUser === undefined ? {} : { user: mqttUser }),
    ...(mqttPasswordFile === undefined ? {} : { password: (await read(mqttPasswordFile)).trim() }),
    ...(mqttAuthority === undefined ? {} : { authority: await read(mqttAuthority) }),
  };
}
