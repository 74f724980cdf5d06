/** A connected CloudPets toy: the verbs in their own files, one at a time, with the heart kept lit. */
import { type Duration, seconds } from "../../../hub/domain/duration.ts";
import type { Logger } from "../../../hub/ports/logger.ts";
import { failed, outcomeOf } from "../delivery-outcome.ts";
import { ToyError } from "../errors.ts";
import type {
  Comparison,
  Delivery,
  DeliveryJournal,
  DeliveryOutcome,
  FetchedRecording,
  Letter,
  LoopWish,
  TakenBack,
  ToyEvent,
  ToyMailbox,
  ToySession,
} from "../toy-driver.ts";
import { Turns } from "../turns.ts";
import { FACTORY_KEY, PLAY_PAW_SLOT, VALUES } from "./commands.ts";
import { deliver } from "./deliver.ts";
import { download } from "./download.ts";
import { emptyToy } from "./empty-toy.ts";
import { FACTORY_IDENTIFIER } from "./gatt-table.ts";
import type { ToyGuard } from "./guard.ts";
import {
  blinkHeart,
  heartOff,
  isHeartBlinking,
  keepingHeart,
  lightAgain,
  readBlinking,
  showHeart,
} from "./heart.ts";
import { householdIdentifier } from "./identifier.ts";
import { HEART_BLINK, isHere, type LedSetting } from "./led.ts";
import { restoreVolume, startLoop, stopLoop, usualVolume } from "./loop.ts";
import { MailboxOfFour } from "./mailbox-of-four.ts";
import { freePaws, makePawsReport, waitForPaw } from "./paw.ts";
import { playLetter } from "./play-letter.ts";
import { PowerSaving } from "./power-saving.ts";
import { recordOver } from "./record-over.ts";
import { fetchValue } from "./result-register.ts";
import { comeToRest } from "./slot.ts";
import { storeIdentifier } from "./store-identifier.ts";
import { putSilence, takeBack } from "./take-back.ts";
import { TOO_SLOW_TRIES, type ToyMemory } from "./toy-memory.ts";
import type { ToyWatch } from "./toy-watch.ts";
import type { ToySignal, ToyWire } from "./toy-wire.ts";
import { volumeShare } from "./volume.ts";
import { keepVolume, readVolume, setVolume, storedLevel } from "./volume-control.ts";

/** The longest that a child's own playback or recording keeps us waiting. */
const IDLE_WITHIN = seconds(45);
const RSSI_WITHIN = seconds(2);
const GOODBYE_WITHIN = seconds(3);
/** A child that presses without end gets no new message otherwise. */
const MOST_BROKEN_OFF = 3;

export interface SessionParts {
  readonly wire: ToyWire;
  readonly watch: ToyWatch;
  readonly guard: ToyGuard;
  readonly journal: DeliveryJournal;
  readonly logger: Logger;
  readonly memory: ToyMemory;
  readonly firmware: string | undefined;
  readonly identifier: string;
  onEvent(event: ToyEvent): void;
}

