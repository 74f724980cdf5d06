/** A toy behind the driver's port, that answers as a test tells it. */
import { RadioError } from "../../ble/radio/errors.ts";
import type {
  Delivery,
  DeliveryJournal,
  DeliveryOutcome,
  FetchedRecording,
  LoopVolume,
  LoopWish,
  TakenBack,
  ToyEvent,
  ToyMailbox,
  ToySession,
  Trace,
} from "../../ble/toys/toy-driver.ts";

export const BEAR = "d0:00:00:00:00:01";

const FACTORY_NEW = "0000000000000000";

/** What a driver notes before the first byte goes to the bear. */
export const intentOf = (delivery: Delivery) => ({
  deliveryId: delivery.id,
  messageId: delivery.messageId,
  toyAddress: BEAR,
  slot: delivery.slot ?? 1,
  milliseconds: delivery.milliseconds,
  sha256: delivery.sha256,
  lengthBefore: 0,
});

/** What it does by default is what a good one does. */
export class PlayedToy {
  identifier = FACTORY_NEW;
  lengthMs = 0;
  /** What a look at it finds. */
  traces: readonly Trace[] = [];
  hasRestarted: boolean | undefined = false;
  isRecordingSeen = false;
  mayBeBegun = false;
  rssi = -60;
  /** Percent. */
  loudness = 63;
  /** How often its heart was shown. */
  shown = 0;
  onShow: ((lasting: number, stop: AbortSignal) => Promise<void>) | undefined;
  onLoudness: (() => Promise<void>) | undefined;
  recording: Uint8Array = new Uint8Array();
  readonly delivered: Delivery[] = [];
  /** What its slot holds, and how often something was put there. */
  holds: Delivery | undefined;
  uploads = 0;
  /** Delivery ids, as often as it was asked. */
  readonly takenBack: string[] = [];
  /** Whether its heart is to stay dark, as this session was told, and how often it was lit when that ended. */
  isDark = false;
  litAgain = 0;
  /** What it answers its paws with, as this session was told last, and the deliveries whose slots were freed. */
  mailbox: ToyMailbox | undefined;
  readonly freed: string[] = [];
  onFree: (() => Promise<void>) | undefined;
  isSaving = false;
  /** What it was hushed to while it played, percent. */
  readonly hushed: number[] = [];
  /** How often it was to be emptied. */
  empties = 0;
  onEmpty: ((options: Parameters<ToySession["empty"]>[0]) => Promise<void>) | undefined;
  fetches = 0;
  /** How often it was made to record over the child's. */
  recordedOver = 0;
  onRecordOver: (() => Promise<number | undefined>) | undefined = async () => this.lengthMs;
  connects = 0;
  isReachable = true;
  /** What the paw does while a claim waits. */
  paw: Promise<"play" | "record"> | undefined;
  onDeliver:
    | ((
        delivery: Delivery,
        options: Parameters<ToySession["deliver"]>[1],
        noted: DeliveryJournal,
      ) => Promise<DeliveryOutcome>)
    | undefined;
  onTakeBack: ((deliveryId: string, noted: DeliveryJournal) => Promise<TakenBack>) | undefined;
  /** What it plays in a loop, and how loud it is. */
  loop: LoopWish | undefined;
  volume: number | LoopVolume = 100;
  onStartLoop: ((signal: AbortSignal) => Promise<void>) | undefined;
  onLoopStarted: (() => void) | undefined;
  onEndLoop: (() => Promise<void>) | undefined;
  onFetch: (() => Promise<FetchedRecording>) | undefined;
  #session: { readonly gone: AbortController; onEvent(event: ToyEvent): void } | undefined;

  get isConnected(): boolean {
    return this.#session !== undefined;
  }

  says(event: ToyEvent): void {
    this.#session?.onEvent(event);
  }

  drop(): void {
    this.#session?.gone.abort(new RadioError("radio.link-lost", "gone"));
    this.#session = undefined;
  }

