/** Serves Improv until somebody claimed the hub, or there is a network, by this or by a cable. */
import type { Duration } from "../../hub/domain/duration.ts";
import { seconds } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import type { HciTransport } from "../radio/hci/hci-transport.ts";
import type { HubNearby } from "./hub-nearby.ts";
import type { WifiSettings } from "./improv-packets.ts";
import { openImprovRadio } from "./improv-radio.ts";
import { ImprovSession } from "./improv-session.ts";

/** So that the phone hears where the hub is before the radio goes. */
const LINGER = seconds(30);

export interface ServeImprovOptions {
  readonly transport: HciTransport;
  readonly clock: Clock;
  readonly log: Logger;
  readonly window: Duration;
  readonly lookEvery: Duration;
  readonly hub: HubNearby;
  readonly hasNetwork: () => boolean;
  readonly joinWifi: (settings: WifiSettings) => Promise<boolean>;
  readonly signal: AbortSignal;
}

/** @returns why it is over */
export async function serveImprov(options: ServeImprovOptions): Promise<"claimed" | "network" | "stopped"> {
  const { transport, clock, log, hub, hasNetwork, joinWifi, signal } = options;
  const whyOver = async () =>
    (await hub.isClaimed()) === true ? "claimed" : hasNetwork() ? "network" : undefined;
  const already = await whyOver();
  if (already !== undefined) return already;

  using session = new ImprovSession({
    clock,
    window: options.window,
    async join(settings) {
      const isJoined = await joinWifi(settings);
      log.info(isJoined ? "Wi-Fi joined, as a phone asked" : "Wi-Fi not joined", {});
      return isJoined ? ((await hub.address()) ?? "") : undefined;
    },
    told: (change) => radio.tell(change),
  });
  using radio = openImprovRadio({
    transport,
    written: (piece) => session.write(piece),
    left: () => session.left(),
  });
  log.info("a phone may tell this machine its Wi-Fi", {});
  const pause = (wait: Duration) => clock.sleep(wait, signal).catch(() => undefined);
  while (!signal.aborted) {
    await pause(options.lookEvery);
    // What it is asked to do is done to its end, and said.
    if (session.state === "provisioning") continue;
    if (session.state === "provisioned") await pause(LINGER);
    const why = await whyOver();
    if (why !== undefined) return why;
  }
  return "stopped";
}
