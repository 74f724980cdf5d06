/** Empties toys that are on their way out, with no hub there: for who gives the machine away, and waits at its terminal. */
import type { BleEvent } from "../../hub/contract/ble-control.ts";
import { type Duration, ms, seconds } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import { deliveryJournalOn } from "../journal/delivery-journal.ts";
import type { Journal } from "../journal/journal.ts";
import { looksBookOn } from "../journal/looks-journal.ts";
import type { Radio } from "../radio/radio.ts";
import type { DeliveryJournal, LooksBook, ToyDriver } from "../toys/toy-driver.ts";
import { ClaimedToys } from "./claimed-toys.ts";
import { LEAVING, LeavingToys } from "./leaving-toys.ts";
import { Outbox } from "./outbox.ts";
import { ToyFamilies } from "./toy-families.ts";

const LOOK_AGAIN = ms(500);

export interface EmptyLeavingOptions {
  readonly journal: Journal;
  readonly radio: Radio;
  makeDrivers(journal: DeliveryJournal, looks: LooksBook): readonly ToyDriver[];
  readonly clock: Clock;
  readonly log: Logger;
  random(bytes: number): Uint8Array;
  /** Without a word of any toy: as long as one answers, it is waited for. */
  readonly patience: Duration;
  readonly signal: AbortSignal;
  /** @param percent of the one that is being emptied */
  onProgress(percent: number): void;
}

/** @returns ids of those that were emptied, and of those that were not */
export async function emptyLeaving(
  options: EmptyLeavingOptions,
): Promise<{ readonly emptied: readonly string[]; readonly left: readonly string[] }> {
  const { journal, radio, clock, log, patience } = options;
  const stopping = new AbortController();
  const signal = AbortSignal.any([stopping.signal, options.signal]);
  const noted = deliveryJournalOn(journal);
  const looks = looksBookOn(journal);
  const tasks: Promise<unknown>[] = [];
  const ended = new Map<string, boolean>();
  let heardAt = clock.monotonic();
  const hear = (event: BleEvent) => {
    heardAt = clock.monotonic();
    if (event.kind === "toy-leaving") options.onProgress(event.percent);
    if (event.kind === "toy-left") ended.set(event.toy, event.emptied);
  };
  const leaving = new LeavingToys({
    ...options,
    families: new ToyFamilies(options.makeDrivers(noted, looks)),
    toys: new ClaimedToys(journal, options.random),
    noted,
    looks,
    outbox: new Outbox(options),
    signal,
    line: () => ({ tell: hear }),
    run: (_, task) => void tasks.push(task),
  });
  const all = journal.entries(LEAVING).map(([, value]) => (value as { readonly toy: string }).toy);
  leaving.resume();
  try {
    await radio.ready({ within: patience, signal });
    await using _scan = await radio.scan((advert) => void leaving.hear(advert), {
      within: seconds(10),
      signal,
    });
    while (ended.size < tasks.length && clock.monotonic() - heardAt < patience)
      await clock.sleep(LOOK_AGAIN, signal);
  } catch (error) {
    log.info("toys were not emptied", { error: String((error as Error).name) });
  } finally {
    stopping.abort(new Error("no longer waited for"));
    await Promise.allSettled(tasks);
  }
  const emptied = all.filter((toy) => ended.get(toy) === true);
  return { emptied, left: all.filter((toy) => !emptied.includes(toy)) };
}
