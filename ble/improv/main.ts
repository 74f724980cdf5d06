/**
 * `pawpost-improv`: lets a phone tell a machine without screen and keyboard which Wi-Fi to join. Only while nobody has claimed the hub and there is no
 * network, and for a while: its unit looks before it starts (`wanted-main.ts`), this for as long as it runs. docs/improv.md
 */
import { systemClock as clock } from "../../hub/clock/system-clock.ts";
import { minutes, seconds } from "../../hub/domain/duration.ts";
import { openLog } from "../../hub/log/open-log.ts";
import { findSupervisor } from "../../hub/supervisor/find-supervisor.ts";
import { openTransport } from "../open-transport.ts";
import { parseHciAddress } from "../radio/hci/hci-address.ts";
import { hasNetwork, hubNearby } from "./hub-nearby.ts";
import { makeJoinWifi } from "./join-wifi.ts";
import { serveImprov } from "./serve-improv.ts";

/** Whoever switched the machine on walks to it with a phone, and types a passphrase. */
const WINDOW = minutes(10);
const LOOK_EVERY = seconds(3);

const { PAWPOST_HCI = "hci0", PAWPOST_JOURNAL_FD, PAWPOST_PORT = "8080" } = process.env;
const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopping.abort());

const log = openLog({ process: "improv", journalFd: PAWPOST_JOURNAL_FD });
const hci = parseHciAddress(PAWPOST_HCI);
if (hci === undefined) throw new Error("PAWPOST_HCI names no adapter");
{
  using transport = openTransport(hci, { clock, logger: log });
  const supervisor = findSupervisor(process.env, console.log);
  supervisor.ready();
  const why = await serveImprov({
    transport,
    clock,
    log,
    window: WINDOW,
    lookEvery: LOOK_EVERY,
    hub: hubNearby(Number(PAWPOST_PORT)),
    hasNetwork,
    joinWifi: makeJoinWifi(),
    signal: stopping.signal,
  });
  log.info("Wi-Fi by a phone is over", { why });
  supervisor.stopping();
}
process.exit();
