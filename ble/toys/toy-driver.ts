/** The port that every toy family fills: what the bridge can ask of a toy, in the words of the product. */
import type { Duration } from "../../hub/domain/duration.ts";
import type { ToySkill } from "../../hub/domain/toy-skill.ts";
import type { Advert, Radio } from "../radio/radio.ts";

/**
 * Slots are numbered from here on: what the play paw plays by itself is in the first. A driver turns these into its toy's own numbers, and
 * refuses those that its toy does not have.
 */
export const PLAY_PAW_SLOT = 1;

/** A sound in the toy's own message format, with the proof that it may be played. Verified before it gets here. */
export interface Delivery {
  /** Public id of the delivery command: the same id never makes two sounds. */
  readonly id: string;
  /** Public id of the message. */
  readonly messageId: string;
  readonly bytes: Uint8Array;
  /** SHA-256 of `bytes`, lower-case hex. */
  readonly sha256: string;
  readonly milliseconds: number;
  /** Nobody waits for it: the heart stays dark. */
  readonly isQuiet?: boolean;
  /**
   * It lies on the toy already, in another slot. Brought to its end also where a paw breaks it off, and where it was heard meanwhile: what was
   * begun has left its slot with nothing, and nobody brings a message again that was heard.
   */
  readonly isMove?: boolean;
  /** Upload slot, 1-4; left out, the one that the play paw plays. Whoever names another one keeps the {@link ToyMailbox}. */
  readonly slot?: number;
}

/** A message that lies on the toy. */
export interface Letter {
  readonly messageId: string;
  /** Upload slot, 1-4. */
  readonly slot: number;
  readonly milliseconds: number;
}

/** What the hub answers the paws with, where it does so: see {@link ToySession.keepMailbox}. */
export interface ToyMailbox {
  /** What nobody has heard yet, at most four, the one that is to be heard first in front. */
  readonly unheard: readonly Letter[];
  /** What the play paw plays where there is nothing new. */
  readonly again: Letter | undefined;
}

export type DeliveryOutcome =
  | {
      readonly kind: "delivered";
      readonly heartLit: boolean;
      /** It was not lit, as {@link ToySession.keepDark} asks. */
      readonly heartDark?: true;
      readonly alreadyThere: boolean;
    }
  | {
      readonly kind: "failed";
      readonly code: DeliveryFailure;
      readonly retry: boolean;
      readonly message: string;
    };

export type DeliveryFailure =
  | "link-lost"
  | "toy-busy"
  | "toy-refused"
  | "toy-too-slow"
  | "toy-rebooted"
  | "toy-lies"
  | "cancelled"
  | "adapter-down";

/** What became of a delivery that was taken back. `gone`: the toy holds nothing of it that could be heard. */
export type TakenBack = "gone" | "there";

/** A recording as it came from the toy: untrusted bytes. */
export interface FetchedRecording {
  readonly bytes: Uint8Array;
  /** What the toy said the recording lasts, ms; undefined where it did not answer. */
  readonly toldMilliseconds: number | undefined;
  /** How long the record paw was seen held, ms; undefined where it was not seen. */
  readonly seenMilliseconds: number | undefined;
}

export type LoopVolume = "quiet" | "middle" | "loud";

/** Again and again for some time what the play paw plays. */
export interface LoopWish {
  /** Length of what the slot of the play paw holds. */
  readonly roundMilliseconds: number;
  /** In whole rounds, as near as they come. */
  readonly forMilliseconds: number;
  readonly volume: LoopVolume;
  /** Not louder than this, percent as {@link ToySession.keepLoudness}. */
  readonly loudest?: number;
}

export type ToyEvent =
  | { readonly kind: "paw-pressed"; readonly paw: "play" | "record" }
  | { readonly kind: "playback-started" }
  | { readonly kind: "playback-ended"; readonly commanded: boolean }
  | { readonly kind: "recording-started" }
  /** `seenMilliseconds`: undefined where it had begun before anybody watched. */
  | { readonly kind: "recording-ended"; readonly seenMilliseconds: number | undefined }
  | { readonly kind: "link-up"; readonly gapMs: number | undefined }
  | { readonly kind: "link-down"; readonly reason: number | undefined }
  /** From the mailbox: the child asked for it by the play paw, and it was played to its end. Told once, not for a replay. */
  | { readonly kind: "letter-heard"; readonly messageId: string }
  /** Whether the paws are answered from here has changed: see {@link ToySession.isAnsweringPaws}. */
  | { readonly kind: "answering-changed" }
  /** It wanted another upload key than it left the factory with: somebody else set one. It has its own again. */
  | { readonly kind: "key-strange" }
  | { readonly kind: "unexpected"; readonly what: string };

