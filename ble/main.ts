/** `pawpost-ble`: one room's radio. Builds, wires, waits, closes. Settings: docs/processes.md. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { systemClock as clock } from "../hub/clock/system-clock.ts";
import { BLE_LINE } from "../hub/contract/ble-line.ts";
import { ROOM_LINE } from "../hub/contract/room-line.ts";
import { ms, seconds } from "../hub/domain/duration.ts";
import { HOME } from "../hub/domain/home-room.ts";
import { HubError } from "../hub/domain/hub-error.ts";
import { openLog } from "../hub/log/open-log.ts";
import { findSupervisor } from "../hub/supervisor/find-supervisor.ts";
import { giveBackMemory } from "../hub/supervisor/give-back-memory.ts";
import { keepWatchdog } from "../hub/supervisor/keep-watchdog.ts";
import { makeClipLine } from "./bridge/clip-line.ts";
import { type HubReach, openHubLine } from "./bridge/hub-line.ts";
import { openBridge } from "./bridge/open-bridge.ts";
import { makePassportSeal } from "./bridge/seal-passport.ts";
import { endIfNoted } from "./end-everything.ts";
import { dialHub } from "./house-line/dial-hub.ts";
import { loadHouseKey } from "./house-line/house-key.ts";
import { readJoinedRoom } from "./house-line/joined-room.ts";
import { openJournal } from "./journal/file-journal.ts";
import { openTransport } from "./open-transport.ts";
import { type HciAddress, parseHciAddress } from "./radio/hci/hci-address.ts";
import { openNobleRadio } from "./radio/noble-radio.ts";
import { cloudPetsDriver } from "./toys/cloudpets/cloudpets-driver.ts";

/** Starting again would not help: `EX_CONFIG` of sysexits.h. */
const EX_CONFIG = 78;
/** Before the first word of the hub somebody is told: it is away, or it took this room off. */
const SILENT_FOR = seconds(15);
/** For what the hub makes when it starts. */
const LOOK_AGAIN = ms(50);
const NO_HUB = "no line to the hub: it is away, or this room was removed";
const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
type LogLevel = (typeof LOG_LEVELS)[number];
const random = (bytes: number): Uint8Array => new Uint8Array(randomBytes(bytes));

type SettingCode = "ble.bad-setting" | "ble.no-credential";

class SettingError extends HubError {
  override readonly name = "SettingError";
  readonly code: SettingCode;

  constructor(code: SettingCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const READ_THE_PAGE = "docs/processes.md lists what the radio process needs.";
const ADVICE: Readonly<Record<string, string>> = {
  "ble.no-credential": "The hub makes it when it starts: start everything again.",
  "bridge.credential-refused": "Hub and radio process belong to two starts: start everything again.",
  "journal.in-use":
    "Another radio process uses this data folder: stop it, or give this one another with --data.",
  "journal.full": "The disk is full: free some space, it is tried again by itself.",
  "journal.damaged":
    "Bring the folder `ble` back from a backup. Without it every toy has to be claimed again.",
  "journal.failed": "Look at the disk (dmesg); it is tried again by itself.",
  "ble.system": "Check that the folder is there, who owns it, and that the disk has room.",
};
/** May be well at the next start; a setting, a lock or damaged data will not. */
const PASSING = new Set(["journal.full", "journal.failed", "ble.system"]);

const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopping.abort());

try {
  await runBle(stopping.signal);
} catch (error) {
  const { code, message } = failureOf(error);
  console.log(JSON.stringify({ failed: code, message, advice: ADVICE[code] ?? READ_THE_PAGE }));
  process.exitCode = PASSING.has(code) ? 1 : EX_CONFIG;
}
// What was put off for later (a try in 30 s) is of no use to a process that has closed everything.
process.exit();

/** What this program cannot go on with, in a code and a sentence. @throws what is a mistake of ours */
function failureOf(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof HubError) return error;
  // What the operating system said to a call of ours: its own words name the path and the cause.
  if (error instanceof Error && "syscall" in error) return { code: "ble.system", message: error.message };
  throw error;
}

