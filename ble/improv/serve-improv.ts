/** Serves Improv until somebody claimed the hub, there is a network, by this or by a cable, or the time for it is over. */
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
  /** For how long a phone is heard; what it asked for by then is done to its end. */
  readonly window: Duration;
  readonly lookEvery: Duration;
  readonly hub: HubNearby;
  readonly hasNetwork: () => boolean;
  readonly joinWifi: (settings: WifiSettings) => Promise<boolean>;
  readonly signal: AbortSignal;
}

export type WhyOver = "claimed" | "network" | "unused" | "stopped";

export async function serveImprov(options: ServeImprovOptions): Promise<WhyOver> {
  const { transport, clock, log, hub, hasNetwork, joinWifi, signal } = options;
  const whyOver = async (): Promise<WhyOver | undefined> =>
    (await hub.isClaimed()) === true ? "claimed" : hasNetwork() ? "network" : undefined;
  const already = await whyOver();
  if (already !== undefined) return already;

  using session = new ImprovSession({
    clock,
    window: options.window,
    async join(settings) {
      // Not only a hub that says yes: one that says nothing may have been claimed.
      if ((await hub.isClaimed()) !== false) return { kind: "notAuthorized" };
      const isJoined = await joinWifi(settings);
      log.info(isJoined ? "Wi-Fi joined, as a phone asked" : "Wi-Fi not joined", {});
      return isJoined ? { kind: "joined", address: await hub.address() } : { kind: "notConnected" };
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
    if (session.state === "provisioned") {
      await pause(LINGER);
      return "network";
    }
    const why = session.state === "unauthorized" ? "unused" : await whyOver();
    if (why !== undefined) return why;
  }
  return "stopped";
}
