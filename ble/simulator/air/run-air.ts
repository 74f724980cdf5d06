/** One air in real time, its controllers served on Unix sockets until told to stop. */
import { once } from "node:events";
import type { Logger } from "../../../hub/ports/logger.ts";
import { openAir } from "./air.ts";
import type { AirConditions } from "./air-options.ts";
import { type AirSocket, startAirServer } from "./air-server.ts";
import { openRealTimeClock } from "./real-time-clock.ts";

export interface RunAirOptions extends Partial<AirConditions> {
  readonly controllers: readonly AirSocket[];
  readonly seed?: number;
  readonly log: Logger;
  /** Ends the air. */
  readonly signal: AbortSignal;
  /** Called once every socket listens. */
  readonly onReady: () => void;
}

/** Resolves when `signal` has ended it and the sockets are gone. Throws what `startAirServer` throws. */
export async function runAir(options: RunAirOptions): Promise<void> {
  const { controllers, log, signal, onReady, ...conditions } = options;
  using clock = openRealTimeClock();
  using air = openAir({ clock, ...conditions });
  await using _server = await startAirServer({ air, sockets: controllers, log });
  onReady();
  if (!signal.aborted) await once(signal, "abort");
}