/** Something on a toy that is not as it was left, and that neither we nor the child nor a new battery makes so. */
export type Trace = "volume" | "sound" | "game-mode" | "firmware";

/** What a look at a toy told that nobody here held for a while. */
export interface Comparison {
  /** Empty where all is as it was left, or where nobody knows how that was. */
  readonly traces: readonly Trace[];
  /** It was switched off, or restarted by itself, since it was looked at last; undefined: it does not tell. */
  readonly hasRestarted: boolean | undefined;
  /** Length of the child's own recording in ms, 0 for none. One that somebody left running is ended by the look. */
  readonly recordingMilliseconds: number;
  /** A paw was seen to make it, after the link came up. */
  readonly isRecordingSeen: boolean;
  /** A paw was seen to begin one before the link went, and nobody saw its end. */
  readonly mayBeBegun: boolean;
}

/** How a toy was left: what anybody in range could change while nobody holds it. */
export interface ToyLooks {
  /** 0..255. */
  readonly volume: number;
  /** What it starts with; null: nothing is stored. */
  readonly storedVolume: number | null;
  /** What we were about to set it to, so that a crash before the answer is not taken for somebody else. */
  readonly volumeWish: number | null;
  /** What it was seen to start with where it stores nothing. */
  readonly bootVolume: number | null;
  /** Of the upload slots 1 to 4, ms (null: not known), and which upload of ours was the last one there by then. */
  readonly slots: readonly { readonly milliseconds: number | null; readonly upload: string | null }[];
  readonly firmware: string | null;
  /** The paws may only report: we may have left it so. */
  readonly pawsReport: boolean;
  /** A recording was begun by a paw, and its end was not seen. */
  readonly isRecording: boolean;
  /** A heart that blinked was put out by a question, or by a recording, and was not lit again yet: see {@link ToySession.endDark}. */
  readonly isHeartOwed: boolean;
  /** We were about to end a recording, for which the toy is made to play for a moment: what it plays after that was nobody's wish. */
  readonly isEndingRecording: boolean;
}

/** Where a driver keeps how it left its toys. */
export interface LooksBook {
  find(toyAddress: string): ToyLooks | undefined;
  /** Durable when it resolves; found from the call on. @throws what the journal throws: it is found until this process ends */
  keep(toyAddress: string, looks: ToyLooks): Promise<void>;
}

/**
 * One toy that is connected. What cannot be done throws `ToyError` (`errors.ts`) or the radio's `RadioError`; one thing is
 * done at a time, in the order asked for.
 */