export class CloudPetsSession implements ToySession {
  readonly address: string;
  readonly firmware: string | undefined;
  readonly signal: AbortSignal;
  readonly #parts: SessionParts;
  readonly #wire: ToyWire;
  readonly #turns = new Turns();
  readonly #saving: PowerSaving;
  #identifier: string;
  #wasLooping = false;
  readonly #mailbox: MailboxOfFour;
  #isDelivering = false;
  /** What makes room for a paw that the hub answers. */
  #upload: { readonly makeRoom: AbortController; readonly over: Promise<void> } | undefined;
  /** How often in a row an upload was broken off for one: the next goes on. */
  #brokenOff = 0;
  #pawWaiters = 0;
  /** A message waits to be heard, as far as we know: the heart is lit again where something else put it out. */
  #isHeartWanted = false;
  /** It is night: nothing lights the heart. */
  #isDark = false;
  /** Playbacks that the child started, as far as they were seen. */
  #heard = 0;
  /** Until the first look is over, which lights what its first question has put out: as `keepingHeart`. */
  #isUnheardBeforeLook: (() => boolean) | undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#wire = parts.wire;
    this.address = parts.wire.link.address;
    this.signal = parts.wire.link.signal;
    this.firmware = parts.firmware;
    this.#identifier = parts.identifier;
    this.#saving = new PowerSaving({
      clock: parts.wire.clock,
      signal: this.signal,
      becomeSlow: () => this.#becomeSlow(),
    });
    this.#mailbox = new MailboxOfFour({
      ...parts,
      inTurn: (signal, work) => this.#inTurn(signal, work),
      breakOffUpload: (why) => this.#breakOffUpload(why),
      isDark: () => this.#isDark,
      isPawAwaited: () => this.#pawWaiters > 0,
      emit: (event) => {
        this.observe(event);
        parts.onEvent(event);
      },
    });
  }

  get identifier(): string {
    return this.#identifier;
  }

  /** Learns how the toy was left, and gives its paws back to the child. */
  async begin(signal: AbortSignal): Promise<void> {
    const { isLooping } = await this.#wire.refreshState(signal);
    const { memory } = this.#parts;
    // What a link that went in the middle of ending a recording leaves playing is silence, and no child listens to it.
    const isOurs = isLooping || this.#parts.guard.wasEndingRecording || memory.isLeftRecording;
    this.#parts.watch.begin(this.#wire.state, isOurs);
    // From here on, and not when all is asked: a child may press before that.
    this.#wire.onSignal((heard) => this.#hear(heard));
    memory.isEndingRecording = false;
    this.#wasLooping = isLooping;
    this.#isUnheardBeforeLook = this.#makeIsUnheard();
    const lit = (await this.#readPost(signal)) ?? (await this.#lightOwed(signal));
    this.#isHeartWanted = lit !== undefined;
    await this.#parts.guard.begin(lit, signal);
    await this.#freePaws(signal);
    await this.#mailbox.mend(signal);
  }

  #hear(heard: ToySignal): void {
    const { wire, watch, onEvent } = this.#parts;
    if (heard.kind === "state") watch.saw(heard.code, wire.clock.monotonic());
    if (heard.kind === "nonsense") onEvent({ kind: "unexpected", what: `nonsense from ${heard.from}` });
  }

  /** Told every event before the bridge is. */
  observe(event: ToyEvent): void {
    if (event.kind === "playback-started") this.#heard += 1;
    if (event.kind === "recording-started") {
      this.#parts.guard.sawRecording();
      if (this.#isHeartWanted) void this.#wire.heartDebt.begin(HEART_BLINK);
    }
    if (event.kind === "recording-ended") this.#parts.guard.sawRecordingEnd();
    // In the mailbox there may be more than what was heard: it tells by itself.
    if (event.kind === "playback-ended" && !event.commanded && !this.#mailbox.isKept) {
      this.#isHeartWanted = false;
      this.#wire.heartDebt.pay();
    }
    if (event.kind === "recording-ended" && this.#isHeartWanted) this.#lightAgain();
  }

  rssi(): Promise<number> {
    return this.#wire.link.rssi({ within: RSSI_WITHIN });
  }

  compare(signal: AbortSignal): Promise<Comparison> {
    return this.#inTurn(signal, async (both) => {
      const isUnheard = this.#makeIsUnheard();
      const isOwed = this.#isUnheardBeforeLook ?? isUnheard;
      await this.#wire.idle(IDLE_WITHIN, both);
      if (isOwed() && !this.#isDark && (await this.#lightOwed(both)) !== undefined)
        this.#isHeartWanted = true;
      try {
        const { comparison, playAsked } = await this.#parts.guard.compare(isOwed, both);
        if (playAsked !== undefined && isUnheard()) this.#playAsked(playAsked);
        return comparison;
      } finally {
        this.#isUnheardBeforeLook = undefined;
      }
    });
  }

  async deliver(
    delivery: Delivery,
    options: { readonly signal: AbortSignal; onProgress(percent: number): void },
  ): Promise<DeliveryOutcome> {
    if (this.#isDelivering) return failed("toy-busy", true, "Another delivery to this toy runs");
    if (options.signal.aborted) return failed("cancelled", false, "The delivery was cancelled");
    this.#isDelivering = true;
    try {
      const done = await this.#uploading(
        options.signal,
        (signal) =>
          this.#mendingKey(signal, () =>
            deliver(
              // When it is tried again it may have been heard where it lay.
              {
                ...delivery,
                isQuiet: delivery.isQuiet === true || this.#mailbox.hasHeard(delivery.messageId),
              },
              {
                ...this.#parts,
                isCautious: this.#parts.memory.isCautious,
                isPawAwaited: () => this.#pawWaiters > 0 || this.#mailbox.isAnswering,
                isDark: () => this.#isDark,
                makeIsUnheard: this.#makeIsUnheard,
                onProgress: options.onProgress,
                signal,
              },
            ),
          ),
        delivery.isMove === true,
      );
      this.#isHeartWanted = (done.heartLit || this.#mailbox.waiting > 0) && !this.#isDark;
      if (delivery.isQuiet !== true) this.#mailbox.arrived(letterOf(delivery));
      this.#parts.memory.isCautious = false;
      this.#parts.memory.tooSlowInARow = 0;
      this.#parts.memory.isKeyMended = false;
      return { kind: "delivered", ...done };
    } catch (error) {
      return await this.#failure(error, options.signal.aborted);
    } finally {
      this.#isDelivering = false;
    }
  }

  takeBack(deliveryId: string, signal: AbortSignal): Promise<TakenBack> {
    return this.#inTurn(signal, async (both) => {
      const { memory } = this.#parts;
      const isKeyMended = () => memory.isKeyMended;
      const tools = { ...this.#parts, makeIsUnheard: this.#makeIsUnheard, isKeyMended, signal: both };
      const became = await this.#mendingKey(both, () => takeBack(deliveryId, tools));
      this.#isHeartWanted = await isHeartBlinking(this.#wire, both);
      return became;
    });
  }

  async freeSlot(deliveryId: string, signal: AbortSignal): Promise<void> {
    const { journal } = this.#parts;
    if (this.#isDelivering) throw new ToyError("toy.busy", "A delivery to this toy runs");
    this.#isDelivering = true;
    try {
      await this.#uploading(signal, async (both) => {
        const noted = await journal.findDelivery(deliveryId);
        if (noted === undefined || noted.isTakenBack) return;
        const { slot } = noted.intent;
        if (slot === PLAY_PAW_SLOT)
          throw new ToyError("toy.bad-argument", "The play paw's slot is not freed");
        const latest = await journal.latest(this.address, slot);
        if (latest?.intent.deliveryId === deliveryId) {
          await comeToRest({ ...this.#parts, makeIsUnheard: this.#makeIsUnheard, signal: both });
          await keepingHeart(this.#wire, both, this.#makeIsUnheard(), () =>
            this.#parts.guard.silencing(slot, () => putSilence(slot, { ...this.#parts, signal: both })),
          );
        }
        await journal.takenBack(deliveryId);
      });
    } finally {
      this.#isDelivering = false;
    }
  }

  async keepMailbox(mailbox: ToyMailbox | undefined, signal: AbortSignal): Promise<void> {
    this.#isHeartWanted =
      mailbox === undefined ? this.#isHeartWanted : mailbox.unheard.length > 0 && !this.#isDark;
    await this.#mailbox.keep(mailbox, AbortSignal.any([signal, this.signal]));
  }

  get isAnsweringPaws(): boolean {
    return this.#mailbox.isAnswering;
  }

  recordingMilliseconds(signal: AbortSignal): Promise<number> {
    return this.#inTurn(signal, (both) =>
      keepingHeart(this.#wire, both, this.#makeIsUnheard(), async () => {
        await this.#wire.idle(IDLE_WITHIN, both);
        return await this.#recordingLength(both);
      }),
    );
  }

  fetchRecording(options: {
    readonly signal: AbortSignal;
    onProgress(bytes: number): void;
  }): Promise<FetchedRecording> {
    const { wire, watch } = this.#parts;
    // A download that runs cannot be broken off by us, but by the toy's own paw.
    const own = AbortSignal.any([options.signal, this.signal]);
    const fetch = async (signal: AbortSignal) => {
      await wire.idle(IDLE_WITHIN, signal);
      const seenMilliseconds = watch.takeRecordingMs();
      return await keepingHeart(wire, signal, this.#makeIsUnheard(), async () => {
        const toldMilliseconds = await this.#recordingLength(signal).catch(unlessLost(signal));
        await wire.idle(IDLE_WITHIN, signal);
        const bytes = await download(wire, watch, { signal, onProgress: options.onProgress });
        return { bytes, toldMilliseconds, seenMilliseconds };
      });
    };
    return this.#mailbox.withOwnPaws(own, () => this.#inTurn(options.signal, fetch));
  }

  recordOver({ signal, begin }: Parameters<ToySession["recordOver"]>[0]): Promise<number | undefined> {
    const { wire, watch, memory } = this.#parts;
    const own = AbortSignal.any([signal, this.signal]);
    return this.#mailbox.withOwnPaws(own, () =>
      this.#inTurn(signal, async (both) => {
        await wire.becomeQuick(both);
        // Whoever listens or records now is not waited for: it has time.
        if (!wire.isIdle) throw new ToyError("toy.busy", "The toy is in use");
        return await keepingHeart(wire, both, this.#makeIsUnheard(), async () => {
          const onStarted = () => {
            memory.isLeftRecording = true;
          };
          const length = await recordOver({ wire, watch, signal: both, begin, onStarted });
          memory.isLeftRecording = false;
          return length;
        });
      }),
    );
  }

  blinkHeart(signal: AbortSignal): Promise<void> {
    return this.#inTurn(signal, async (both) => {
      if (!(await blinkHeart(this.#wire, both))) throw new ToyError("toy.lies", "The heart does not blink");
      this.#isHeartWanted = true;
    });
  }

  heartOff(signal: AbortSignal): Promise<void> {
    this.#isHeartWanted = false;
    this.#wire.heartDebt.pay();
    return this.#inTurn(signal, (both) => heartOff(this.#wire, both));
  }

  async showHeart(lasting: Duration, signal: AbortSignal): Promise<void> {
    await this.#inTurn(signal, async (both) => {
      // Where this goes before it is shown again, nobody can tell by the heart whether it had post.
      if (this.#isHeartWanted) await this.#wire.heartDebt.begin(HEART_BLINK);
      await showHeart(this.#wire, both);
    });
    const both = AbortSignal.any([signal, this.signal]);
    await this.#wire.clock.sleep(lasting, both).catch(() => undefined); // what was shown is taken back all the same
    if (this.signal.aborted) return;
    await this.#inTurn(this.signal, async (own) => {
      this.#mailbox.forgetHeart();
      if (this.#isHeartWanted) await blinkHeart(this.#wire, own);
      // While the child listens or records the light is the toy's own, and goes out by itself.
      else if (this.#wire.isIdle) await heartOff(this.#wire, own);
      this.#wire.heartDebt.pay();
    });
  }

  async keepDark(signal: AbortSignal): Promise<void> {
    this.#isDark = true;
    this.#isHeartWanted = false;
    await this.#mailbox.giveBack(AbortSignal.any([signal, this.signal]));
    await this.#inTurn(signal, async (both) => {
      if (this.#isDark && (await isHeartBlinking(this.#wire, both))) await heartOff(this.#wire, both);
      this.#wire.heartDebt.pay();
      this.#mailbox.forgetHeart();
    });
  }

  async endDark(isOwed: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
    this.#isDark = false;
    const isUnheard = this.#makeIsUnheard();
    await this.#inTurn(signal, async (both) => {
      // It blinked when this link came up, and will again when the look is over.
      if (this.#isUnheardBeforeLook !== undefined && this.#wire.heartDebt.owed !== undefined) return;
      if (await isOwed()) {
        await this.#wire.idle(IDLE_WITHIN, both);
        if (this.#isDark || !isUnheard()) return;
        this.#isHeartWanted = await blinkHeart(this.#wire, both);
      }
      this.#wire.heartDebt.pay();
    });
  }

  setVolume(level: number, signal: AbortSignal): Promise<void> {
    return this.#inTurn(signal, async (both) => {
      const { guard } = this.#parts;
      await guard.wishVolume(level);
      await guard.noteVolume(await setVolume(this.#wire, level, both));
    });
  }

  loudness(signal: AbortSignal): Promise<number> {
    return this.#inTurn(signal, async (both) => toPercent((await readVolume(this.#wire, both)).current));
  }

  keepLoudness(percent: number, signal: AbortSignal): Promise<number> {
    return this.#inTurn(signal, async (both) => {
      const { guard } = this.#parts;
      await guard.wishVolume(storedLevel(percent / 100));
      const now = await keepVolume(this.#wire, percent / 100, both);
      await guard.noteVolume(now);
      return toPercent(now.current);
    });
  }

  hush(loudest: number, signal: AbortSignal): Promise<void> {
    return this.#inTurn(signal, async (both) => {
      const { guard } = this.#parts;
      const level = storedLevel(loudest / 100);
      if ((await readVolume(this.#wire, both)).current <= level) return;
      await guard.wishVolume(level);
      await guard.noteVolume(await setVolume(this.#wire, level, both, "setWithinLoop"));
    });
  }

  get wasLooping(): boolean {
    return this.#wasLooping;
  }

  usualVolume(signal: AbortSignal): Promise<number> {
    return this.#inTurn(signal, (both) => usualVolume(this.#wire, both));
  }

  async startLoop(wish: LoopWish, signal: AbortSignal): Promise<number> {
    // While a loop runs the paws report by themselves, and a press ends it.
    return await this.#mailbox.withOwnPaws(AbortSignal.any([signal, this.signal]), () =>
      this.#inTurn(signal, (both) =>
        startLoop(wish, {
          ...this.#parts,
          makeIsUnheard: this.#makeIsUnheard,
          signal: both,
        }),
      ),
    );
  }

  async endLoop(volume: number | undefined, signal: AbortSignal): Promise<void> {
    const both = AbortSignal.any([signal, this.signal]);
    // Whoever waits for the toy to rest has the turn, and waits for this. An upload has stopped the loop before it began.
    if (!this.#isDelivering) await stopLoop(this.#wire, this.#parts.watch, both);
    if (volume === undefined) return;
    await this.#inTurn(both, (turn) => restoreVolume({ ...this.#parts, signal: turn }, volume));
  }

  /** Holds no turn while it waits: the heart may blink meanwhile. */
  async waitForPaw(options: Parameters<ToySession["waitForPaw"]>[0]): Promise<"play" | "record"> {
    const signal = AbortSignal.any([options.signal, this.signal]);
    const report = () =>
      this.#turns.take(signal, async () => {
        await this.#parts.guard.notePaws(true);
        await makePawsReport(this.#wire, signal);
      });
    this.#pawWaiters += 1;
    try {
      return await waitForPaw(this.#wire, { ...options, signal, report });
    } finally {
      this.#pawWaiters -= 1;
      if (this.#pawWaiters === 0 && !this.signal.aborted && !this.#mailbox.isAnswering)
        await this.#turns.take(this.signal, () => this.#freePaws(this.signal));
    }
  }

  writeIdentifier(at: number, signal: AbortSignal): Promise<string> {
    return this.#inTurn(signal, async (both) => {
      const identifier = householdIdentifier(new Date(at), this.#identifier);
      await storeIdentifier(this.#wire, identifier, both);
      this.#identifier = identifier;
      return identifier;
    });
  }

  async savePower(isOn: boolean, signal: AbortSignal): Promise<void> {
    this.#saving.set(isOn);
    if (!isOn && this.#wire.isSlow) await this.#inTurn(signal, (both) => this.#wire.becomeQuick(both));
  }

  get isFactoryNew(): boolean {
    return this.#identifier === FACTORY_IDENTIFIER;
  }

  async empty({ signal, onProgress }: Parameters<ToySession["empty"]>[0]): Promise<void> {
    if (this.#isDelivering) throw new ToyError("toy.busy", "A delivery to this toy runs");
    this.#isDelivering = true;
    this.#isHeartWanted = false;
    try {
      await this.#mailbox.keep(undefined, AbortSignal.any([signal, this.signal]));
      await this.#uploading(signal, (both) =>
        emptyToy({ ...this.#parts, makeIsUnheard: this.#makeIsUnheard, signal: both, onProgress }),
      );
      this.#identifier = FACTORY_IDENTIFIER;
    } finally {
      this.#isDelivering = false;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.signal.aborted) await this.#mailbox.sayGoodbye();
    if (!this.signal.aborted) await this.#wire.link.disconnect({ within: GOODBYE_WITHIN });
  }

  /** In turn, and so that it makes room for a paw that the hub answers. @param mustEnd begins again after that */
  async #uploading<T>(
    signal: AbortSignal,
    work: (both: AbortSignal) => Promise<T>,
    mustEnd = false,
  ): Promise<T> {
    const own = AbortSignal.any([signal, this.signal]);
    await this.#mailbox.settled(own);
    const makeRoom = new AbortController();
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    try {
      return await this.#inTurn(AbortSignal.any([signal, makeRoom.signal]), async (both) => {
        this.#upload = { makeRoom, over };
        const done = await work(both);
        this.#brokenOff = 0;
        return done;
      });
    } catch (error) {
      if (!mustEnd || !makeRoom.signal.aborted || own.aborted) throw error;
    } finally {
      if (this.#upload?.makeRoom === makeRoom) this.#upload = undefined;
      end();
    }
    return this.#uploading(signal, work, mustEnd);
  }

  #breakOffUpload(why: "paw" | "goodbye"): Promise<void> | undefined {
    if (this.#upload === undefined) return undefined;
    if (why === "goodbye" || this.#brokenOff < MOST_BROKEN_OFF) {
      this.#brokenOff += 1;
      this.#upload.makeRoom.abort(new ToyError("toy.busy", "A paw comes first"));
    }
    return this.#upload.over;
  }

  readonly #makeIsUnheard = (): (() => boolean) => {
    const heard = this.#heard;
    return () => heard === this.#heard;
  };

  #recordingLength(signal: AbortSignal): Promise<number> {
    return fetchValue(this.#wire, this.#parts.watch, VALUES.recordingLength, signal);
  }

  async #freePaws(signal: AbortSignal): Promise<void> {
    await freePaws(this.#wire, signal);
    await this.#parts.guard.notePaws(false);
  }

  /** A key that somebody else set is told, and the toy gets its own back, which asks for no other: once, or it is not the key. */
  async #mendingKey<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const { memory, onEvent } = this.#parts;
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ToyError) || error.code !== "toy.refused" || memory.isKeyMended) throw error;
    }
    memory.isKeyMended = true;
    onEvent({ kind: "key-strange" });
    await this.#wire.idle(IDLE_WITHIN, signal);
    await this.#wire.command({ kind: "store-key", key: FACTORY_KEY }, signal);
    return await work();
  }

  async #inTurn<T>(signal: AbortSignal, work: (both: AbortSignal) => Promise<T>): Promise<T> {
    const both = AbortSignal.any([signal, this.signal]);
    using _busy = this.#saving.begin();
    try {
      return await this.#turns.take(both, () => work(both));
    } catch (cause) {
      if (!this.#wire.hasFlooded) throw cause;
      throw new ToyError("toy.lies", "The toy never stopped talking", { cause });
    }
  }

  async #failure(error: unknown, isCancelled: boolean): Promise<DeliveryOutcome> {
    const { memory, logger } = this.#parts;
    const outcome = await this.#outcome(error, isCancelled);
    if (outcome === undefined) throw error;
    logger.warn("delivery failed", { code: outcome.code, retry: outcome.retry });
    if (outcome.code === "cancelled" || outcome.code === "toy-busy") return outcome;
    memory.isCautious = true;
    memory.tooSlowInARow = outcome.code === "toy-too-slow" ? memory.tooSlowInARow + 1 : 0;
    const retry = outcome.retry && memory.tooSlowInARow < TOO_SLOW_TRIES;
    return { ...outcome, retry };
  }

  async #outcome(error: unknown, isCancelled: boolean): Promise<ReturnType<typeof outcomeOf>> {
    const outcome = outcomeOf(error, isCancelled);
    if (outcome?.code !== "link-lost" || !this.signal.aborted) return outcome;
    const { cause } = await this.#wire.link.ended;
    return cause === "adapter" ? failed("adapter-down", true, outcome.message) : outcome;
  }

  /** Not by `#inTurn`: this is no use of the toy. */
  async #becomeSlow(): Promise<void> {
    const { logger } = this.#parts;
    await this.#turns
      .take(this.signal, async () => {
        if (this.#saving.isOn && !this.#wire.isSlow) await this.#wire.becomeSlow(this.signal);
      })
      .catch((error: unknown) =>
        logger.debug("the link stays quick", { cause: String((error as Error).message) }),
      );
  }

  /** As it blinks for post. What the link before this one, or another process, showed to who looked for the toy is none, and ends. */
  async #readPost(signal: AbortSignal): Promise<LedSetting | undefined> {
    const shown = await readBlinking(this.#wire, signal);
    if (shown === undefined || !isHere(shown)) return shown;
    await heartOff(this.#wire, signal);
    return undefined;
  }

  /** The link before this one went after a question had put the heart out. @returns as it blinks now */
  async #lightOwed(signal: AbortSignal): Promise<LedSetting | undefined> {
    const { heartOwed } = this.#parts.memory;
    // Not before it rests, which would put it out.
    if (heartOwed === undefined || !this.#wire.isIdle) return undefined;
    this.#parts.memory.heartOwed = undefined;
    return (await lightAgain(this.#wire, heartOwed, signal)) ? heartOwed : undefined;
  }

  /** The blue hand was pressed while the toy could only report it: what it would have played is played. */
  #playAsked(milliseconds: number): void {
    const { wire, watch, onEvent, logger } = this.#parts;
    const emit = (event: ToyEvent) => {
      this.observe(event);
      onEvent(event);
    };
    const isUnheard = this.#makeIsUnheard();
    const played = this.#inTurn(this.signal, async (signal) => {
      if (milliseconds === 0 || !wire.isIdle || !isUnheard() || this.#pawWaiters > 0) return;
      const letter = { messageId: "", slot: PLAY_PAW_SLOT, milliseconds };
      const onStarted = () => emit({ kind: "playback-started" });
      const { isHeard } = await playLetter(letter, { wire, watch, signal, onStarted });
      if (isHeard) emit({ kind: "playback-ended", commanded: false });
    });
    played.catch((error: unknown) => {
      logger.debug("a paw was not answered", { cause: String((error as Error).message) });
    });
  }

  /** The child recorded, which put the heart out while a message still waits. */
  #lightAgain(): void {
    const light = this.#inTurn(this.signal, async (signal) => {
      if (this.#isHeartWanted && !this.#isDark && this.#wire.isIdle) await blinkHeart(this.#wire, signal);
      this.#wire.heartDebt.pay();
    });
    light.catch((error: unknown) => {
      this.#parts.logger.debug("heart stays dark", { cause: String((error as Error).message) });
    });
  }
}

const letterOf = ({ messageId, milliseconds, slot = PLAY_PAW_SLOT }: Delivery): Letter => ({
  messageId,
  milliseconds,
  slot,
});

const toPercent = (level: number): number => Math.round(100 * volumeShare(level));

/** An answer that we can do without, the link being up. */
const unlessLost =
  (signal: AbortSignal) =>
  (error: unknown): undefined => {
    if (signal.aborted || !(error instanceof ToyError)) throw error;
  };
