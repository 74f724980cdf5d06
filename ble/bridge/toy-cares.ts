/**
 * How a guardian wants each toy cared for, as the hub said last: remembered until it says otherwise, whoever of the two was started anew
 * meanwhile, and seen to at the begin of each session.
 *
 *   loudest 100       no limit; what a limit had turned down is turned up again, once
 *   loudest below     what is louder is turned down, also for when it is switched on; `wanted` remembers how loud it was
 *
 *   saving            its link is slow while nothing happens
 *   records_over      see `records-over.ts`
 *
 * While a lullaby plays it is only turned down for now: how loud the toy is otherwise shows when that is over.
 */
import { z } from "zod";
import type { BleCommand } from "../../hub/contract/ble-control.ts";
import { toyCare } from "../../hub/contract/toy-care-now.ts";
import type { Journal } from "../journal/journal.ts";
import type { ToySession } from "../toys/toy-driver.ts";
import type { ClaimedToy } from "./claimed-toys.ts";

const PREFIX = "care/";
const NO_LIMIT = 100;
/** Percent. A toy's own steps are further apart where it is quiet. */
const SAME_WITHIN = 3;

const note = z.strictObject({
  ...toyCare.shape,
  records_over: z.boolean().default(false),
  /** How loud it is to be where no limit keeps it down, percent; `null`: no limit has turned it down. */
  wanted: z.int().min(0).max(100).nullable(),
});
type Note = z.output<typeof note>;

const UNTOLD: Note = { loudest: NO_LIMIT, saving: false, records_over: false, wanted: null };

export interface ToyCaresParts {
  readonly journal: Journal;
  sessionOf(toy: string): ToySession | undefined;
  /** A lullaby of ours plays. */
  isLooping(toy: string): boolean;
  /** It was turned down, or up again. @param percent as it is now */
  onVolume(toy: string, percent: number): void;
}

export class ToyCares {
  readonly #parts: ToyCaresParts;
  /** Counts at once, also where the journal has no room. */
  readonly #notes = new Map<string, Note>();

  constructor(parts: ToyCaresParts) {
    this.#parts = parts;
    for (const [key] of parts.journal.entries(PREFIX)) this.#read(key.slice(PREFIX.length));
  }

  /** It is this room's from now on, as the journal has it. */
  learn({ toy }: ClaimedToy): void {
    this.#read(toy);
  }

  /** @throws JournalError: it counts until this process ends; ToyError, RadioError: the next session is cared for */
  async set({ toy }: ClaimedToy, told: Extract<BleCommand, { kind: "care" }>): Promise<void> {
    const { loudest, saving, records_over } = told;
    const before = this.#of(toy);
    const isSame = before.loudest === loudest && before.saving === saving;
    if (isSame && before.records_over === records_over) return;
    const written = this.#note(toy, { ...before, loudest, saving, records_over });
    if (isSame) return written;
    // Stored anew even where it is quiet enough: it may start louder than it speaks now.
    await Promise.all([written, this.#limit(toy, loudest < before.loudest), this.#save(toy)]);
  }

  /** At the begin of each session, once it was looked at, and when a lullaby is over. */
  async tell({ toy }: ClaimedToy): Promise<void> {
    if (this.#of(toy).saving) await this.#save(toy);
    await this.#limit(toy, false);
  }

  /** What a guardian's wish comes to. @returns percent */
  async cap(toy: string, percent: number): Promise<number> {
    const { loudest } = this.#of(toy);
    if (loudest < NO_LIMIT) await this.#note(toy, { ...this.#of(toy), wanted: percent });
    return Math.min(percent, loudest);
  }

  loudestOf(toy: string): number {
    return this.#of(toy).loudest;
  }

  recordsOver(toy: string): boolean {
    return this.#of(toy).records_over;
  }

  /** The journal's change after which nothing is known of how this toy is cared for. */
  forget({ toy }: ClaimedToy): readonly [string, undefined] {
    this.#notes.delete(toy);
    return [PREFIX + toy, undefined];
  }

  async #limit(toy: string, isTighter: boolean): Promise<void> {
    const { sessionOf, isLooping, onVolume } = this.#parts;
    const session = sessionOf(toy);
    const { loudest, wanted } = this.#of(toy);
    if (session === undefined || (loudest === NO_LIMIT && wanted === null)) return;
    if (isLooping(toy)) return void (await session.hush(loudest, session.signal));
    const now = await session.loudness(session.signal);
    const goal = Math.min(wanted ?? now, loudest);
    const isFar = now > loudest + SAME_WITHIN || (wanted !== null && now < goal - SAME_WITHIN);
    if (!isFar && !isTighter) return;
    // First how loud it was: killed in between, the family finds that again when the limit goes.
    if (wanted === null) await this.#note(toy, { ...this.#of(toy), wanted: now });
    onVolume(toy, await session.keepLoudness(goal, session.signal));
    const after = this.#of(toy);
    if (after.loudest === NO_LIMIT) await this.#note(toy, { ...after, wanted: null });
  }

  async #save(toy: string): Promise<void> {
    const session = this.#parts.sessionOf(toy);
    await session?.savePower(this.#of(toy).saving, session.signal);
  }

  #read(toy: string): void {
    const { data } = note.safeParse(this.#parts.journal.get(PREFIX + toy));
    if (data !== undefined) this.#notes.set(toy, data);
  }

  #of(toy: string): Note {
    return this.#notes.get(toy) ?? UNTOLD;
  }

  async #note(toy: string, now: Note): Promise<void> {
    const isUsual = now.loudest === NO_LIMIT && !now.saving && !now.records_over && now.wanted === null;
    if (isUsual) this.#notes.delete(toy);
    else this.#notes.set(toy, now);
    await this.#parts.journal.change([[PREFIX + toy, isUsual ? undefined : now]]);
  }
}
