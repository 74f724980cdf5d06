/**
 * Looks whether somebody else was at the toy while nobody here held it. Anybody in range may connect then, and the toy asks nobody
 * who they are; but most of what they do leaves something behind.
 *
 *   at the begin    read Command: FF ▶ it was switched on, or restarted, since anybody asked it a value
 *                   09 07 ▶ game mode, before the paws are given back
 *   the look        08 01 00, 0C 01 00 01 00 ▶ a recording that somebody left running ends, and has a length
 *                   Volume, 09 00, 09 01 .. 09 04
 *
 * What is compared is in `compare-looks.ts`; how it was left is in the {@link LooksBook}, and outlives this process.
 */
import { seconds } from "../../../hub/domain/duration.ts";
import type { Logger } from "../../../hub/ports/logger.ts";
import { ToyError } from "../errors.ts";
import type { Comparison, DeliveryJournal, LooksBook, NotedDelivery, ToyLooks } from "../toy-driver.ts";
import { decodeResult, PLAY_PAW_SLOT, VALUES } from "./commands.ts";
import { nameOf, type SeenLooks, tracesOf } from "./compare-looks.ts";
import { keepingHeart } from "./heart.ts";
import type { LedSetting } from "./led.ts";
import { stopRecording } from "./record-for-child.ts";
import { fetchValue } from "./result-register.ts";
import { SILENCE_MS } from "./silence.ts";
import { STATES } from "./states.ts";
import type { ToyMemory } from "./toy-memory.ts";
import type { ToyWatch } from "./toy-watch.ts";
import type { ToyWire } from "./toy-wire.ts";
import type { Volume } from "./volume.ts";
import { readVolume } from "./volume-control.ts";

const SLOTS = [1, 2, 3, 4] as const;
/** The longest that a child's own playback or recording keeps us waiting. */
const IDLE_WITHIN = seconds(45);

export interface GuardParts {
  readonly wire: ToyWire;
  readonly watch: ToyWatch;
  readonly journal: DeliveryJournal;
  readonly looks: LooksBook;
  readonly logger: Logger;
  readonly firmware: string | undefined;
  readonly memory: ToyMemory;
}

/** What can only be seen before the toy is asked anything else. */
interface FirstSight {
  readonly hasRestarted: boolean | undefined;
  readonly isGameMode: boolean | undefined;
  /** We had left it so: noted before the paws are given back, which is noted, too. */
  readonly pawsReported: boolean;
  /** The record paw was at work when the link came up. */
  readonly isRecording: boolean;
}

/** What a look saw, and what a child wanted meanwhile. */
export interface Look {
  readonly comparison: Comparison;
  /** The play paw was pressed while it could only report that: of what it plays, the length, ms. */
  readonly playAsked: number | undefined;
}

