/**
 * The mailbox of four: while the signal is good the paws only report (game mode), and this answers them.
 *
 *   play paw     the unheard message in front; again within a few seconds: the same once more; nothing new: what was heard last
 *   record paw   the heart, then the recording, until it is pressed again
 *   heart        as many short blinks as messages wait, and a pause
 *
 * A toy whose link breaks off may keep its paws dead until we are back: so game mode is entered late, and left early. The child comes first: an
 * upload that runs makes room for a paw.
 */
import { ms, seconds } from "../../../hub/domain/duration.ts";
import type { Logger } from "../../../hub/ports/logger.ts";
import type { Letter, ToyEvent, ToyMailbox } from "../toy-driver.ts";
import { PLAY_PAW_SLOT } from "./commands.ts";
import type { ToyGuard } from "./guard.ts";
import { heartOff, isHeartDark, keepHeartBlinking } from "./heart.ts";
import { rhythmWrites } from "./heart-rhythm.ts";
import { freePaws, makePawsReport } from "./paw.ts";
import { playLetter } from "./play-letter.ts";
import { recordForChild, stopRecording } from "./record-for-child.ts";
import { SignalTrend } from "./signal-trend.ts";
import { STATES } from "./states.ts";
import type { ToyMemory } from "./toy-memory.ts";
import type { ToyWatch } from "./toy-watch.ts";
import type { ToyWire } from "./toy-wire.ts";

const LOOK_EVERY = ms(500);
const RSSI_WITHIN = seconds(2);
/** The controller does not know. Bluetooth Core 5.4 Vol 4 Part E 7.7.65.2. */
const RSSI_UNKNOWN = 127;
/** A second press this soon after the end wants the same once more. */
const AGAIN_WITHIN = seconds(8);
/** A rhythm takes four writes: on a link slower than this a paw would wait for them, and the heart just blinks. */
const SLOW_MS = 100;
const GOODBYE_WITHIN = ms(1_500);

export interface MailboxParts {
  readonly wire: ToyWire;
  readonly watch: ToyWatch;
  readonly memory: ToyMemory;
  readonly guard: ToyGuard;
  readonly logger: Logger;
  inTurn<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /**
   * Breaks off an upload that runs, for a paw only so often in a row, and resolves when the toy has no more to do with it; `undefined` where
   * none runs.
   */
  breakOffUpload(why: "paw" | "goodbye"): Promise<void> | undefined;
  isDark(): boolean;
  /** Somebody waits for a press as a proof: it is not for us. */
  isPawAwaited(): boolean;
  emit(event: ToyEvent): void;
}

interface Answer {
  readonly paw: "play" | "record";
  readonly ending: AbortController;
  readonly over: Promise<void>;
  hasPlayed: boolean;
  /** Pressed when the toy was at rest already, which a slow link tells late. */
  next: "play" | "record" | undefined;
}

export class MailboxOfFour {
  readonly #parts: MailboxParts;
  #kept: ToyMailbox | undefined;
  #isAnswering = false;
  #watching: AbortController | undefined;
  /** What a paw was pressed for, until that is over. */
  #answer: Answer | undefined;
  readonly #heard = new Set<string>();
  #last: { readonly letter: Letter; readonly endedAt: number } | undefined;
  /** How many the heart tells; `undefined`: something put it out, or nobody knows. */
  #shown: number | undefined;
  #isTending = false;
  /** While the paws are made to report. */
  #taking: Promise<void> = Promise.resolve();
  /** Of {@link withOwnPaws}. */
  #needsOwn = 0;

  constructor(parts: MailboxParts) {
    this.#parts = parts;
    const stop = parts.wire.onSignal((heard) => {
      if (heard.kind !== "state") return;
      if (heard.code === STATES.idle) this.#shown = undefined;
      if (heard.code === STATES.gamePlayPaw) this.#pressed("play");
      if (heard.code === STATES.gameRecordPaw) this.#pressed("record");
    });
    void parts.wire.link.ended.then(() => {
      stop();
      parts.memory.lostWhileAnswering = this.#isAnswering;
      this.#watching?.abort(new Error("the link is gone"));
    });
  }

  get isKept(): boolean {
    return this.#kept !== undefined;
  }

  /** The paws only report, and it is here that they are answered. */
  get isAnswering(): boolean {
    return this.#isAnswering;
  }

  get waiting(): number {
    return this.#kept?.unheard.length ?? 0;
  }

