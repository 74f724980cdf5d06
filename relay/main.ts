/** `pawpost-relay`: one node. Settings: `relay-settings.ts` beside it. */
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { HubError } from "../hub/domain/hub-error.ts";
import { openLog } from "../hub/log/open-log.ts";
import { openMetrics } from "./metrics/open-metrics.ts";
import { openRelay, type Relay } from "./open-relay.ts";
import { readRelaySettings } from "./relay-settings.ts";

/** Starting again would not help: `EX_CONFIG` of sysexits.h. */
const EX_CONFIG = 78;

const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopping.abort());

const read = readRelaySettings(process.env);
if ("problems" in read) {
  fail("relay.settings", read.problems.join("; "), "Mend them and start again.");
} else {
  const { settings } = read;
  const [first = ""] = settings.addresses;
  try {
    await mkdir(settings.folder, { recursive: true, mode: 0o700 });
    let relay: Relay | undefined;
    await using metrics = await openMetrics(settings.metricsPort, () => relay?.sessions.size ?? 0);
    await using opened = await openRelay({
      ...settings,
      dialHost: settings.dialHost ?? first,
      dns: {
        host: settings.host,
        port: settings.dnsPort,
        addresses: settings.addresses,
        nameServers: ["ns1", "ns2"].map((name) => ({
          name: `${name}.${settings.zone}`,
          addresses: settings.addresses,
        })),
      },
      now: Date.now,
      random: Math.random,
      news: metrics.news,
      log: openLog({ process: "relay" }),
    });
    relay = opened;
    console.log(
      JSON.stringify({ ready: true, port: opened.port, dnsPort: opened.dnsPort, metricsPort: metrics.port }),
    );
    if (!stopping.signal.aborted) await once(stopping.signal, "abort");
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    fail(error.code, error.message, "");
  }
}

function fail(code: string, message: string, advice: string): void {
  console.log(JSON.stringify({ failed: code, message, advice }));
  process.exitCode = EX_CONFIG;
}
