/** Lanterns behind the port that every family fills. */

import type { DeliveryJournal, ToyDriver } from "../../../ble/toys/toy-driver.ts";
import { seconds } from "../../../hub/domain/duration.ts";
import type { Clock } from "../../../hub/ports/clock.ts";
import { recogniseLantern } from "./advert.ts";
import { LanternSession } from "./lantern-session.ts";
import { LanternWire } from "./lantern-wire.ts";

const CONNECTION = { intervalMs: 30, supervisionMs: 2_000, within: seconds(10) };

export function lanternDriver(parts: {
  readonly clock: Clock;
  readonly journal: DeliveryJournal;
}): ToyDriver {
  return {
    family: "lantern",
    /** One sound, no microphone, and a button that is its own. */
    can: [],
    /** It has no microphone. */
    longestRecordingMs: 0,
    shortestRecordingMs: 0,
    recognise: recogniseLantern,
    async connect(radio, address, { signal, onEvent, onLink }) {
      const link = await radio.connect(address, { ...CONNECTION, signal });
      onLink?.();
      try {
        const both = AbortSignal.any([signal, link.signal]);
        const [wire, identifier] = await LanternWire.open(link, parts.clock, both);
        return new LanternSession({ ...parts, wire, identifier, onEvent });
      } catch (error) {
        await link.disconnect({ within: seconds(3) }).catch(() => undefined); // what went wrong says more
        throw error;
      }
    },
  };
}