export interface ToySession extends AsyncDisposable {
  readonly address: string;
  readonly firmware: string | undefined;
  /** Identifier stored in the toy, ASCII as read. */
  readonly identifier: string;
  readonly signal: AbortSignal;
  rssi(): Promise<number>;
  /**
   * Looks whether somebody else was at the toy while we were not, and notes how it is now. To be asked right after the link came up,
   * before anything that changes it. The heart is as it was afterwards.
   */
  compare(signal: AbortSignal): Promise<Comparison>;
  /**
   * Puts a sound into a slot and lights the heart. Journalled: see `DeliveryJournal`. A second
   * delivery while one runs is told `toy-busy`.
   * @throws what the journal throws; the toy may have the sound then, and asking again with the same id finds out.
   */
  deliver(
    delivery: Delivery,
    options: { readonly signal: AbortSignal; onProgress(percent: number): void },
  ): Promise<DeliveryOutcome>;
  /**
   * Makes sure that a delivery that was begun and not finished cannot be heard any more, its message being taken back. `there`: it
   * arrived, or cannot be removed, and is noted as done. Asking again is safe.
   * @throws ToyError, RadioError, what the journal throws: nothing is decided; ask again
   */
  takeBack(deliveryId: string, signal: AbortSignal): Promise<TakenBack>;
  /**
   * Puts silence where a delivery lies that nobody needs there any more, and notes it as taken back. Not in the slot of the play paw.
   * @throws ToyError, RadioError, what the journal throws: ask again
   */
  freeSlot(deliveryId: string, signal: AbortSignal): Promise<void>;
  /**
   * From now on the paws only report while the signal is good, and what they are pressed for is done from here: the next unheard message is
   * played, a recording made, the heart lit; its rhythm tells how many wait. The paws are the toy's own again at the first sign of fading, in
   * the dark, and before every goodbye. `undefined`: for good. Called again whenever something else lies there. Until the end of the session.
   */
  keepMailbox(mailbox: ToyMailbox | undefined, signal: AbortSignal): Promise<void>;
  /** The paws only report now. */
  readonly isAnsweringPaws: boolean;
  /** Length of the child's own recording in ms, 0 for none. Used after a gap to see whether one was missed. */
  recordingMilliseconds(signal: AbortSignal): Promise<number>;
  /** The toy keeps its copy. */
  fetchRecording(options: {
    readonly signal: AbortSignal;
    onProgress(bytes: number): void;
  }): Promise<FetchedRecording>;
  /**
   * Puts less than half a second of the room over what the child recorded, which a toy cannot be told to forget: with its heart lit, only while it
   * rests, and shorter than {@link ToyDriver.shortestRecordingMs}.
   * @param options.begin asked when all is ready, right before the first command; must be durable when it resolves
   * @returns how long what is there now is, ms; `undefined` where a child came between, whose doing counts
   * @throws ToyError, RadioError, what `begin` throws: where it had begun, only a length tells what is there
   */
  recordOver(options: { readonly signal: AbortSignal; begin(): Promise<void> }): Promise<number | undefined>;
  /** Resolves when the toy confirmed that the heart blinks. */
  blinkHeart(signal: AbortSignal): Promise<void>;
  heartOff(signal: AbortSignal): Promise<void>;
  /** Lets the heart blink so that it is not taken for post, and leaves it as it is to be. Ends early, and well, when `signal` aborts. */
  showHeart(lasting: Duration, signal: AbortSignal): Promise<void>;
  /**
   * From now on no message lights the heart, also one that is on its way; a heart that blinks goes out. Deliveries and paws go on as
   * ever. Until {@link endDark}, or the end of the session.
   */
  keepDark(signal: AbortSignal): Promise<void>;
  /**
   * The night is over; or a heart that was left dark by what {@link ToyLooks.isHeartOwed} tells of is put right.
   * @param isOwed asked when the toy is free: whether a message waits on it that nobody heard. The heart blinks for it then
   */
  endDark(isOwed: () => Promise<boolean>, signal: AbortSignal): Promise<void>;
  /** @param level 0..255, until the toy is switched off */
  setVolume(level: number, signal: AbortSignal): Promise<void>;
  /** How loud it speaks now, percent, as people hear it. */
  loudness(signal: AbortSignal): Promise<number>;
  /**
   * Also when it is switched on again.
   * @param percent 0..100
   * @returns what the toy made of it: its steps are its own
   */
  keepLoudness(percent: number, signal: AbortSignal): Promise<number>;
  /** Not louder than that, until it is switched off; a loop goes on. @param loudest percent, as {@link keepLoudness} */
  hush(loudest: number, signal: AbortSignal): Promise<void>;
  /** The level that it starts with, or that is set where none is stored. */
  usualVolume(signal: AbortSignal): Promise<number>;
  /** When the link came up the toy was playing in a loop. */
  readonly wasLooping: boolean;
  /**
   * The paws only report then; the toy rests by itself after the last round, and tells `playback-ended`, as ours.
   * @returns for how long it plays, ms
   */
  startLoop(wish: LoopWish, signal: AbortSignal): Promise<number>;
  /** Silence, before anything else that was asked for, and the volume as told, unless another one is stored by then. Only a loop is stopped, no child's listening. */
  endLoop(volume: number | undefined, signal: AbortSignal): Promise<void>;
  /** Resolves at the next press of either paw, without the toy playing or recording. Proof that somebody holds it. */
  waitForPaw(options: {
    readonly within: Duration;
    readonly signal: AbortSignal;
    /** From here on a press counts: ask for it now, not before. */
    onListening?(): void;
  }): Promise<"play" | "record">;
  /**
   * Writes a new identifier of the household's into the toy, in the family's own form: another toy with the same address is not ours then.
   * @param at wall clock, ms: what makes it unlike others
   * @returns as {@link identifier} reads from now on
   */
  writeIdentifier(at: number, signal: AbortSignal): Promise<string>;
  /**
   * Meets the toy as seldom as it can be met while nothing is done with it, for its batteries; its paws are noticed a little later then. What
   * sends and fetches is as quick as ever. Until the end of the session.
   */
  savePower(isOn: boolean, signal: AbortSignal): Promise<void>;
  /** Nobody's: its {@link identifier} is the one that it left its factory with. */
  readonly isFactoryNew: boolean;
  /**
   * For a toy that goes: silence over all that was given to it, dark, its paws its own, and last its factory's identifier. What the child
   * recorded it keeps, where a toy cannot be told to forget. Asking again begins anew.
   * @throws ToyError, RadioError: some of it may be done
   */
  empty(options: { readonly signal: AbortSignal; onProgress(percent: number): void }): Promise<void>;
}

