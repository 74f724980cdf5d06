/** CloudPets toys, firmware 1.0.19 as far as it is known: see `docs/cloudpets.md`. */
import { seconds } from "../../../hub/domain/duration.ts";
import { TOY_SKILLS } from "../../../hub/domain/toy-skill.ts";
import type { Clock } from "../../../hub/ports/clock.ts";
import type { Logger } from "../../../hub/ports/logger.ts";
import type { Advert, Link, Radio } from "../../radio/radio.ts";
import { ToyError } from "../errors.ts";
import type { DeliveryJournal, LooksBook, ToyDriver, ToyEvent, ToySession } from "../toy-driver.ts";
import { recogniseAdvert } from "./advert.ts";
import { PREFERRED_INTERVAL_MS } from "./deliver.ts";
import { ToyGuard } from "./guard.ts";
import { parseIdentifier } from "./identifier.ts";
import { CloudPetsSession } from "./session.ts";
import { newToyMemory, type ToyMemory } from "./toy-memory.ts";
import { ToyWatch } from "./toy-watch.ts";
import { ToyWire } from "./toy-wire.ts";
import { SUPERVISION_MS } from "./upload.ts";

const CONNECT_WITHIN = seconds(10);
const GOODBYE_WITHIN = seconds(3);
/** By the record paw; of an older audio chip 6 s. */
const LONGEST_RECORDING_MS = 19_000;
/** An earlier end is put off until then. */
const SHORTEST_RECORDING_MS = 500;

export interface DriverParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly journal: DeliveryJournal;
  readonly looks: LooksBook;
}

/** Toys in a house, and then some: adverts with made-up addresses must not fill the memory. */
const KNOWN_TOYS = 256;

export function cloudPetsDriver(parts: DriverParts): ToyDriver {
  const memories = new Recent(newToyMemory);
  const firmwares = new Recent((): { version: string | undefined } => ({ version: undefined }));

  return {
    family: "cloudpets",
    can: TOY_SKILLS,
    longestRecordingMs: LONGEST_RECORDING_MS,
    shortestRecordingMs: SHORTEST_RECORDING_MS,

    recognise(advert: Advert) {
      const found = recogniseAdvert(advert);
      if (found?.firmware !== undefined) firmwares.of(advert.address).version = found.firmware;
      return found;
    },

    async connect(radio: Radio, address, { signal, onEvent, onLink }) {
      const link = await radio.connect(address, {
        intervalMs: PREFERRED_INTERVAL_MS,
        supervisionMs: SUPERVISION_MS,
        within: CONNECT_WITHIN,
        signal,
      });
      onLink?.();
      try {
        return await openSession(parts, link, {
          memory: memories.of(address),
          firmware: firmwares.of(address).version,
          signal: AbortSignal.any([signal, link.signal]),
          onEvent,
        });
      } catch (error) {
        // What went wrong says more than how the goodbye went.
        if (!link.signal.aborted) await link.disconnect({ within: GOODBYE_WITHIN }).catch(() => undefined);
        throw error;
      }
    },
  };
}

interface Opening {
  readonly memory: ToyMemory;
  readonly firmware: string | undefined;
  readonly signal: AbortSignal;
  onEvent(event: ToyEvent): void;
}

/** @throws {ToyError} `toy.lies` for an identifier that no toy has */
async function openSession(parts: DriverParts, link: Link, opening: Opening): Promise<ToySession> {
  const { clock } = parts;
  const { memory, firmware, signal, onEvent } = opening;
  const [wire, configured] = await ToyWire.open(link, clock, signal);
  const identifier = parseIdentifier(configured);
  if (identifier === undefined)
    throw new ToyError("toy.lies", "The identifier is not 16 printable characters");
  const watch = new ToyWatch((event) => {
    session.observe(event);
    onEvent(event);
  });
  const guard = new ToyGuard({ ...parts, wire, watch, firmware, memory });
  wire.heartDebt.keepBy((isHeartOwed) => guard.noteHeart(isHeartOwed));
  const session = new CloudPetsSession({
    ...parts,
    wire,
    watch,
    guard,
    memory,
    firmware,
    identifier,
    onEvent,
  });
  await session.begin(signal);
  const gapMs = memory.lostAt === undefined ? undefined : clock.monotonic() - memory.lostAt;
  onEvent({ kind: "link-up", gapMs });
  void link.ended.then(({ reason }) => {
    memory.lostAt = clock.monotonic();
    memory.heartOwed = wire.heartDebt.owed ?? memory.heartOwed;
    onEvent({ kind: "link-down", reason });
  });
  return session;
}

/** A value for each of the latest keys. */
class Recent<T> {
  readonly #values = new Map<string, T>();
  readonly #make: () => T;

  constructor(make: () => T) {
    this.#make = make;
  }

  of(key: string): T {
    const value = this.#values.get(key) ?? this.#make();
    this.#values.delete(key);
    this.#values.set(key, value);
    for (const oldest of this.#values.keys()) {
      if (this.#values.size <= KNOWN_TOYS) break;
      this.#values.delete(oldest);
    }
    return value;
  }
}
