/** `pawpost-hub`: builds, wires, waits, closes. Settings: docs/configuration.md; processes: docs/processes.md. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeClipBudget } from "./access/clip-budget.ts";
import { endsWithSession } from "./access/ends-with-session.ts";
import { openAccess } from "./access/open-access.ts";
import { makePresence } from "./access/presence.ts";
import { makeReportGate } from "./access/report-gate.ts";
import { makeVerifiers } from "./access/verifier.ts";
import { buildApp } from "./api/build-app.ts";
import { makeEventStreams } from "./api/event-streams.ts";
import { hostsOf } from "./api/hosts-of.ts";
import { makeHttpFace } from "./api/http-face.ts";
import { openWebServer, type WebServer } from "./api/open-web-server.ts";
import { readPageFiles } from "./api/page-files.ts";
import { ALL_ROUTES } from "./api/routes/all-routes.ts";
import { openBackups } from "./backup/open-backups.ts";
import { snapshotFacts } from "./backup/snapshot-facts.ts";
import { openBrokerToys } from "./broker/broker-toys.ts";
import { openBroker } from "./broker/open-broker.ts";
import { keepHomeCertificate } from "./certificates/keep-home-certificate.ts";
import { keepWhileJoined } from "./certificates/keep-while-joined.ts";
import { openLinkLine } from "./certificates/link-line.ts";
import { makeShownCertificates } from "./certificates/shown-certificates.ts";
import { openClipCheck } from "./check/open-clip-check.ts";
import { openLivedClock } from "./clock/open-lived-clock.ts";
import { systemClock as clock } from "./clock/system-clock.ts";
import { openCommandLineServer } from "./command-line/open-command-line-server.ts";
import { composeCertificates, readNameServer } from "./compose-certificates.ts";
import { composeDrill } from "./compose-drill.ts";
import { composeNews } from "./compose-news.ts";
import { composeSmartHome, type SmartHomePart } from "./compose-smart-home.ts";
import { loadConfig } from "./config/load-config.ts";
import { readMetricsToken } from "./config/read-metrics-token.ts";
import { BLE_LINE } from "./contract/ble-line.ts";
import { COMMAND_LINE } from "./contract/command-line.ts";
import { LINK } from "./contract/link-job.ts";
import { makePublicId } from "./contract/public-id.ts";
import { RELAY_LINE } from "./contract/relay-line.ts";
import { ROOM_PORT } from "./contract/room-line.ts";
import { ms } from "./domain/duration.ts";
import { HOME } from "./domain/home-room.ts";
import { HubError } from "./domain/hub-error.ts";
import { zoneHere } from "./domain/wall-time.ts";
import { homeNameOf } from "./door/home-name.ts";
import { keepRelay } from "./door/keep-relay.ts";
import { openDoor } from "./door/open-door.ts";
import { openRemoteNames } from "./door/remote-names.ts";
import { failureOf, isPassing } from "./failure-of.ts";
import { keepHouseCheck } from "./house-check/keep-house-check.ts";
import { ownAddresses } from "./house-network/own-addresses.ts";
import { openKeepers } from "./keeper/open-keepers.ts";
import { givenSocket } from "./local-socket/given-socket.ts";
import { sharedSecret } from "./local-socket/shared-secret.ts";
import { openLog } from "./log/open-log.ts";
import { lazyReadings } from "./metrics/lazy-readings.ts";
import { Tally } from "./metrics/tally.ts";
import { makeAlsaMicrophone } from "./microphone/alsa-microphone.ts";
import { makeLinkClient } from "./notify/link-client.ts";
import { openPushLine } from "./notify/open-push-line.ts";
import { openRestoring } from "./open-restoring.ts";
import type { Address } from "./ports/access.ts";
import type { ClipCheck } from "./ports/vault.ts";
import { openPretendToy } from "./pretend/open-pretend-toy.ts";
import { keepRooms } from "./rooms/keep-rooms.ts";
import { startWork } from "./start-work.ts";
import { readStarter } from "./starter/read-starter.ts";
import { StoreError } from "./store/errors.ts";
import { openHubStore } from "./store/hub-store.ts";
import { findSupervisor } from "./supervisor/find-supervisor.ts";
import { giveBackMemoryLater } from "./supervisor/give-back-memory.ts";
import { keepWatchdog } from "./supervisor/keep-watchdog.ts";
import { openClipServer } from "./tickets/clip-server.ts";
import { makeTicketBook } from "./tickets/clip-tickets.ts";
import { makeHealth } from "./use-cases/check-health.ts";
import type { House } from "./use-cases/house.ts";
import { makeTurns } from "./use-cases/in-turn.ts";
import { isBusy } from "./use-cases/is-busy.ts";
import { makeLive } from "./use-cases/live.ts";
import { makePostNews } from "./use-cases/post-news.ts";
import { type OwnPlaces, tellFacts } from "./use-cases/tell-facts.ts";
import { tellRooms } from "./use-cases/view-rooms.ts";
import { openVault } from "./vault/open-vault.ts";

/** Starting again would not help: `EX_CONFIG` of sysexits.h. */
const EX_CONFIG = 78;
const PAGE = fileURLToPath(new URL("../web-ui/dist", import.meta.url));
const TOLD_FIRST = ms(500);
const GIB = 1_073_741_824;
const goesOn = () => new StoreError("store.closed", "this hub goes on from a backup, and starts anew");
const random = (bytes: number): Uint8Array<ArrayBuffer> => new Uint8Array(randomBytes(bytes));

