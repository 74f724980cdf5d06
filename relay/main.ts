/** `pawpost-relay`: one node, as a service manager starts it. Settings: `relay-settings.ts` beside it. */
import { once } from "node:events";
import { systemClock as clock } from "../hub/clock/system-clock.ts";
import { HubError } from "../hub/domain/hub-error.ts";
import { openLog } from "../hub/log/open-log.ts";
import { findSupervisor } from "../hub/supervisor/find-supervisor.ts";
import { keepWatchdog } from "../hub/supervisor/keep-watchdog.ts";
import { readRelaySettings } from "./relay-settings.ts";
import { startNode } from "./start-node.ts";

/** Starting again would not help: `EX_CONFIG` of sysexits.h. */
const EX_CONFIG = 78;

/** Who still downloads by then begins again at another node. The unit waits a little longer: systemd/pawpost-relay.service. */
const MOST_DRAINING_MS = 300_000;

const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopping.abort());

const read = readRelaySettings(process.env);
if ("problems" in read) {
  fail("relay.settings", read.problems.join("; "), "Mend them and start again.");
} else {
  try {
    const log = openLog({ process: "relay", journalFd: process.env.PAWPOST_JOURNAL_FD });
    await using node = await startNode(read.settings, { now: Date.now, random: Math.random, log });
    const { port, dnsPort, metricsPort, httpPort } = node;
    const supervisor = findSupervisor(process.env, console.log);
    supervisor.ready({ port, dnsPort, metricsPort, httpPort });
    using _watchdog = keepWatchdog({ supervisor, clock, log, checks: {} });
    if (!stopping.signal.aborted) await once(stopping.signal, "abort");
    supervisor.stopping();
    await node.drain(untilHurried());
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    fail(error.code, error.message, "advice" in error ? String(error.advice) : "");
  }
}

/** Who is told a second time does not wait. */
function untilHurried(): AbortSignal {
  const hurry = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => hurry.abort());
  return AbortSignal.any([hurry.signal, AbortSignal.timeout(MOST_DRAINING_MS)]);
}

function fail(code: string, message: string, advice: string): void {
  console.log(JSON.stringify({ failed: code, message, advice }));
  process.exitCode = EX_CONFIG;
}
