import { once } from "node:events";
import { resolve } from "node:path";
import { destination } from "pino";
import { openLog } from "../../../hub/log/open-log.ts";
import { tooFewOpenFiles } from "../../../relay/open-files.ts";
import type { RelaySettings } from "../../../relay/relay-settings.ts";
import { startNode } from "../../../relay/start-node.ts";
import { sayStart } from "./say-start.ts";
import { whoIsFound } from "./who-is-found.ts";

const STDERR = 2;

/** Until a signal comes. What the relay logs goes to standard error: standard output is for whoever started it. */
export async function runRelay(read: RelaySettings): Promise<void> {
  const settings = { ...read, folder: resolve(read.folder) };
  const stopping = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(name, () => stopping.abort());
  const log = openLog({ process: "relay", to: destination({ dest: STDERR, sync: true }) });
  await using node = await startNode(settings, { now: Date.now, random: Math.random, log });
  console.log(
    sayStart({
      node,
      folder: settings.folder,
      found: await whoIsFound(node.zone, node.addresses),
      openFiles: await tooFewOpenFiles(settings.mostConnections),
      mostConnections: settings.mostConnections,
    }),
  );
  if (!stopping.signal.aborted) await once(stopping.signal, "abort");
}