class StartError extends HubError {
  override readonly name = "StartError";
  readonly code = "hub.no-credential";
  readonly advice = "Remove it, and start everything again: the hub makes it.";
}

const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopping.abort());

try {
  await runHub(stopping.signal);
} catch (error) {
  const failure = failureOf(error);
  console.log(JSON.stringify(failure));
  process.exitCode = isPassing(failure) ? 1 : EX_CONFIG;
}
// What was put off for later (a try in a minute) is of no use to a process that has closed everything.
process.exit();

async function runHub(signal: AbortSignal): Promise<void> {
  const config = await loadConfig(process.env);
  const log = openLog({
    process: "hub",
    level: config.logLevel,
    journalFd: process.env.PAWPOST_JOURNAL_FD,
  });
  const supervisor = findSupervisor(process.env, console.log);
  const { version } = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  const secret = await bleCredential(join(config.runDir, BLE_LINE.credential));
  const nameServer = await readNameServer(config);
  const { metricsTokenFile } = config;
  const metricsToken = metricsTokenFile === undefined ? undefined : await readMetricsToken(metricsTokenFile);
  const at = (socket: string) => join(config.runDir, socket);

  const fail = (error: unknown) =>
    log.error("work failed", {
      code: error instanceof HubError ? error.code : String((error as Error)?.name),
    });
  await using store = await openHubStore({ dir: join(config.dataDir, "hub"), clock, logger: log, random });
  await using check = openClipCheck({ clock, logger: log });
  const credential = { name: `ble-${HOME}`, room: HOME, secret };
  const tickets = makeTicketBook(clock);
  await using broker = await openBroker({
    socketPath: at(BLE_LINE.mqtt),
    credentials: [credential],
    log,
    clock,
  });
  await using toys = await openBrokerToys(broker, log);
  const clips = await openClipServer({
    socketPath: at(BLE_LINE.clips),
    tickets,
    secrets: new Map([[HOME, secret]]),
    log,
  });
  await using _clips = clips;
  const { roomsAt } = config;
  const roomPlaces = () => roomsAt ?? ownAddresses().map((host) => ({ host, port: ROOM_PORT }));
  const [newest] = await store.messages.newest(1);
  await using lived = await openLivedClock({
    clock,
    notes: store.livedNotes,
    newest: newest?.livedAt ?? newest?.createdAt,
    fail,
  });
  using keepers = await openKeepers({
    notes: store.keeperNotes,
    folder: join(config.dataDir, "hub", "kept"),
    most: Math.floor(config.keepBackupsGib * GIB),
    household: store.household,
    source: store.backupSource,
    signer: store.secrets.signer,
    disk: store.disk,
    clock,
    lived,
    log,
    facts: (counter) =>
      snapshotFacts(
        { household: store.household, ledger: store.ledger, clock, lived, program: version },
        counter,
      ),
    random,
    fail,
  });
  const rooms = await keepRooms({
    beside: keepers.beside,
    store: store.rooms,
    clock,
    log,
    random,
    fail,
    places: roomPlaces,
    roster: () => store.household.roster(),
    admitMqtt: broker.admit,
    admitClips: clips.admit,
    ended: tickets.voidFor,
    changed: () => tellRooms(house),
  });
  await using _rooms = rooms;
  keepers.setDoor(rooms.door);
  // A hub that tells nobody, and is at no relay, has no process that dials out.
  let isLinkWanted = false;
  const wantLink = () => {
    if (!isLinkWanted) supervisor.wants("link");
    isLinkWanted = true;
  };
  const streams = makeEventStreams(clock, lived);
  const remoteNames = openRemoteNames({
    store: store.remote,
    household: store.household,
    hubKey: store.secrets.signer.publicKey,
    clock,
    random,
    fail,
  });

  const shown = makeShownCertificates();
  const relay = keepRelay({
    socketPath: at(RELAY_LINE.socket),
    names: remoteNames,
    store: store.remote,
    signer: store.secrets.signer,
    certificates: shown,
    ledger: store.ledger,
    clock,
    log,
    fail,
    wantLink,
  });
  await using _relay = relay;
  let smartHome: SmartHomePart | undefined;
  const homeName = homeNameOf(store.secrets.signer.publicKey);
  /** Its own, when something listens there; answered to nowhere else. */
  const homeAddresses: Address[] = [];
  const homeCertificates = config.homeName
    ? keepHomeCertificate({ name: homeName, notes: store.homeNotes, clock, log })
    : undefined;
  await using _home = homeCertificates;
  const postNews = makePostNews(clock);
  const tally = new Tally(clock.now());
  const zone = zoneHere();
  const line = openLinkLine(at(LINK.socket), clock);
  const newId = () => makePublicId(random(16));
  await using news = await composeNews({
    config,
    store,
    line,
    supervisor,
    version,
    clock,
    zone,
    newId,
    isBusy: () => isBusy(house),
    log,
    fail,
    wantLink,
  });
  const page = await readPageFiles(PAGE);
  let web: WebServer | undefined;
  const restored = Promise.withResolvers<StoreError>();
  const { httpsPort } = config;
  let networkPort = httpsPort;
  const addresses: Address[] = [];
  const own: OwnPlaces = {
    version,
    pid: process.pid,
    address: () => addresses[0]?.origin ?? "",
    mayListen: () => [
      ...(networkPort === undefined ? [] : [{ host: "*", port: networkPort }]),
      ...roomPlaces(),
      ...(smartHome?.places() ?? []),
    ],
    httpsPort: () => networkPort,
    homeCertificate: () => homeCertificates?.shown.current()?.chain,
    awayCertificate: () => shown.current()?.chain,
    smartHome: () => smartHome?.admin.keys.addresses() ?? [],
  };
  const facts = () => tellFacts(house, own);
  await using houseCheck = await keepHouseCheck({
    checks: async () => (await import("./house-check/hub-checks.ts")).HUB_CHECKS,
    notes: store.houseCheckNotes,
    clock,
    log,
    hasFamily: () => store.household.people().length > 0,
    fail,
    context: async () => ({
      clock,
      dataDir: config.dataDir,
      runDir: config.runDir,
      configFile: process.env.PAWPOST_CONFIG ?? join(config.dataDir, "config.yaml"),
      proc: "/proc",
      hub: await facts(),
      outside: relay.lookFromOutside,
      isInstalled: process.env.PAWPOST_NOTIFY_FD !== undefined,
      users: process.env.PAWPOST_NOTIFY_FD === undefined ? [] : [process.getuid?.() ?? -1],
      mends: false,
    }),
  });
  const house: House = {
    messages: store.messages,
    archive: store.archive,
    shares: store.shares,
    waiting: store.waiting,
    household: store.household,
    ledger: store.ledger,
    signer: store.secrets.signer,
    countersignatures: store.countersignatures,
    alerts: store.alerts,
    advisories: news.advisories,
    houseCheck,
    updates: news.updates,
    gaps: store.gaps,
    pushes: store.pushes,
    pushLine: openPushLine({
      keys: store.secrets.push,
      link: makeLinkClient(at(LINK.socket), clock),
      also: config.pushServices,
      wantLink,
    }),
    remoteNames,
    relay,
    rooms,
    keepers,
    homeName: {
      name: homeName,
      isOn: config.homeName,
      origin: () => homeAddresses[0]?.origin,
      authority: () => homeCertificates?.authority(),
    },
    disk: store.disk,
    reports: store.reports,
    eraser: store.eraser,
    backups: openBackups({
      folder: config.backupTo,
      source: store.backupSource,
      household: store.household,
      ledger: store.ledger,
      signer: store.secrets.signer,
      notes: store.backupNotes,
      clock,
      lived,
      program: version,
      random,
    }),
    drill: composeDrill({
      house: () => house,
      store,
      config,
      routes: ALL_ROUTES,
      page,
      port: () => web?.port ?? 0,
      // Apart from those of sign-ins: what the hub tries itself keeps nobody waiting, and counts for nobody.
      fits: makeVerifiers(store.secrets.pepper).fits,
      atHome: {
        "the page": async () => web?.answers(),
        "the broker": broker.answers,
        "the disk": store.canWrite,
        "a sound that is checked": async () => checkTune(check),
      },
      random,
    }),
    restoring: openRestoring({
      dir: join(config.dataDir, "hub"),
      folders: config.backupTo === undefined ? [] : [config.backupTo],
      household: store.household,
      // Whoever wanted it is told first.
      ended: () => void clock.after(TOLD_FIRST, () => restored.resolve(goesOn())),
    }),
    library: store.library,
    clipBudget: makeClipBudget(clock),
    reportGate: makeReportGate(clock, store.reports.all()),
    vault: openVault({ household: store.household }),
    check,
    toys,
    tickets,
    // For the supervisor alone, as the claim code; never logged.
    presence: makePresence({
      clock,
      random,
      print: supervisor.presenceCode,
    }),
    clock,
    lived,
    signalNotes: store.signalNotes,
    log,
    live: makeLive(),
    zone,
    microphone: config.microphone === undefined ? undefined : makeAlsaMicrophone(config.microphone, clock),
    pretendToy: config.pretendToy !== undefined,
    newId,
    inTurn: makeTurns(),
    fail,
    postNews,
    tell(event) {
      postNews.hear(event);
      streams.tell(event);
      smartHome?.hear(event);
      tally.hear(event);
    },
  };
  const access = openAccess({
    household: store.household,
    ledger: store.ledger,
    clock,
    lived,
    pepper: store.secrets.pepper,
    random,
    endsWithSession: endsWithSession(streams, tickets, store.pushes, remoteNames, [rooms, keepers], fail),
    inTurn: house.inTurn,
    clipBudget: house.clipBudget,
    presence: house.presence,
    addresses: () => [...addresses, ...homeAddresses],
    remoteNames,
  });
  const health = makeHealth(house, { broker: broker.answers, store: store.canWrite }, version);
  const readings = lazyReadings(house, tally, version);
  const pretendToy = config.pretendToy === undefined ? undefined : openPretendToy(config.pretendToy);
  /** @param places addresses that this one answers to, and no others */
  const appAt = (places: () => readonly Address[]) =>
    buildApp({
      routes: ALL_ROUTES,
      house,
      access,
      streams,
      pretendToy,
      page,
      health,
      readings,
      metricsToken,
      version,
      hosts: () => places().flatMap(({ origin }) => hostsOf(origin)),
    });
  const door = await openDoor({
    socketPath: at(RELAY_LINE.door),
    names: remoteNames,
    certificates: shown,
    givenSocket: givenSocket(process.env, process.pid),
    face: makeHttpFace(appAt(remoteNames.addresses)),
    home: homeCertificates && {
      name: homeName,
      certificates: homeCertificates.shown,
      face: makeHttpFace(appAt(() => homeAddresses)),
    },
  });
  await using _door = door;
  const listenOnNetwork = (at: number, listening?: (port: number) => void) =>
    door.serveNetwork(at, {
      refused: (code) => log.error("the port of the house's network cannot be used", { code }),
      listening(port) {
        networkPort = port;
        listening?.(port);
      },
    });
  const openHome = (port: number) => {
    const origin = `https://${homeName}${port === 443 ? "" : `:${port}`}`;
    homeAddresses.push({ origin, rpId: homeName });
  };
  await using _network =
    httpsPort === undefined
      ? undefined
      : config.homeName
        ? listenOnNetwork(httpsPort, openHome)
        : keepWhileJoined({
            place: remoteNames.place,
            onChange: remoteNames.onChange,
            fail,
            begin: () => listenOnNetwork(httpsPort),
          });
  await using certificates = composeCertificates({
    config,
    nameServer,
    store,
    names: remoteNames,
    relay,
    line,
    shown,
    clock,
    log,
    fail,
  });
  await using _work = await startWork(house, store);
  smartHome = await composeSmartHome({
    house,
    config,
    store,
    name: homeName,
    version,
    page: () => homeAddresses[0]?.origin,
    random,
  });
  await using _smartHome = smartHome;
  await using _commandLine = await openCommandLineServer({
    socketPath: at(COMMAND_LINE.socket),
    house,
    access,
    relay,
    rooms,
    smartHome: smartHome.admin,
    issuances: certificates.issuances,
    homeName: house.homeName,
    address: own.address,
    facts,
    version,
    log,
  });
  await using served = await openWebServer(
    appAt(() => addresses),
    config.port,
  );
  web = served;
  const address = `http://localhost:${served.port}`;
  addresses.push({ origin: address, rpId: "localhost" });
  for (const name of config.names)
    addresses.push({ origin: `https://${name}`, rpId: name.replace(/:\d+$/, "") });
  // For the supervisor alone; never logged.
  supervisor.ready({ address, claimCode: access.claimCode() });
  using _memory = giveBackMemoryLater(clock);
  using _watchdog = keepWatchdog({
    supervisor,
    clock,
    log,
    checks: { broker: broker.answers, store: store.canWrite, page: served.answers },
  });
  const broken = await Promise.race([
    once(signal, "abort").then(() => undefined),
    store.broken,
    restored.promise,
  ]);
  supervisor.stopping();
  streams.endAll();
  // After a failed write only a fresh start knows what is on the disk.
  if (broken !== undefined) throw broken;
}

/** As a message would be that comes just now. */
async function checkTune(check: ClipCheck): Promise<void> {
  const [tune] = await readStarter();
  const checked = tune && (await check.message(tune.toyBytes));
  if (checked?.kind === "refused") throw new StartError(checked.code);
}

async function bleCredential(path: string): Promise<string> {
  const secret = await sharedSecret(path).catch((cause: unknown) => {
    throw new StartError(`${path} can neither be read nor made`, { cause });
  });
  if (secret !== "") return secret;
  throw new StartError(`${path} is empty`);
}
