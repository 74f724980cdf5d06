/** Recording, sending and hearing messages, and each state that one can be in. */
import type { z } from "zod";
import type { deliveryFailure, MessageView } from "../../../../hub/contract/api.ts";
import type { DeclineReason, HubFailure } from "../../../../hub/domain/message-state.ts";
import type { QueueReason } from "../../../../hub/domain/queue-reason.ts";
import type { MicrophoneTrouble } from "../../recording/errors.ts";
import { listAll } from "./amounts.ts";
import { type AwaitedMoment, timesWords, WAIT_WORDS } from "./times.ts";

export type MessageState = MessageView["state"];

/** What a sentence about a message may need to know. */
export interface MessageFacts {
  readonly toy: string;
  readonly child: string;
  /** When the state began, as words: "19:42". */
  readonly at: string;
  readonly percent: number;
  readonly attempt: number;
  /** Of one that did not get to its toy, the whole sentence. */
  readonly failure: string;
  /** The hub started anew while it waited. */
  readonly isOfFormerFamily: boolean;
  /** A guardian removed the toy. */
  readonly isToyGone: boolean;
  /** A guardian asked for it back, and whether that was in time is not known yet. */
  readonly isTakenBack: boolean;
  /** The toy speaks just now. */
  readonly isPlaying: boolean;
  /** Why it does not leave the queue yet; `undefined` where the hub has not looked. */
  readonly queuedFor: QueueReason | undefined;
  /** For so long that there is something to try: the page says what, beside the toy. */
  readonly waitsLong: boolean;
  readonly lastSeen: string | undefined;
  /** Until it is over there, as far as that can be told. */
  readonly secondsLeft: number | undefined;
  /** What it waits for, and until when, as words. */
  readonly awaited: AwaitedMoment;
  readonly awaitedUntil: string;
  /** The heart stays dark until then. */
  readonly darkUntil: string | undefined;
  /** Who sent it, and how long it is, as words. */
  readonly author: string;
  readonly length: string;
  readonly declined: DeclineReason | undefined;
  /** Names of those who were given a child's answer. */
  readonly sharedWith: readonly string[];
}

/** Why a relative's message goes no further: what the guardian chooses, and what the sender reads. */
export const DECLINE_WORDS: Readonly<
  Record<DeclineReason, { readonly choice: string; readonly toSender: (child: string) => string }>
> = {
  "not-now": {
    choice: "Not today",
    toSender: () => "It does not suit today. Another one soon will be welcome.",
  },
  "hard-to-hear": {
    choice: "Hard to hear",
    toSender: () => "It was hard to hear. Please record it again, a little closer.",
  },
  "too-long": {
    choice: "A shorter one, please",
    toSender: (child) => `A shorter one is easier for ${child}. Please record it again.`,
  },
  "other-words": {
    choice: "Other words, please",
    toSender: (child) => `Other words would be better for ${child} just now. Please record it again.`,
  },
  "ask-me": {
    choice: "Let us talk about it",
    toSender: () => "Let us talk about it. Please ring us.",
  },
};