  async keep(mailbox: ToyMailbox | undefined, signal: AbortSignal): Promise<void> {
    this.#kept = mailbox;
    if (mailbox === undefined) {
      this.#watching?.abort(new Error("the mailbox is off"));
      this.#watching = undefined;
      this.#shown = undefined;
      return this.giveBack(signal);
    }
    if (this.#watching !== undefined || this.#parts.wire.link.signal.aborted) return;
    this.#watching = new AbortController();
    void this.#watch(AbortSignal.any([this.#watching.signal, this.#parts.wire.link.signal]));
  }

  /** It lies on the toy now, or in another slot than before: until {@link keep} tells all that does. */
  arrived(letter: Letter): void {
    if (this.#kept === undefined) return;
    if (this.hasHeard(letter.messageId)) {
      this.#kept = { ...this.#kept, again: letter };
      return;
    }
    const others = this.#kept.unheard.filter(({ messageId }) => messageId !== letter.messageId);
    const unheard = letter.slot === PLAY_PAW_SLOT ? [letter, ...others] : [...others, letter];
    this.#kept = { ...this.#kept, unheard };
  }

  /** Over this link, for what the hub played. */
  hasHeard(messageId: string): boolean {
    return this.#heard.has(messageId);
  }

  /** Something else lit it, or put it out. */
  forgetHeart(): void {
    this.#shown = undefined;
  }

  /** The paws are the toy's own again when it resolves; what plays goes on, a recording ends. */
  async giveBack(signal: AbortSignal): Promise<void> {
    // Never overtaken by what makes them report.
    await this.#taking;
    if (!this.#isAnswering) return;
    const answer = this.#answer;
    if (answer?.paw === "record") {
      answer.ending.abort(new Error("the paws are given back"));
      await answer.over;
    }
    await this.#parts.breakOffUpload("goodbye");
    await freePaws(this.#parts.wire, signal);
    this.#setAnswering(false);
    await this.#parts.guard.notePaws(false);
  }

  /** For as long as this takes, and from before it begins, the paws are the toy's own. */
  async withOwnPaws<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    this.#needsOwn += 1;
    try {
      await this.giveBack(signal);
      return await work();
    } finally {
      this.#needsOwn -= 1;
    }
  }

  /** Before the link is let go: what cannot be done by then is left. */
  async sayGoodbye(): Promise<void> {
    this.#watching?.abort(new Error("goodbye"));
    const { clock, link } = this.#parts.wire;
    const late = new AbortController();
    const stop = clock.after(GOODBYE_WITHIN, () => late.abort(new Error("it took too long")));
    const signal = AbortSignal.any([late.signal, link.signal]);
    await this.giveBack(signal).catch((error: unknown) => this.#lament("paws were not given back", error));
    stop();
  }

  /** Resolves when no second press would mean the last message again: until then its slot stays as it is. */
  async settled(signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#answer?.over;
      const { clock } = this.#parts.wire;
      const left = this.#last === undefined ? 0 : this.#last.endedAt + AGAIN_WITHIN - clock.monotonic();
      if (!this.#isAnswering || left <= 0) return;
      await clock.sleep(ms(left), signal);
    }
  }

  /** What a session that broke off may have left behind. */
  async mend(signal: AbortSignal): Promise<void> {
    const { memory } = this.#parts;
    if (!memory.isLeftRecording) return;
    await stopRecording({ ...this.#parts, signal });
    memory.isLeftRecording = false;
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const { wire, memory } = this.#parts;
    const trend = new SignalTrend({ afterLoss: memory.lostWhileAnswering });
    while (!signal.aborted) {
      trend.heard(await this.#rssi());
      if (signal.aborted) return;
      const mustGiveBack = trend.isFading || this.#parts.isDark();
      if (this.#isAnswering && mustGiveBack)
        await this.giveBack(signal).catch((error: unknown) =>
          this.#lament("paws were not given back", error),
        );
      else void this.#tend(trend, signal);
      await wire.clock.sleep(LOOK_EVERY, signal).catch(() => undefined);
    }
  }

  /** Not waited for: it may have to wait for the toy, and the signal is looked at all the time. */
  async #tend(trend: SignalTrend, signal: AbortSignal): Promise<void> {
    if (this.#isTending) return;
    this.#isTending = true;
    try {
      if (!this.#isAnswering && trend.isSteady) await this.#takePaws(trend, signal);
      await this.#tellByHeart(signal);
    } catch (error) {
      this.#lament("the mailbox waits", error);
    } finally {
      this.#isTending = false;
    }
  }

  async #rssi(): Promise<number | undefined> {
    const rssi = await this.#parts.wire.link.rssi({ within: RSSI_WITHIN }).catch(() => undefined);
    return rssi === RSSI_UNKNOWN ? undefined : rssi;
  }

  async #takePaws(trend: SignalTrend, signal: AbortSignal): Promise<void> {
    await this.#whenFree(signal, async (turn) => {
      if (this.#kept === undefined || this.#parts.isDark() || !trend.isSteady || this.#needsOwn > 0) return;
      // Before the toy hears of it: the first press may come with its answer. Where that fails, it is given back.
      this.#setAnswering(true);
      const taking = this.#makePawsReport(turn);
      this.#taking = taking.catch(() => undefined);
      await taking;
    });
  }

  async #makePawsReport(turn: AbortSignal): Promise<void> {
    await this.#parts.guard.notePaws(true);
    await makePawsReport(this.#parts.wire, turn);
  }

  async #tellByHeart(signal: AbortSignal): Promise<void> {
    const { wire, isDark } = this.#parts;
    if (this.#shown === this.waiting || isDark() || this.#answer !== undefined) return;
    await this.#whenFree(signal, async (turn) => {
      const count = this.waiting;
      if (this.#kept === undefined || isDark()) return;
      if (count === 0) {
        if (!(await isHeartDark(wire, turn))) await heartOff(wire, turn);
      } else {
        await keepHeartBlinking(wire, turn);
        for (const write of wire.link.intervalMs > SLOW_MS ? [] : rhythmWrites(count)) {
          if (this.#answer !== undefined) return;
          await wire.write("led", write, turn);
        }
      }
      this.#shown = count;
    });
  }

  /** At once or not at all: whoever waited would hold up a paw. */
  async #whenFree(signal: AbortSignal, work: (turn: AbortSignal) => Promise<void>): Promise<void> {
    if (this.#answer !== undefined || !this.#parts.wire.isIdle) return;
    await this.#parts.inTurn(signal, async (turn) => {
      if (this.#answer === undefined && this.#parts.wire.isIdle) await work(turn);
    });
  }

  #setAnswering(isAnswering: boolean): void {
    if (this.#isAnswering === isAnswering) return;
    this.#isAnswering = isAnswering;
    this.#parts.emit({ kind: "answering-changed" });
  }

  #pressed(paw: "play" | "record"): void {
    if (!this.#isAnswering || this.#parts.isPawAwaited()) return;
    if (this.#answer !== undefined) {
      if (this.#answer.hasPlayed && this.#parts.wire.isIdle) this.#answer.next ??= paw;
      return;
    }
    const ending = new AbortController();
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    const answer: Answer = { paw, ending, over, hasPlayed: false, next: undefined };
    this.#answer = answer;
    const { signal } = this.#parts.wire.link;
    const answered = paw === "play" ? this.#play(signal) : this.#record(signal, ending.signal);
    void answered
      .catch((error: unknown) => this.#lament("a paw was not answered", error))
      .finally(() => {
        this.#answer = undefined;
        end();
        if (answer.next !== undefined) this.#pressed(answer.next);
      });
  }

  async #play(signal: AbortSignal): Promise<void> {
    if (this.#nextToPlay() === undefined) return;
    await this.#parts.breakOffUpload("paw");
    await this.#parts.inTurn(signal, async (turn) => {
      const letter = this.#nextToPlay();
      if (letter === undefined || this.#kept === undefined) return;
      const wasUnheard = this.#kept.unheard.includes(letter);
      const { wire, watch, emit } = this.#parts;
      const onStarted = () => {
        if (this.#answer !== undefined) this.#answer.hasPlayed = true;
        emit({ kind: "playback-started" });
      };
      const { isHeard } = await playLetter(letter, { wire, watch, signal: turn, onStarted });
      this.#last = { letter, endedAt: wire.clock.monotonic() };
      if (isHeard && wasUnheard) this.#wasHeard(letter);
    });
  }

  #nextToPlay(): Letter | undefined {
    const since =
      this.#last === undefined ? undefined : this.#parts.wire.clock.monotonic() - this.#last.endedAt;
    if (this.#last !== undefined && since !== undefined && since <= AGAIN_WITHIN) return this.#last.letter;
    return this.#kept?.unheard[0] ?? this.#kept?.again;
  }

  #wasHeard(letter: Letter): void {
    this.#heard.add(letter.messageId);
    if (this.#kept !== undefined) {
      const unheard = this.#kept.unheard.filter(({ messageId }) => messageId !== letter.messageId);
      this.#kept = { unheard, again: letter };
    }
    this.#parts.emit({ kind: "letter-heard", messageId: letter.messageId });
  }

  async #record(signal: AbortSignal, ending: AbortSignal): Promise<void> {
    await this.#parts.breakOffUpload("paw");
    await this.#parts.inTurn(signal, async (turn) => {
      const { wire, watch, memory, emit } = this.#parts;
      if (!wire.isIdle || ending.aborted) return;
      let hasBegun = false;
      const onStarted = () => {
        hasBegun = true;
        memory.isLeftRecording = true;
        emit({ kind: "recording-started" });
      };
      try {
        const seenMilliseconds = await recordForChild({ wire, watch, signal: turn, ending, onStarted });
        emit({ kind: "recording-ended", seenMilliseconds });
      } catch (error) {
        if (hasBegun && !turn.aborted) await stopRecording({ wire, watch, signal: turn });
        throw error;
      } finally {
        if (!turn.aborted) memory.isLeftRecording = false;
      }
    });
  }

  #lament(what: string, error: unknown): void {
    if (this.#parts.wire.link.signal.aborted) return;
    this.#parts.logger.debug(what, { cause: String((error as Error).message) });
  }
}