async function runBle(signal: AbortSignal): Promise<void> {
  const dataDir = required("PAWPOST_DATA");
  const hci = hciAddress(process.env.PAWPOST_HCI ?? "hci0");
  const logger = openLog({
    process: "ble",
    level: logLevel(process.env.PAWPOST_LOG_LEVEL ?? "info"),
    journalFd: process.env.PAWPOST_JOURNAL_FD,
  });
  const { version } = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  const stateDir = join(dataDir, "ble");
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  if (await endIfNoted(stateDir, clock.now()))
    logger.warn("this machine left its family, as somebody at it wanted", {});
  using silence = { [Symbol.dispose]: clock.after(SILENT_FOR, () => logger.warn(NO_HUB, {})) };
  const hub = await hubOf(stateDir, signal);
  if (hub === undefined) return;
  const { room, reach } = hub;
  const houseKey = await loadHouseKey(stateDir);

  await using journal = await openJournal(join(stateDir, "journal"));
  using transport = openTransport(hci, { clock, logger });
  await using radio = openNobleRadio({ transport, clock, logger, random: Math.random });
  await using bridge = await openBridge({
    radio,
    isSimulated: process.env.PAWPOST_SIMULATED === "1",
    version,
    journal,
    house: houseKey && { room, seal: await makePassportSeal(houseKey, random) },
    makeDrivers: (deliveries, looks) => [cloudPetsDriver({ clock, logger, journal: deliveries, looks })],
    clips: makeClipLine(reach("clips")),
    openLine: (heard) => openHubLine({ ...heard, reach: reach("mqtt"), room, log: logger }),
    clock,
    log: logger,
    random,
  });
  await Promise.race([bridge.connected.then(silence[Symbol.dispose]), once(signal, "abort")]);
  if (!signal.aborted) {
    const supervisor = findSupervisor(process.env, console.log);
    supervisor.ready();
    // Now, as no toy is being spoken to.
    giveBackMemory();
    using _watchdog = keepWatchdog({ supervisor, clock, log: logger, checks: {} });
    await once(signal, "abort");
    supervisor.stopping();
  }
}

/**
 * Which room this is, and how its hub is reached: over the network where it joined one, or on this machine.
 * @returns nothing where the process is to end before this machine's hub began
 */
async function hubOf(
  stateDir: string,
  signal: AbortSignal,
): Promise<{ readonly room: string; reach(socket: "mqtt" | "clips"): HubReach } | undefined> {
  const joined = await readJoinedRoom(stateDir);
  if (joined !== undefined)
    return { room: joined.room, reach: () => ({ dial: (protocol) => dialHub(joined, ROOM_LINE[protocol]) }) };
  const runDir = required("PAWPOST_RUN");
  const path = join(runDir, BLE_LINE.credential);
  // Both may have been started at once, and the hub makes it.
  while (!signal.aborted) {
    const credential = await readCredential(path);
    if (credential !== undefined)
      return { room: HOME, reach: (socket) => ({ socketPath: join(runDir, BLE_LINE[socket]), credential }) };
    await clock.sleep(LOOK_AGAIN, signal).catch(() => undefined); // it ends
  }
  return undefined;
}

async function readCredential(path: string): Promise<string | undefined> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return undefined;
    throw new SettingError("ble.no-credential", `${path} cannot be read`, { cause });
  });
  if (text?.trim() === "") throw new SettingError("ble.no-credential", `${path} is empty`);
  return text?.trim();
}

function required(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new SettingError("ble.bad-setting", `${name} is not set: start it with scripts/start`);
}

function hciAddress(text: string): HciAddress {
  const parsed = parseHciAddress(text);
  if (parsed !== undefined) return parsed;
  throw new SettingError(
    "ble.bad-setting",
    `PAWPOST_HCI is ${JSON.stringify(text)}: write hci0, an adapter's address such as 00:1a:7d:da:71:13, or unix:/path/to/socket`,
  );
}

function logLevel(text: string): LogLevel {
  const level = LOG_LEVELS.find((known) => known === text);
  if (level !== undefined) return level;
  throw new SettingError(
    "ble.bad-setting",
    `PAWPOST_LOG_LEVEL is ${JSON.stringify(text)}: write ${LOG_LEVELS.join(", ")}`,
  );
}