  connect(noted: DeliveryJournal, signal: AbortSignal, onEvent: (event: ToyEvent) => void): ToySession {
    signal.throwIfAborted();
    this.connects += 1;
    this.isDark = false;
    this.isSaving = false;
    this.mailbox = undefined;
    if (!this.isReachable) throw new RadioError("radio.timeout", "nobody answered");
    const gone = new AbortController();
    this.#session = { gone, onEvent };
    signal.addEventListener("abort", () => this.drop(), { once: true });
    const toy = this;
    return {
      address: BEAR,
      firmware: "1.0.19",
      get identifier() {
        return toy.identifier;
      },
      signal: gone.signal,
      rssi: async () => toy.rssi,
      async deliver(delivery, options) {
        toy.delivered.push(delivery);
        if (toy.onDeliver !== undefined) return await toy.onDeliver(delivery, options, noted);
        if (options.signal.aborted) return { kind: "failed", code: "cancelled", retry: false, message: "" };
        if (gone.signal.aborted) return { kind: "failed", code: "link-lost", retry: true, message: "gone" };
        if ((await noted.findDelivery(delivery.id))?.isDone === true)
          return { kind: "delivered", heartLit: true, alreadyThere: true };
        await noted.intend(intentOf(delivery));
        options.onProgress(50);
        toy.holds = delivery;
        toy.uploads += 1;
        await noted.done(delivery.id);
        await noted.signalling(delivery.id);
        const night = toy.isDark ? ({ heartLit: false, heartDark: true } as const) : { heartLit: true };
        return { kind: "delivered", ...night, alreadyThere: false };
      },
      compare: async () => ({
        traces: toy.traces,
        hasRestarted: toy.hasRestarted,
        recordingMilliseconds: toy.lengthMs,
        isRecordingSeen: toy.isRecordingSeen,
        mayBeBegun: toy.mayBeBegun,
      }),
      async takeBack(id) {
        toy.takenBack.push(id);
        if (toy.onTakeBack !== undefined) return await toy.onTakeBack(id, noted);
        const before = await noted.findDelivery(id);
        if (before?.isDone === true) return "there";
        if (before !== undefined) await noted.takenBack(id);
        return "gone";
      },
      async freeSlot(id) {
        await toy.onFree?.();
        toy.freed.push(id);
        await noted.takenBack(id);
      },
      async keepMailbox(mailbox) {
        gone.signal.throwIfAborted();
        toy.mailbox = mailbox;
      },
      get isAnsweringPaws() {
        return toy.mailbox !== undefined && !toy.isDark;
      },
      recordingMilliseconds: async () => toy.lengthMs,
      async fetchRecording() {
        toy.fetches += 1;
        if (toy.onFetch !== undefined) return await toy.onFetch();
        return { bytes: toy.recording, toldMilliseconds: toy.lengthMs, seenMilliseconds: undefined };
      },
      async recordOver({ begin }) {
        await begin();
        toy.recordedOver += 1;
        toy.recording = new Uint8Array([0]);
        toy.lengthMs = 410;
        const lost = new Promise<never>((_, fail) => {
          gone.signal.addEventListener("abort", () => fail(gone.signal.reason), { once: true });
        });
        return await Promise.race([toy.onRecordOver?.(), lost]);
      },
      blinkHeart: async () => undefined,
      heartOff: async () => undefined,
      async showHeart(lasting, stop) {
        toy.shown += 1;
        await toy.onShow?.(lasting, stop);
      },
      async keepDark() {
        gone.signal.throwIfAborted();
        toy.isDark = true;
      },
      async endDark(isOwed) {
        gone.signal.throwIfAborted();
        toy.isDark = false;
        if (await isOwed()) toy.litAgain += 1;
      },
      setVolume: async () => undefined,
      loudness: async () => toy.loudness,
      async keepLoudness(percent) {
        await toy.onLoudness?.();
        toy.loudness = percent;
        return percent;
      },
      async savePower(isOn) {
        toy.isSaving = isOn;
      },
      async hush(loudest) {
        toy.hushed.push(loudest);
      },
      usualVolume: async () => 100,
      wasLooping: toy.loop !== undefined,
      async startLoop(wish, stop) {
        await toy.onStartLoop?.(stop);
        stop.throwIfAborted();
        toy.loop = wish;
        toy.volume = wish.volume;
        toy.onLoopStarted?.();
        return Math.round(wish.forMilliseconds / wish.roundMilliseconds) * wish.roundMilliseconds;
      },
      async endLoop(volume) {
        await toy.onEndLoop?.();
        if (gone.signal.aborted) throw new RadioError("radio.link-lost", "gone");
        toy.loop = undefined;
        if (volume !== undefined) toy.volume = volume;
      },
      async waitForPaw({ signal: stop, onListening }) {
        stop.throwIfAborted();
        onListening?.();
        const { promise: stopped, reject } = Promise.withResolvers<never>();
        stop.addEventListener("abort", () => reject(stop.reason as Error), { once: true });
        return await Promise.race([toy.paw ?? Promise.resolve("play" as const), stopped]);
      },
      async writeIdentifier(at) {
        toy.identifier = `played ${at}`;
        return toy.identifier;
      },
      get isFactoryNew() {
        return toy.identifier === FACTORY_NEW;
      },
      async empty(options) {
        toy.empties += 1;
        await toy.onEmpty?.(options);
        if (gone.signal.aborted) throw new RadioError("radio.link-lost", "gone");
        options.onProgress(100);
        toy.holds = undefined;
        toy.identifier = FACTORY_NEW;
      },
      [Symbol.asyncDispose]: async () => toy.drop(),
    };
  }
}