export interface ToyDriver {
  /** Kept beside each of the family's toys, for good: who holds one after the next start is found by it. */
  readonly family: string;
  /** What its toys have a part for. Nobody is offered the others, and they throw `ToyError` `toy.cannot`. */
  readonly can: readonly ToySkill[];
  /** A paw's recording ends by itself then, ms. */
  readonly longestRecordingMs: number;
  /** No paw makes a shorter one, ms. */
  readonly shortestRecordingMs: number;
  /** Whether an advert can be one of this family's toys, and what it says of itself. */
  recognise(advert: Advert):
    | {
        readonly model: string;
        readonly firmware: string | undefined;
        readonly identifier: string | undefined;
      }
    | undefined;
  connect(
    radio: Radio,
    address: string,
    options: {
      readonly signal: AbortSignal;
      onEvent(event: ToyEvent): void;
      /** A link is there; whether the toy can be used shows then. */
      onLink?(): void;
    },
  ): Promise<ToySession>;
}

/**
 * Where a driver notes what it is about to do, so that a crash never doubles or loses a message. Everything that was
 * written is durable before the call resolves.
 */
export interface DeliveryJournal {
  /** Before anything is sent to the toy. Noted again when the same delivery is sent again. */
  intend(entry: DeliveryIntent): Promise<void>;
  /** The toy has all of it. */
  done(deliveryId: string): Promise<void>;
  /** The heart is about to be lit for it: at most once for one delivery. */
  signalling(deliveryId: string): Promise<void>;
  /** The toy holds nothing of it: it never got there, or was silenced. */
  takenBack(deliveryId: string): Promise<void>;
  findDelivery(deliveryId: string): Promise<NotedDelivery | undefined>;
  /** What was intended for this toy and message last, whether done or not. */
  find(toyAddress: string, messageId: string): Promise<NotedDelivery | undefined>;
  /** What was intended for this slot of the toy last, whether done or not: what it holds, or a part of it. */
  latest(toyAddress: string, slot: number): Promise<NotedDelivery | undefined>;
  /** The {@link latest} of each slot of this toy, the one that was intended first in front. */
  latestOfAll(toyAddress: string): Promise<readonly NotedDelivery[]>;
}

export interface NotedDelivery {
  readonly intent: DeliveryIntent;
  readonly isDone: boolean;
  readonly isSignalled: boolean;
  /** Withdrawn before it was done, and seen to be gone from the toy. */
  readonly isTakenBack: boolean;
}

export interface DeliveryIntent {
  readonly deliveryId: string;
  readonly messageId: string;
  readonly toyAddress: string;
  /** Upload slot, 1-4. */
  readonly slot: number;
  readonly milliseconds: number;
  readonly sha256: string;
  /** What `09 slot` answered before the upload, ms. */
  readonly lengthBefore: number;
}
