/** `pawpost-ble`: one room's radio. Builds, wires, waits, closes. Settings: docs/processes.md. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { systemClock as clock } from "../hub/clock/system-clock.ts";
import { HubError } from "../hub/domain/hub-error.ts";
import { openLog } from "../hub/log/open-log.ts";
import { makeClipLine } from "./bridge/clip-line.ts";
import { openHubLine } from "./bridge/hub-line.ts";
import { openBridge } from "./bridge/open-bridge.ts";
import { openJournal } from "./journal/file-journal.ts";
import { type HciAddress, parseHciAddress } from "./radio/hci/hci-address.ts";
import { openUnixTransport } from "./radio/hci/unix-transport.ts";
import { openNativeTransport } from "./radio/native-transport.ts";
import { openNobleRadio } from "./radio/noble-radio.ts";
import { cloudPetsDriver } from "./toys/cloudpets/cloudpets-driver.ts";

/** Starting again would not help: `EX_CONFIG` of sysexits.h. */
const EX_CONFIG = 78;
const ROOM = "home";
const random = (bytes: number): Uint8Array => new Uint8Array(randomBytes(bytes));

class SettingError extends HubError {
  override readonly name = "SettingError";
  readonly code = "ble.bad-setting";
}

const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopping.abort());

try {
  await runBle(stopping.signal);
} catch (error) {
  if (!(error instanceof HubError)) throw error;
  console.log(
    JSON.stringify({
      failed: error.code,
      message: error.message,
      advice: "docs/processes.md lists what the radio process needs.",
    }),
  );
  process.exitCode = error.code === "journal.failed" ? 1 : EX_CONFIG;
}

async function runBle(signal: AbortSignal): Promise<void> {
  const dataDir = required("PAWPOST_DATA");
  const runDir = required("PAWPOST_RUN");
  const hci = hciAddress(process.env.PAWPOST_HCI ?? "hci0");
  const logger = openLog({
    process: "ble",
    level: process.env.PAWPOST_LOG_LEVEL === "debug" ? "debug" : "info",
  });
  const { version } = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  const credential = (await readFile(join(runDir, "credentials", "ble"), "utf8")).trim();
  const stateDir = join(dataDir, "ble");
  await mkdir(stateDir, { recursive: true, mode: 0o700 });

  await using journal = await openJournal(join(stateDir, "journal"));
  using transport =
    hci.kind === "unix"
      ? openUnixTransport({ path: hci.path, onTrouble: () => logger.debug("the virtual radio is away") })
      : openNativeTransport({ index: hci.index, clock, logger });
  await using radio = openNobleRadio({ transport, clock, logger, random: Math.random });
  await using bridge = await openBridge({
    radio,
    isSimulated: hci.kind === "unix",
    version,
    journal,
    makeDriver: (deliveries) => cloudPetsDriver({ clock, logger, journal: deliveries }),
    clips: makeClipLine(join(runDir, "clips.sock"), credential),
    openLine: (heard) =>
      openHubLine({ ...heard, socketPath: join(runDir, "mqtt.sock"), room: ROOM, credential, log: logger }),
    clock,
    log: logger,
    random,
  });
  await Promise.race([bridge.connected, once(signal, "abort")]);
  if (!signal.aborted) {
    console.log(JSON.stringify({ ready: true }));
    await once(signal, "abort");
  }
}

function required(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new SettingError(`${name} is not set: start it with scripts/start`);
}

function hciAddress(text: string): HciAddress {
  const parsed = parseHciAddress(text);
  if (parsed !== undefined) return parsed;
  throw new SettingError(`PAWPOST_HCI is ${JSON.stringify(text)}: write hci0, or unix:/path/to/socket`);
}