export const MESSAGE_WORDS: Readonly<Record<MessageState, (facts: MessageFacts) => string>> = {
  draft: () => "Not sent yet",
  awaiting_approval: ({ author, length }) => `${author} wants to send ${length}. Listen and approve`,
  declined: ({ declined }) =>
    declined === undefined ? "Not this one" : `Not this one: ${DECLINE_WORDS[declined].choice.toLowerCase()}`,
  scheduled: ({ awaited, awaitedUntil, child }) => WAIT_WORDS[awaited](awaitedUntil, child),
  queued: ({ queuedFor, toy, child, lastSeen, waitsLong }) => {
    switch (queuedFor) {
      case "lent":
        return `Waits until ${toy} is back with ${child}`;
      case "full":
        return `${toy} is full (4 of 4). This one goes there when ${child} has heard one of them`;
      case "behind":
        return `Goes to ${toy} when ${child} has heard the one before`;
      case "hushed":
        return `Waits: the smart home keeps ${toy} quiet`;
      case "radio":
        return "Waits until the hub’s radio is back";
      case "out-of-reach":
        if (lastSeen === undefined)
          return waitsLong
            ? `Waiting for ${toy}. Not seen yet today`
            : `Waiting for ${toy}. Not seen yet today; nothing to do`;
        return waitsLong
          ? `Waiting for ${toy}. Last seen ${lastSeen}, out of range`
          : `Waiting for ${toy}. Last seen ${lastSeen}, out of range; nothing to do`;
      case "busy":
        return `${toy} is busy. This one is next`;
      case "again":
        return `It broke off on the way to ${toy}. The hub tries again by itself`;
      case "next":
        return `Next for ${toy}`;
      case undefined:
        return `Waiting for ${toy}`;
    }
  },
  delivering: ({ percent, attempt, secondsLeft, isTakenBack }) => {
    if (isTakenBack) return "Taking it back …";
    if (attempt > 1) return `Delivering ${percent} %, trying again (${attempt})`;
    return secondsLeft === undefined
      ? `Delivering ${percent} %`
      : `Delivering ${percent} %, about ${secondsLeft} s`;
  },
  on_toy: ({ isPlaying, child, darkUntil }) => {
    if (isPlaying) return `${child} is listening now`;
    return darkUntil === undefined ? "On the toy. Heart is blinking" : timesWords.times.darkHeart(darkUntil);
  },
  on_toy_unconfirmed: ({ isPlaying, child, toy, isToyGone }) => {
    if (isToyGone) return `It was on ${toy} when that was removed. We can’t see if it was heard`;
    return isPlaying ? `${child} is listening now` : "On the toy. We can’t see if it was heard";
  },
  played: ({ at }) => `Heard ${at}`,
  replaced: () => "Taken off the toy to make room",
  failed: ({ failure }) => failure,
  cancelled: ({ isOfFormerFamily, isToyGone, toy }) => {
    if (isOfFormerFamily) return "Not delivered: the hub started anew. Record it again";
    return isToyGone ? `Not delivered: ${toy} was removed. It can be listened to here` : "Taken back";
  },
  quarantined: () => "Recorded while nobody watched. Listen before anybody else does",
  received: () => "Kept safe",
  awaiting_release: () => "Kept safe. Nobody else has it",
  shared: ({ sharedWith }) => `Shared with ${listAll(sharedWith)}`,
};

/** Why a message did not get to its toy, and what helps. */
export const FAILURE_WORDS: Readonly<Record<z.output<typeof deliveryFailure> | HubFailure, string>> = {
  "link-lost": "Could not deliver: the toy went out of reach again and again.",
  "toy-busy": "Could not deliver: the toy was busy.",
  "toy-refused": "Could not deliver: the toy refused it.",
  "toy-too-slow": "Could not deliver: the toy could not keep up. New batteries may help.",
  "toy-rebooted": "Could not deliver: the toy started anew in the middle. New batteries may help.",
  "toy-lies": "Could not deliver: the toy answered in a way that no such toy should.",
  "toy-full": "Could not deliver: the toy holds four that nobody has heard.",
  cancelled: "Could not deliver: it was taken back.",
  "adapter-down":
    "Could not deliver: the hub’s radio does not answer. Unplug its Bluetooth stick, count to five, plug it in.",
  "stamp-refused": "Could not deliver: the guard at the toy did not accept who sent it. Record it again.",
  "clip-refused": "Could not deliver: the sound was damaged on the way. Record it again.",
  "not-claimed": "Could not deliver: the toy does not know this family any more. Find the toy again.",
  "journal-failed": "Could not deliver: the hub could not write down what it does. Is its disk full?",
  "kept-too-long": "Could not deliver: it waited for 14 days, and none waits longer. Record it again.",
  "clip-missing": "Could not deliver: the hub has lost the toy’s copy. Record it again.",
  "stamp.expired": "Could not deliver: it waited too long. Record it again.",
  "stamp.unknown-signer":
    "Could not deliver: the device that it was sent from does not count any more. Record it again.",
  "started-anew": "Could not deliver: the hub started anew while it was on its way. Record it again.",
};

export const MICROPHONE_WORDS: Readonly<
  Record<MicrophoneTrouble, { readonly title: string; readonly next: string }>
