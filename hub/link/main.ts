/** `pawpost-link`: the only process that dials out of the house. Holds no key. Settings: docs/processes.md. */
import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import { join } from "node:path";
import { isInside } from "../../relay/wire/is-inside.ts";
import { systemClock as clock } from "../clock/system-clock.ts";
import { loadConfig } from "../config/load-config.ts";
import { LINK } from "../contract/link-job.ts";
import { RELAY_LINE } from "../contract/relay-line.ts";
import { HubError } from "../domain/hub-error.ts";
import { openLog } from "../log/open-log.ts";
import { findSupervisor } from "../supervisor/find-supervisor.ts";
import { giveBackMemoryLater } from "../supervisor/give-back-memory.ts";
import { keepWatchdog } from "../supervisor/keep-watchdog.ts";
import { allowedTargets } from "./allowed-targets.ts";
import { makeAskNameServers } from "./ask-name-servers.ts";
import { makeDialOut } from "./dial-out.ts";
import { makeDialPush } from "./dial-push.ts";
import { openLinkServer } from "./open-link-server.ts";
import { makePushQueue } from "./push-queue.ts";
import { openRelaySocket } from "./relay/open-relay-socket.ts";

/** Starting again would not help: `EX_CONFIG` of sysexits.h. */
const EX_CONFIG = 78;

const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopping.abort());

try {
  const config = await loadConfig(process.env);
  const log = openLog({
    process: "link",
    level: config.logLevel,
    journalFd: process.env.PAWPOST_JOURNAL_FD,
  });
  const queue = makePushQueue({ dial: makeDialPush(config.pushServices), clock, random: Math.random });
  await using _server = await openLinkServer({
    socketPath: join(config.runDir, LINK.socket),
    queue,
    dialOut: makeDialOut(allowedTargets(config)),
    askNameServers: makeAskNameServers(new Resolver(), (address) => !isInside(address)),
    log,
  });
  await using _relay = await openRelaySocket({
    socketPath: join(config.runDir, RELAY_LINE.socket),
    door: join(config.runDir, RELAY_LINE.door),
    clock,
    random: Math.random,
    log,
  });
  const supervisor = findSupervisor(process.env, console.log);
  supervisor.ready();
  using _memory = giveBackMemoryLater(clock);
  using _watchdog = keepWatchdog({ supervisor, clock, log, checks: {} });
  if (!stopping.signal.aborted) await once(stopping.signal, "abort");
  supervisor.stopping();
} catch (error) {
  if (!(error instanceof HubError)) throw error;
  const advice = "advice" in error && typeof error.advice === "string" ? error.advice : "";
  console.log(JSON.stringify({ failed: error.code, message: error.message, advice }));
  process.exitCode = EX_CONFIG;
}
process.exit();
