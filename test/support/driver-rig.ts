/** Our driver over the real noble, real bleno toys on the same virtual air, and a journal that outlives the driver. */
import { createHash } from "node:crypto";
import { deliveryJournalOn } from "../../ble/journal/delivery-journal.ts";
import { looksBookOn } from "../../ble/journal/looks-journal.ts";
import { openNobleRadio } from "../../ble/radio/noble-radio.ts";
import type { Link, Radio } from "../../ble/radio/radio.ts";
import { cloudPetsDriver } from "../../ble/toys/cloudpets/cloudpets-driver.ts";
import type {
  Delivery,
  DeliveryJournal,
  DeliveryOutcome,
  ToyEvent,
  ToySession,
} from "../../ble/toys/toy-driver.ts";
import { seconds } from "../../hub/domain/duration.ts";
import { memoryJournal } from "./memory-journal.ts";
import { makeRecordingLog } from "./quiet-log.ts";
import { openToyRig, type ToyRig, type ToyRigOptions } from "./toy-rig.ts";

export interface DriverRig extends ToyRig {
  readonly radio: Radio;
  readonly journal: DeliveryJournal;
  /** Everything that the sessions told, oldest first. */
  readonly events: ToyEvent[];
  /** Every link that the driver opened, and the services that it looked for on them. */
  readonly links: Link[];
  readonly servicesWanted: readonly string[];
  readonly log: ReturnType<typeof makeRecordingLog>;
  /** A session with the first toy, or the one at `address`; tried again while the toy restarts. */
  connect(address?: string): Promise<ToySession>;
  /** The driver's process is gone, and a new one takes over: journal and radio are all that is left. */
  restartDriver(journal?: DeliveryJournal): void;
}

export const ALWAYS = new AbortController().signal;
export const QUIETLY = { signal: ALWAYS, onProgress: () => undefined };

const CONNECT_TRIES = 5;

export async function openDriverRig(options: ToyRigOptions = {}): Promise<DriverRig> {
  await using parts = new AsyncDisposableStack();
  const rig = parts.use(
    await openToyRig({ ...options, air: { intervalMs: 12.5, packetsPerEvent: 4, ...options.air } }),
  );
  const { clock } = rig;
  const log = makeRecordingLog();
  const radio = parts.use(
    openNobleRadio({ transport: rig.hubTransport, clock, logger: log, random: () => 0.5 }),
  );
  await radio.ready({ within: seconds(10) });
  const kept = memoryJournal();
  const journal = deliveryJournalOn(kept);
  const events: ToyEvent[] = [];
  const links: Link[] = [];
  const servicesWanted: string[] = [];
  const watched = watchingRadio(radio, links, servicesWanted);
  const newDriver = (on: DeliveryJournal) =>
    cloudPetsDriver({ clock, logger: log, journal: on, looks: looksBookOn(kept) });
  let driver = newDriver(journal);

  async function connect(address = rig.toy.address): Promise<ToySession> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await driver.connect(watched, address, {
          signal: ALWAYS,
          onEvent: (event) => void events.push(event),
        });
      } catch (error) {
        if (tries === CONNECT_TRIES) throw error;
        await clock.sleep(seconds(1));
      }
    }
  }

  const opened = parts.move();
  return {
    ...rig,
    radio,
    journal,
    events,
    links,
    servicesWanted,
    log,
    connect,
    restartDriver: (on = journal) => {
      driver = newDriver(on);
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** The same radio, whose links and wishes are noted. */
function watchingRadio(radio: Radio, links: Link[], services: string[]): Radio {
  return {
    get state() {
      return radio.state;
    },
    onState: (listener) => radio.onState(listener),
    ready: (wait) => radio.ready(wait),
    scan: (onAdvert, wait) => radio.scan(onAdvert, wait),
    async connect(address, options) {
      const link = await radio.connect(address, options);
      links.push(link);
      const find = link.characteristics.bind(link);
      link.characteristics = (service, uuids, wait) => {
        services.push(service);
        return find(service, uuids, wait);
      };
      return link;
    },
    [Symbol.asyncDispose]: () => radio[Symbol.asyncDispose](),
  };
}

/**
 * A clip with the toy's header and `milliseconds` of frames; what they sound like does not matter here, but two ids
 * differ in every byte.
 */
export function makeDelivery(id: string, milliseconds = 1_000): Delivery {
  const frames = Math.ceil(milliseconds / 20);
  const header = Uint16Array.of(
    0x5541,
    16_000,
    1_600,
    1,
    frames,
    0,
    frames * 20,
    0,
    0,
    0,
    0,
    0,
    0,
    16,
    0xffff,
    0xffff,
  );
  const bytes = new Uint8Array(32 + frames * 40);
  bytes.set(new Uint8Array(header.buffer));
  const pattern = createHash("sha256").update(id).digest();
  for (let at = 32; at < bytes.length; at += 1) bytes[at] = (pattern[at % 32] ?? 0) ^ (at >> 5);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { id, messageId: `message of ${id}`, bytes, sha256, milliseconds: frames * 20 };
}

/** Play slot that a delivery goes to, and that the toy's own paw plays. */
export const PLAY_PAW_CLIP = 2;

/** Whether the first toy's paw plays just this. */
export const holds = (rig: DriverRig, bytes: Uint8Array): boolean =>
  Buffer.from(rig.toy.flash.clip(PLAY_PAW_CLIP) ?? [])
    .subarray(0, bytes.byteLength)
    .equals(bytes);

/** Delivers, connecting anew and asking again as the bridge does, until it is there or must not be tried again. */
export async function deliverStubbornly(
  rig: DriverRig,
  delivery: Delivery,
  mostTries = 10,
): Promise<{ readonly outcome: DeliveryOutcome; readonly tries: number }> {
  for (let tries = 1; ; tries += 1) {
    const session = await rig.connect();
    const outcome = await session.deliver(delivery, QUIETLY);
    await session[Symbol.asyncDispose]();
    if (outcome.kind === "delivered" || !outcome.retry || tries === mostTries) return { outcome, tries };
  }
}