> = {
  "microphone.denied": {
    title: "The browser keeps the microphone from this page.",
    next: "Allow it, then try again. Or choose a sound file.",
  },
  "microphone.missing": {
    title: "There is no microphone here.",
    next: "Plug one in and try again, or choose a sound file.",
  },
  "microphone.busy": {
    title: "Another program uses the microphone.",
    next: "Close it and try again, or choose a sound file.",
  },
  "microphone.not-secure": {
    title: "This browser lends its microphone to protected pages only.",
    next: "Open the page in the phone’s own browser, or choose a sound file.",
  },
  "microphone.failed": {
    title: "The microphone did not start.",
    next: "Try again, or choose a sound file.",
  },
  "file.unreadable": {
    title: "This browser cannot read that file as sound.",
    next: "Choose another one: WAV, MP3 and M4A usually work.",
  },
};

export const messageWords = {
  states: MESSAGE_WORDS,
  declines: DECLINE_WORDS,
  failures: FAILURE_WORDS,
  /** Of a reason that is newer than this page. */
  unknownFailure: "Could not deliver, and this page does not know why. Load it anew.",
  microphone: MICROPHONE_WORDS,
  home: {
    title: (child: string) => `Post for ${child}`,
    free: (toy: string) => `${toy} is free`,
    freeNext: "It is with no child. Give it to one under Toys, and there is post for it again.",
    record: "Record",
    chooseFile: "Choose a sound file",
    messages: "Messages",
    empty: "Nothing here yet. Say good night?",
    addToy: "Add a toy",
  },
  record: {
    title: (child: string, toy: string) => `For ${child}, on ${toy}`,
  },
  message: {
    fromYou: "You",
    fromNobody: "Command line",
    fromGuardian: "A guardian",
    fromSomebody: "Somebody who was here",
    shut: "Locked with the old key. A passphrase or recovery sheet of that time opens it: Safety, Old recordings.",
    answer: (child: string) => `${child} answered`,
    /** Recorded while nobody watched. */
    unseen: (toy: string) => `From ${toy}`,
    listen: "Listen",
    listenTo: (who: string, length: string, state: string) =>
      `Listen to the message from ${who}, ${length}, ${state}`,
    playing: (who: string, length: string) => `Message from ${who}, ${length}`,
    opening: "Opening …",
    cancel: "Take it back",
    retry: "Try again",
    replace: "Make room for the next",
    listenAndSend: "Listen and send",
    send: "Send",
    discardDraft: "Discard",
  },
  approval: {
    listen: "Listen",
    approve: "Approve",
    /** Each was played to its end. */
    all: (count: number) => `Approve all ${count} that you heard`,
    /** Until it was played to its end. */
    whenHeard: "You can approve it when you have heard it to its end.",
    known: "I know this one",
    decline: "Not this one",
    why: "What shall we tell them?",
    whyHint: "They read a kind sentence of it. The sound is erased within a day.",
    noToy: "There is no toy for this child yet.",
  },
  quarantine: {
    note: (toy: string, child: string) =>
      `The hub was not with ${toy} when this was recorded, so it cannot say who did it. Mostly it is ${child}, who carries ${toy} about. Nobody but guardians can hear it.`,
    /** Until it was played to its end. */
    whenHeard: "You can let it in when you have heard it to its end. If it is not the child’s, erase it.",
    letIn: "Let it in",
  },
  outbox: {
    sealing: "Sealing …",
    uploading: "Sending to the hub …",
    waiting: "Will go when the hub is back",
    refused: "Not sent",
    /** @param why a sentence */
    refusedFor: (why: string) => `Not sent: ${why}`,
    discard: "Discard",
    retry: "Try again",
  },
  live: {
    delivered: (percent: number) => `Delivered ${percent} percent`,
    answer: (child: string) => `${child} recorded something`,
    unseen: "There is a recording from a time in which nobody watched the toy",
    on_toy: "The message is on the toy. Its heart is blinking",
    on_toy_unconfirmed: "The message is on the toy",
    played: "The message was heard",
    failed: "A message could not be delivered",
  },
} as const;
