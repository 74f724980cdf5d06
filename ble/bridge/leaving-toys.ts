/**
 * Toys that are the family's no more, on their way out: emptied as far as a radio can, if they are heard within {@link LEAVE_WITHIN_MS}. Silence
 * goes over what was given to them, their identifier is the factory's again, their heart is dark. What the child recorded they keep: no toy
 * can be told to forget that.
 *
 *   forgotten ──▶ [leaving] ──▶ heard, connected, emptied ──▶ toy-left, emptied
 *                          └──▶ not heard in time, or not ours any more ──▶ toy-left, not emptied
 *
 * Noted, so that a killed process goes on; begun anew, an emptying puts the same silence over the same slots.
 */
import { z } from "zod";
import { publicId } from "../../hub/contract/public-id.ts";
import { ms, seconds } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import type { KeptDeliveries } from "../journal/delivery-journal.ts";
import type { Journal, JsonValue } from "../journal/journal.ts";
import type { KeptLooks } from "../journal/looks-journal.ts";
import type { Advert, Radio } from "../radio/radio.ts";
import { ToyError, type ToyErrorCode } from "../toys/errors.ts";
import type { ClaimedToy, ClaimedToys } from "./claimed-toys.ts";
import { codeOf } from "./code-of.ts";
import type { HubLine } from "./hub-line.ts";
import type { Outbox } from "./outbox.ts";
import type { ToyFamilies } from "./toy-families.ts";

/** Time enough to fetch it from under the bed. Later it may be somebody else's. */
const LEAVE_WITHIN_MS = 10 * 60_000;
const RETRY = seconds(2);
/** Four seconds of silence at the slowest that a toy takes, and what a child is in the middle of. */
const EMPTY_WITHIN = seconds(120);

/** What asking once more does not mend. */
const HOPELESS: ReadonlySet<ToyErrorCode> = new Set(["toy.refused", "toy.lies", "toy.cannot"]);

/** Keys of the journal, by address. */
export const LEAVING = "leaving/";

const note = z.strictObject({
  toy: publicId,
  family: z.string(),
  identifier: z.string(),
  /** Wall clock, ms. A clock that stands before it: then its time is over. */
  since: z.int(),
});
type Note = z.output<typeof note>;

/** The journal's entry by which a toy leaves. @param now wall clock, ms */
export const leavingNote = (
  { toy, address, family, identifier }: ClaimedToy,
  now: number,
): readonly [string, JsonValue] => [LEAVING + address, { toy, family, identifier, since: now }];

export interface LeavingToysParts {
  readonly radio: Radio;
  readonly families: ToyFamilies;
  readonly toys: ClaimedToys;
  readonly journal: Journal;
  readonly noted: KeptDeliveries;
  readonly looks: KeptLooks;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  line(): Pick<HubLine, "tell">;
  /** Runs beside everything else. */
  run(what: string, task: Promise<unknown>): void;
}

interface Leaving {
  readonly note: Note;
  heard: PromiseWithResolvers<void>;
}

export class LeavingToys {
  readonly #parts: LeavingToysParts;
  /** By address. */
  readonly #leaving = new Map<string, Leaving>();

  constructor(parts: LeavingToysParts) {
    this.#parts = parts;
  }

  /** The journal's change by which it leaves; once that is durable, or cannot be, {@link follow} it. */
  note(toy: ClaimedToy): readonly [string, JsonValue] {
    return leavingNote(toy, this.#parts.clock.now());
  }

  follow(address: string, value: JsonValue): void {
    const { success, data } = note.safeParse(value);
    if (!success || this.#leaving.has(address)) return;
    const leaving = { note: data, heard: Promise.withResolvers<void>() };
    this.#leaving.set(address, leaving);
    this.#parts.run("leave", this.#leave(address, leaving));
  }

  /** At a start: those that a kill left on their way. */
  resume(): void {
    for (const [key, value] of this.#parts.journal.entries(LEAVING))
      this.follow(key.slice(LEAVING.length), value);
  }

  /** @returns whether it is on its way out: nobody is to find it meanwhile */
  hear({ address }: Pick<Advert, "address">): boolean {
    const leaving = this.#leaving.get(address);
    leaving?.heard.resolve();
    return leaving !== undefined;
  }

  async #leave(address: string, leaving: Leaving): Promise<void> {
    const { clock, log, signal } = this.#parts;
    const { since } = leaving.note;
    const left = LEAVE_WITHIN_MS - Math.abs(clock.now() - since);
    const late = new AbortController();
    const stop = clock.after(ms(Math.max(0, left)), () => late.abort(new Error("its time is over")));
    const until = AbortSignal.any([signal, late.signal]);
    try {
      let end: "emptied" | "kept" | undefined;
      while (end === undefined && !until.aborted) {
        await heardOrOver(leaving, until);
        if (until.aborted) break;
        leaving.heard = Promise.withResolvers();
        end = await this.#empty(address, leaving.note).catch((error: unknown) => {
          log.info("a toy was not emptied yet", { code: codeOf(error) });
          return undefined;
        });
        if (end === undefined) await clock.sleep(RETRY, until).catch(() => undefined);
      }
      // Stopping: the next start goes on.
      if (signal.aborted) return;
      await this.#end(address, leaving.note, end === "emptied");
    } finally {
      stop();
    }
  }

  async #empty(address: string, { toy, family, identifier }: Note): Promise<"emptied" | "kept" | undefined> {
    const { radio, families, clock, signal, line } = this.#parts;
    const driver = families.driverOf(family);
    if (driver === undefined) return "kept";
    const late = new AbortController();
    const stop = clock.after(EMPTY_WITHIN, () => late.abort(new Error("it took too long")));
    const until = AbortSignal.any([signal, late.signal]);
    try {
      await using session = await driver.connect(radio, address, { signal: until, onEvent: () => undefined });
      // Killed between the last step and the note of it, it is the factory's already.
      if (session.identifier !== identifier) return session.isFactoryNew ? "emptied" : "kept";
      const onProgress = (percent: number) => line().tell({ kind: "toy-leaving", toy, percent });
      onProgress(0);
      await session.empty({ signal: until, onProgress });
      return "emptied";
    } catch (error) {
      if (error instanceof ToyError && HOPELESS.has(error.code)) return "kept";
      throw error;
    } finally {
      stop();
    }
  }

  async #end(address: string, { toy }: Note, emptied: boolean): Promise<void> {
    const { outbox, noted, looks, toys, line } = this.#parts;
    const isOursAgain = toys.byAddress(address) !== undefined;
    const told = await outbox.add({ kind: "toy-left", toy, emptied }, [
      [LEAVING + address, undefined],
      // What was put there meanwhile is nobody's business any more.
      ...(isOursAgain ? [] : [...noted.forgetToy(address), looks.forget(address)]),
    ]);
    this.#leaving.delete(address);
    line().tell(told);
    this.#parts.log.info("a toy left", { emptied });
  }
}

async function heardOrOver({ heard }: Leaving, until: AbortSignal): Promise<void> {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const end = () => resolve();
  until.addEventListener("abort", end, { once: true });
  await Promise.race([heard.promise, over]);
  until.removeEventListener("abort", end);
}