export class ToyGuard {
  readonly #parts: GuardParts;
  #first: FirstSight = {
    hasRestarted: undefined,
    isGameMode: undefined,
    pawsReported: false,
    isRecording: false,
  };
  #recordings = 0;

  constructor(parts: GuardParts) {
    this.#parts = parts;
  }

  /**
   * Before the paws are given back.
   * @param lit as the heart blinks: what puts it out here is owed, and the look lights it again
   */
  async begin(lit: LedSetting | undefined, signal: AbortSignal): Promise<void> {
    const { wire, watch } = this.#parts;
    const isRecording = wire.state === STATES.audioRecord;
    const pawsReported = this.#left?.pawsReport ?? false;
    this.#first = { ...this.#first, isRecording, pawsReported };
    if (this.#left === undefined) return;
    const register = decodeResult(await wire.read("command", signal));
    const hasRestarted = register === undefined ? undefined : register.asked === VALUES.nothing;
    // What a start clears need not be asked for.
    const isAsked = wire.isIdle && hasRestarted !== true;
    if (isAsked && lit !== undefined) await wire.heartDebt.begin(lit);
    const isGameMode = isAsked
      ? await fetchValue(wire, watch, VALUES.gameMode, signal).catch(unlessGone(signal))
      : undefined;
    // Byte 1 is the answer: what follows it is not told.
    const told = isGameMode === undefined ? undefined : (isGameMode & 0xff) !== 0;
    this.#first = { hasRestarted, isGameMode: told, pawsReported, isRecording };
  }

  /** This process, or the one before it, went while it ended one. */
  get wasEndingRecording(): boolean {
    return this.#parts.memory.isEndingRecording || this.#left?.isEndingRecording === true;
  }

  /** The child records: what it says is nobody else's. */
  sawRecording(): void {
    this.#recordings += 1;
    void this.#change({ isRecording: true });
  }

  sawRecordingEnd(): void {
    void this.#change({ isRecording: false });
  }

  /** Not while the toy plays in a loop. @throws {ToyError} `toy.busy`, `toy.silent`, `toy.lies` */
  async compare(isUnheard: () => boolean, signal: AbortSignal): Promise<Look> {
    const { wire, watch, looks, firmware, memory } = this.#parts;
    await wire.idle(IDLE_WITHIN, signal);
    return await keepingHeart(wire, signal, isUnheard, async () => {
      const left = this.#left;
      let isPlayAsked = false;
      let volume: Volume | undefined;
      // One by radio shows in no state and has no light. It ends here, and is found by its length.
      if (left !== undefined) {
        // A child who pressed a paw meanwhile is not to be cut off.
        await wire.idle(IDLE_WITHIN, signal);
        memory.isEndingRecording = true;
        // Should this process end here, the next one must not take what goes on playing for a child's wish.
        await this.#change({ isEndingRecording: true });
        const meanwhile = async () => {
          volume = await readVolume(wire, signal);
        };
        ({ isPlayAsked } = await stopRecording({ wire, watch, signal, meanwhile }));
        memory.isEndingRecording = false;
      }
      volume ??= await readVolume(wire, signal);
      const ask = async (value: number) => {
        await wire.idle(IDLE_WITHIN, signal);
        return await fetchValue(wire, watch, value, signal);
      };
      const recordingMilliseconds = await ask(VALUES.recordingLength);
      const isRecordingSeen = this.#first.isRecording || this.#recordings > 0;
      const lengths: number[] = [];
      for (const slot of SLOTS) lengths.push(await ask(slot));
      const { hasRestarted, isGameMode } = this.#first;
      const seen: SeenLooks = { volume, lengths, isGameMode, firmware, hasRestarted };
      const uploads = await this.#uploads();
      const pawsReport = this.#first.pawsReported;
      const traces = left === undefined ? [] : tracesOf({ ...left, pawsReport }, seen, uploads);
      await this.#keep(looksNow(left, seen, uploads, looks.find(this.#address)));
      const mayBeBegun = left?.isRecording ?? false;
      const comparison = { traces, hasRestarted, recordingMilliseconds, isRecordingSeen, mayBeBegun };
      return { comparison, playAsked: isPlayAsked ? lengths[PLAY_PAW_SLOT - 1] : undefined };
    });
  }

  /** Before it is set by us. */
  wishVolume(volumeWish: number): Promise<void> {
    return this.#change({ volumeWish });
  }

  noteVolume({ current, stored }: Volume): Promise<void> {
    return this.#change({ volume: current, storedVolume: stored ?? null, volumeWish: null });
  }

  /** Before they are made to report, and once they are free again. */
  notePaws(pawsReport: boolean): Promise<void> {
    return this.#change({ pawsReport });
  }

  /** Before a heart that blinks is put out, and once it blinks again. */
  noteHeart(isHeartOwed: boolean): Promise<void> {
    return this.#change({ isHeartOwed });
  }

  /** Silence goes over what is in a slot, though it had arrived: while it runs nobody knows what is there. */
  async silencing(slot: number, work: () => Promise<void>): Promise<void> {
    const note = (milliseconds: number | null) =>
      this.#change({
        slots: (this.#left?.slots ?? []).map((one, index) =>
          index === slot - 1 ? { ...one, milliseconds } : one,
        ),
      });
    await note(null);
    await work();
    await note(SILENCE_MS);
  }

  get #address(): string {
    return this.#parts.wire.link.address;
  }

  get #left(): ToyLooks | undefined {
    return this.#parts.looks.find(this.#address);
  }

  async #change(change: Partial<ToyLooks>): Promise<void> {
    const left = this.#left;
    const isNew = ([name, value]: [string, unknown]) => left?.[name as keyof ToyLooks] !== value;
    if (left !== undefined && Object.entries(change).some(isNew)) await this.#keep({ ...left, ...change });
  }

  #uploads(): Promise<(NotedDelivery | undefined)[]> {
    return Promise.all(SLOTS.map((slot) => this.#parts.journal.latest(this.#address, slot)));
  }

  async #keep(looks: ToyLooks): Promise<void> {
    try {
      await this.#parts.looks.keep(this.#address, looks);
    } catch (error) {
      // It counts until this process ends; at worst the next one finds strange what we did.
      this.#parts.logger.warn("how a toy was left could not be noted", { cause: (error as Error).message });
    }
  }
}

/** @param latest as noted by now: what was wished meanwhile stays */
function looksNow(
  left: ToyLooks | undefined,
  seen: SeenLooks,
  uploads: readonly (NotedDelivery | undefined)[],
  latest: ToyLooks | undefined,
): ToyLooks {
  const { current, stored } = seen.volume;
  const isStart = seen.hasRestarted === true && stored === undefined;
  return {
    volume: current,
    storedVolume: stored ?? null,
    volumeWish: null,
    bootVolume: left?.bootVolume ?? (isStart ? current : null),
    slots: seen.lengths.map((milliseconds, index) => {
      const upload = uploads[index];
      return { milliseconds, upload: upload === undefined ? null : nameOf(upload) };
    }),
    firmware: seen.firmware ?? left?.firmware ?? null,
    pawsReport: latest?.pawsReport ?? false,
    isRecording: false,
    isHeartOwed: latest?.isHeartOwed ?? false,
    isEndingRecording: false,
  };
}

/** An answer that we can do without, the link being up. */
const unlessGone =
  (signal: AbortSignal) =>
  (error: unknown): undefined => {
    if (signal.aborted || !(error instanceof ToyError)) throw error;
  };
