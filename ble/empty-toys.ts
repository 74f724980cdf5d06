/** Empties the toys that this machine is to let go of, at its own radio and with no hub: `pawpost factory-reset`. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { systemClock as clock } from "../hub/clock/system-clock.ts";
import type { Duration } from "../hub/domain/duration.ts";
import type { Logger } from "../hub/ports/logger.ts";
import { emptyLeaving } from "./bridge/empty-leaving.ts";
import { openJournal } from "./journal/file-journal.ts";
import { openTransport } from "./open-transport.ts";
import type { HciAddress } from "./radio/hci/hci-address.ts";
import { openNobleRadio } from "./radio/noble-radio.ts";
import { cloudPetsDriver } from "./toys/cloudpets/cloudpets-driver.ts";

export async function emptyToys(options: {
  readonly stateDir: string;
  readonly hci: HciAddress;
  readonly patience: Duration;
  readonly log: Logger;
  readonly signal: AbortSignal;
  onProgress(percent: number): void;
}): ReturnType<typeof emptyLeaving> {
  const { log } = options;
  await using journal = await openJournal(join(options.stateDir, "journal"));
  using transport = openTransport(options.hci, { clock, logger: log });
  await using radio = openNobleRadio({ transport, clock, logger: log, random: Math.random });
  return await emptyLeaving({
    ...options,
    journal,
    radio,
    makeDrivers: (deliveries, looks) => [cloudPetsDriver({ clock, logger: log, journal: deliveries, looks })],
    clock,
    random: (bytes) => new Uint8Array(randomBytes(bytes)),
  });
}
