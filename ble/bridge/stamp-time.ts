/**
 * What time it is when a stamp is judged: what the machine's clock says, but never earlier than what was lived here since the
 * first claim. So a clock that is set back gives no stamp more time. One that stood back for seven days was set right
 * (`hub/domain/lived-time.ts`): a toy that was claimed under a clock years ahead is not lost for ever.
 */
import { z } from "zod";
import { minutes } from "../../hub/domain/duration.ts";
import { LivedTime, type Reading } from "../../hub/domain/lived-time.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Journal, JsonValue } from "../journal/journal.ts";
import { BridgeError } from "./errors.ts";

const KEY = "time/lived";
const livedNote = z.strictObject({ lived: z.number(), ahead: z.number() });

const LOOK_AGAIN = minutes(5);
/** What a kill may take back. Each note is a write to an SD card. */
const NOTED_EVERY = minutes(60);
/** A delivery writes to the journal anyway. */
const NOTED_FOR_STAMP = minutes(1);

/** The journal's change after which counting begins anew, with the next claim. */
export const FORGET_TIME = [KEY, undefined] as const;

export class StampTime {
  readonly #journal: Journal;
  readonly #clock: Clock;
  /** `undefined` until a toy is claimed: before that there is nothing to keep, and the machine may not know the time yet. */
  #time: LivedTime | undefined;
  #notedAt = Number.NEGATIVE_INFINITY;

  /**
   * @param isClaimed whether there are toys already, which a journal of before 0.2.0 may hold without a note
   * @throws BridgeError `bridge.memory-damaged`
   */
  constructor(journal: Journal, clock: Clock, isClaimed: boolean) {
    this.#journal = journal;
    this.#clock = clock;
    const kept = journal.get(KEY);
    if (kept === undefined && !isClaimed) return;
    const { success, data, error: cause } = livedNote.optional().safeParse(kept);
    if (!success) throw new BridgeError("bridge.memory-damaged", "the journal's note of the time", { cause });
    this.#time = new LivedTime(this.#read(), data);
  }

  /** Unix milliseconds. */
  now(): number {
    return Math.max(this.#clock.now(), this.atLeast());
  }

  /** Unix milliseconds, whatever the machine's clock was set to; 0 before the first claim. */
  atLeast(): number {
    if (this.#time === undefined) return 0;
    const { lived, ahead } = this.#time.note(this.#clock.monotonic());
    return lived + Math.min(0, ahead);
  }

  /** The journal's change that counting begins with, at the first claim; none later. */
  begin(): readonly (readonly [string, JsonValue])[] {
    if (this.#time !== undefined) return [];
    this.#time = new LivedTime(this.#read(), undefined);
    return [this.#change(this.#time)];
  }

  /** When a stamp was found good: it is not so again, after a crash, for longer than from then on. */
  noteForStamp(): Promise<void> {
    return this.#note(NOTED_FOR_STAMP);
  }

  /** Compares the clocks from now on. @param fail hears of a note that could not be written @returns ends it */
  watch(fail: (error: unknown) => void): () => Promise<void> {
    let stop: () => void = () => undefined;
    const look = () => {
      stop = this.#clock.after(LOOK_AGAIN, look);
      const wasAway = this.#time?.look(this.#read()) === true;
      this.#note(wasAway ? 0 : NOTED_EVERY).catch(fail);
    };
    look();
    return async () => {
      stop();
      await this.#note(0).catch(fail);
    };
  }

  async #note(every: number): Promise<void> {
    const now = this.#clock.monotonic();
    if (this.#time === undefined || now - this.#notedAt < every) return;
    this.#notedAt = now;
    await this.#journal.change([this.#change(this.#time)]);
  }

  #change(time: LivedTime): readonly [string, JsonValue] {
    return [KEY, { ...time.note(this.#clock.monotonic()) }];
  }

  #read(): Reading {
    return { wall: this.#clock.now(), monotonic: this.#clock.monotonic() };
  }
}
