/**
 * Every word of the page, in one place, so that other languages can come. Codes stay untranslated; tables over codes are complete
 * by their types.
 */
import type { z } from "zod";
import type { AlertClass } from "../../hub/contract/alerts.ts";
import type { deliveryFailure, MessageView, ToyView } from "../../hub/contract/api.ts";
import type { SignatureError } from "../../hub/contract/errors.ts";
import type { LedgerKind } from "../../hub/contract/ledger.ts";
import type { PushOutcome } from "../../hub/contract/push.ts";
import type { PushKind } from "../../hub/contract/push-body.ts";
import type { ChildRights } from "../../hub/contract/roster-entry.ts";
import type { SlotView } from "../../hub/contract/slots.ts";
import type { DeclineReason, HubFailure } from "../../hub/domain/message-state.ts";
import type { Trouble } from "./actions/trouble.ts";
import type { KeyError, PasskeyError } from "./keys/errors.ts";
import type { Judgement } from "./keys/passphrase-judge.ts";
import type { TypedLetters } from "./keys/typed-letters.ts";
import type { NotifyError } from "./push/notifier.ts";
import type { MicrophoneTrouble } from "./recording/errors.ts";

export type MessageState = MessageView["state"];

const count = (many: number, thing: string): string =>
  `${many.toLocaleString("en")} ${many === 1 ? thing : `${thing}s`}`;

const size = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;

/** What a sentence about a message may need to know. */
export interface MessageFacts {
  readonly toy: string;
  readonly child: string;
  /** When the state began, as words: "19:42". */
  readonly at: string;
  readonly percent: number;
  readonly attempt: number;
  readonly failure: string;
  /** The hub started anew while it waited. */
  readonly isOfFormerFamily: boolean;
  /** A guardian asked for it back, and whether that was in time is not known yet. */
  readonly isTakenBack: boolean;
  /** The toy speaks just now. */
  readonly isPlaying: boolean;
  /** The toy's link, as far as it is known; `undefined` when nothing is. */
  readonly reach: "here" | "away" | undefined;
  readonly lastSeen: string | undefined;
  /** Another message is on the toy and was not heard yet. */
  readonly isBehind: boolean;
  /** The toy is another child's just now. */
  readonly isLent: boolean;
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

const listNames = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

export const MESSAGE_WORDS: Readonly<Record<MessageState, (facts: MessageFacts) => string>> = {
  draft: () => "Not sent yet",
  awaiting_approval: ({ author, length }) => `${author} wants to send ${length}. Listen and approve`,
  declined: ({ declined }) =>
    declined === undefined ? "Not this one" : `Not this one: ${DECLINE_WORDS[declined].choice.toLowerCase()}`,
  queued: ({ toy, child, reach, lastSeen, isBehind, isLent }) => {
    if (isLent) return `Waits until ${toy} is back with ${child}`;
    if (isBehind) return `Goes to ${toy} when ${child} has heard the one before`;
    if (reach === "here") return `Next for ${toy}`;
    return lastSeen === undefined
      ? `Waiting for ${toy}. Not seen yet today; nothing to do`
      : `Waiting for ${toy}. Last seen ${lastSeen}, out of range; nothing to do`;
  },
  delivering: ({ percent, attempt, isTakenBack }) => {
    if (isTakenBack) return "Taking it back …";
    return attempt > 1 ? `Delivering ${percent} %, trying again (${attempt})` : `Delivering ${percent} %`;
  },
  on_toy: ({ isPlaying, child }) =>
    isPlaying ? `${child} is listening now` : "On the toy. Heart is blinking",
  on_toy_unconfirmed: ({ isPlaying, child }) =>
    isPlaying ? `${child} is listening now` : "On the toy. We can’t see if it was heard",
  played: ({ at }) => `Heard ${at}`,
  replaced: () => "Taken off the toy to make room",
  failed: ({ failure }) => `Could not deliver: ${failure}`,
  cancelled: ({ isOfFormerFamily }) =>
    isOfFormerFamily ? "Not delivered: the hub started anew. Record it again" : "Taken back",
  received: () => "Kept safe",
  awaiting_release: () => "Kept safe. Nobody else has it",
  shared: ({ sharedWith }) => `Shared with ${listNames(sharedWith)}`,
};

/** What the sender of a message reads, who is no guardian. */
export const POST_WORDS: Readonly<
  Record<
    MessageState,
    (facts: {
      readonly child: string;
      readonly at: string;
      readonly declined: DeclineReason | undefined;
    }) => string
  >
> = {
  draft: () => "Not sent yet",
  awaiting_approval: () => "Waiting for a guardian to listen",
  declined: ({ child, declined }) => DECLINE_WORDS[declined ?? "ask-me"].toSender(child),
  queued: () => "On its way",
  delivering: () => "Being carried to the bear",
  on_toy: ({ child }) => `${child}’s bear has it`,
  on_toy_unconfirmed: ({ child }) => `${child}’s bear has it`,
  played: ({ at }) => `Heard ${at}`,
  replaced: ({ child }) => `${child}’s bear had it`,
  failed: () => "Delayed",
  cancelled: () => "Taken back",
  received: () => "",
  awaiting_release: () => "",
  shared: ({ child }) => `${child} sent you a message`,
};

/** What follows "Could not deliver: ". */
export const FAILURE_WORDS: Readonly<Record<z.output<typeof deliveryFailure> | HubFailure, string>> = {
  "link-lost": "the toy went out of reach again and again.",
  "toy-busy": "the toy was busy.",
  "toy-refused": "the toy refused it.",
  "toy-too-slow": "the toy could not keep up. New batteries may help.",
  "toy-rebooted": "the toy started anew in the middle. New batteries may help.",
  "toy-lies": "the toy answered in a way that no such toy should.",
  cancelled: "it was taken back.",
  "adapter-down": "the hub’s radio does not answer. Unplug its Bluetooth stick, count to five, plug it in.",
  "stamp-refused": "the guard at the toy did not accept who sent it. Record it again.",
  "clip-refused": "the sound was damaged on the way. Record it again.",
  "not-claimed": "the toy does not know this family any more. Find the toy again.",
  "journal-failed": "the hub could not write down what it does. Is its disk full?",
  "kept-too-long": "it waited for 14 days, and none waits longer. Record it again.",
  "clip-missing": "the hub has lost the toy’s copy. Record it again.",
  "stamp.expired": "it waited too long. Record it again.",
  "stamp.unknown-signer": "the device that it was sent from does not count any more. Record it again.",
  "started-anew": "the hub started anew while it was on its way. Record it again.",
};

/** Why a toy could not be made ours; after "That did not work: ". */
export const CLAIM_WORDS: Readonly<Record<string, string>> = {
  "no-paw": "nobody pressed its blue hand in time.",
  "link-lost": "it went out of reach.",
  "not-found": "it is not near any more. Is it switched on?",
  "already-claimed": "it belongs to this hub already.",
  "other-guardian": "its guard knows another family. Start over on the hub itself.",
  cancelled: "it was stopped.",
  "no-roster": "the hub’s list of guardians is not there yet. Try again in a moment.",
  "journal-failed": "the hub could not write it down. Is its disk full?",
};

export const MICROPHONE_WORDS: Readonly<
  Record<MicrophoneTrouble, { readonly title: string; readonly next: string }>
> = {
  "microphone.denied": {
    title: "The browser keeps the microphone from this page.",
    next: "Tap the small sign left of the address, allow the microphone, and press Record again. Or choose a sound file.",
  },
  "microphone.missing": {
    title: "There is no microphone here.",
    next: "Plug one in and press Record again, or choose a sound file.",
  },
  "microphone.busy": {
    title: "Another program uses the microphone.",
    next: "Close it and press Record again, or choose a sound file.",
  },
  "microphone.not-secure": {
    title: "This browser lends its microphone to protected pages only.",
    next: "Open the page by the address that the hub printed, or choose a sound file.",
  },
  "microphone.failed": {
    title: "The microphone did not start.",
    next: "Press Record again, or choose a sound file.",
  },
  "file.unreadable": {
    title: "This browser cannot read that file as sound.",
    next: "Choose another one: WAV, MP3 and M4A usually work.",
  },
};

/** Why a passkey was not made or not used. */
export const PASSKEY_WORDS: Readonly<Record<PasskeyError["code"], { title: string; next: string }>> = {
  "passkey.none-used": {
    title: "No passkey was used.",
    next: "Try again, or use your passphrase. This device may have none for this address.",
  },
  "passkey.there-already": {
    title: "This device has a passkey of yours already.",
    next: "Use that one. If it is not on the list, remove it in the device’s own settings first.",
  },
  "passkey.no-secret": {
    title: "That kind of passkey could sign you in, but not open your recordings.",
    next: "Use your passphrase here, or a passkey of a newer device or of a security key.",
  },
};

/** Why this browser cannot tell anything while the page is closed. */
export const NOTIFY_WORDS: Readonly<Record<NotifyError["code"], { title: string; next: string }>> = {
  "notify.not-now": {
    title: "The browser’s question was closed.",
    next: "Press the button again, and allow it.",
  },
  "notify.refused": {
    title: "The browser does not let this page notify you.",
    next: "Press the sign in front of the page’s address, allow notifications, then reload the page.",
  },
  "notify.untrusted": {
    title: "The browser does not trust this address enough.",
    next: "Open the page by an address that the browser believes without asking.",
  },
  "notify.no-service": {
    title: "The browser’s push service did not answer.",
    next: "Check that this device is on the Internet, then try again. Some browsers come without such a service: use another one there.",
  },
};

/** What is shown while the page is closed. Of no person, child or toy: anybody who sees the screen may read it. */
export const NOTICE_WORDS = {
  alert: { title: "Something at home needs a look", body: "Open Pawpost to see what it is." },
  test: { title: "This is how Pawpost tells you", body: "Only a test. Nothing happened." },
  ended: {
    title: "Pawpost can tell you nothing here any more",
    body: "Open it, and turn this on again under Safety.",
  },
} satisfies Record<PushKind | "ended", { title: string; body: string }>;

/** How far a test came. */
export const PUSH_OUTCOME_WORDS: Readonly<Record<PushOutcome, string>> = {
  delivered:
    "It is on its way: the push service has it. If nothing appears, look at this device’s settings for notifications.",
  gone: "The push service does not know this device any more. Turn it on again.",
  refused: "The push service does not take this from your hub. Tell whoever looks after it.",
  failed: "The push service was not reached. Look whether the hub is on the Internet, then try again.",
};

/** The list of who counts, or the keys of this person, are not what they should be. No way on from here but with a reason. */
export const TRUST_WORDS: Readonly<Record<string, string>> = {
  "roster.wrong-first-guardian": "It names another first guardian.",
  "roster.older-than-known": "It is older than the one this browser saw before.",
  "roster.forked": "It took another turn than the one this browser saw before.",
  "keys.not-mine": "It names other keys than those that your passphrase opens.",
  "keys.vault-unreadable": "The key to your recordings that it keeps does not open.",
  "keys.slot-unreadable": "The keys that it keeps for you are damaged.",
} satisfies Partial<Record<SignatureError["code"] | KeyError["code"], string>>;

export const PASSPHRASE_WORDS: Readonly<Record<Judgement["kind"], string>> = {
  empty: "At least 12 letters. Four words that only you would put together are easy to remember.",
  "too-short": "A little longer:",
  "too-long": "At most 128 letters.",
  common: "Others try this one first. Take four words that nobody expects side by side.",
  "known-words": "Add another word: names of the family, years and words such as “teddy” count for nothing.",
  "too-simple": "Too easy to guess. Add a word that has nothing to do with the others.",
  good: "Good.",
  strong: "Strong.",
  loading: "One moment: the list that it is held against is on its way …",
  unavailable: "The list that it is held against did not come. Is the hub still on?",
};

/** What is said while letters with a checksum are typed. @param group what stands where the slip is */
export type TypedWords = {
  readonly [Kind in TypedLetters<unknown>["kind"]]: (
    typed: Extract<TypedLetters<unknown>, { kind: Kind }>,
    group: string,
  ) => string;
};

export const SHEET_WORDS: TypedWords = {
  empty: () => "Fifteen groups. Capitals and blanks do not matter.",
  "too-short": ({ missing }) => (missing === 1 ? "1 letter to go" : `${missing} letters to go`),
  "too-long": ({ extra }) =>
    `${extra === 1 ? "One letter" : `${extra} letters`} too many. Compare group by group.`,
  slip: ({ group }, typed) =>
    group === undefined
      ? "Several letters are not as on the sheet. Compare group by group."
      : `Look at group ${group}. You typed ${typed}.`,
  whole: () => "Every letter fits together.",
};

export const HAND_OVER_WORDS: TypedWords = {
  ...SHEET_WORDS,
  empty: () => "Eight groups, or the whole link. Capitals and blanks do not matter.",
  slip: (typed, group) =>
    typed.group === undefined
      ? "Several letters are not as on the other page. Compare group by group."
      : SHEET_WORDS.slip(typed, group),
};

/** What a line of the history may need to know. */
export interface HistoryFacts {
  /** "You", a name; `undefined` where it was nobody of the family. */
  readonly who: string | undefined;
  /** Whose, where somebody did something to another: "your", "Papa’s". */
  readonly whose: string;
  /** Whom it is about: a name, or "somebody". */
  readonly whom: string;
  /** "a message", "Little Owl’s answer". */
  readonly what: string;
  /** " on this device", or nothing. */
  readonly where: string;
  /** " with a passkey", or nothing where it is not known. */
  readonly by: string;
  readonly isThisDevice: boolean;
  readonly toy: string;
  /** Where an entry says how many. */
  readonly count: number;
}

/** One line of the history for each kind of entry. */
export const HISTORY_WORDS: Readonly<Record<LedgerKind, (facts: HistoryFacts) => string>> = {
  claimed: ({ who }) => `${who} became the first guardian`,
  "signed-in": ({ who, by, where }) => `${who} signed in${by}${where}`,
  "new-device": ({ who, by, isThisDevice }) =>
    `${who} signed in${by} on a new device${isThisDevice ? ", this one" : ""}`,
  "sign-in-failed": ({ who, whose }) =>
    who === undefined
      ? "Somebody tried to sign in with a name that nobody has"
      : `Somebody tried to sign in with ${whose} name, and failed`,
  "stepped-up": ({ who, where }) => `${who} unlocked what cannot be undone, for five minutes${where}`,
  "step-up-failed": ({ who, where }) => `${who} failed to unlock what cannot be undone${where}`,
  "signed-out": ({ who, where }) => `${who} signed out${where}`,
  "device-signed-out": ({ who, whose }) => `${who} signed out one of ${whose} devices`,
  "slot-added": ({ who }) => `${who} made a new way in`,
  "passkey-added": ({ who }) => `${who} added a passkey`,
  "passkey-doubtful": ({ whose }) => `One of ${whose} passkeys counted backwards, and was turned away`,
  "passkey-fading": ({ whose }) => `One of ${whose} passkeys was not used for long, and will go`,
  "passkey-faded": ({ whose }) => `One of ${whose} passkeys went, as nobody had used it for 90 days`,
  "slot-tested": ({ who }) => `${who} tested a way in`,
  "slot-removed": ({ who }) => `${who} took a way in away`,
  "passphrase-changed": ({ who }) => `${who} set a new passphrase`,
  "clip-taken-in": ({ who, what }) => (who === undefined ? `The hub took in ${what}` : `${who} sent ${what}`),
  "clip-approved": ({ who, what }) => `${who} listened to ${what}, and let it through`,
  "clip-declined": ({ who, what }) => `${who} did not let ${what} through`,
  "child-erased": ({ who }) => `${who} erased all that was kept of a child`,
  "person-erased": ({ who, whom }) => `${who} erased all that ${whom} had sent`,
  "keep-time-changed": ({ who }) => `${who} changed how long messages are kept`,
  "clip-handed-out": ({ who, what, where }) => `${who} listened to ${what}${where}`,
  "answer-shared": ({ who, what }) => `${who} was given ${what}`,
  "answer-unshared": ({ who, what }) => `${who} has ${what} no more`,
  "share-handed-out": ({ who, what, where }) => `${who} listened to ${what}${where}`,
  "clip-to-toy": ({ what }) => `The hub gave the toy ${what}`,
  "clip-erased": ({ who, what }) => (who === undefined ? `The hub erased ${what}` : `${who} erased ${what}`),
  "report-taken-in": () => "A stranger told the household something",
  "report-read": ({ who }) => `${who} read what a stranger wrote`,
  "toy-claimed": ({ toy }) => `${toy} joined the family`,
  "hand-over-made": ({ who }) => `${who} made a code to go on in another place`,
  "own-keys-opened": ({ who, where }) =>
    `${who} opened their own keys${where}, to keep them or to carry them on`,
  "toy-lent": ({ who, toy }) => `${who} gave ${toy} to another child`,
  "toy-freed": ({ toy }) => `${toy} is free, as its child was erased`,
  "roster-grew": ({ who }) => `${who} changed the list of who counts`,
  invited: ({ who, whom }) => `${who} invited ${whom}`,
  "invitation-withdrawn": ({ who, whom }) => `${who} took back the invitation for ${whom}`,
  "invitation-opened": ({ whom }) => `The invitation for ${whom} was opened, and waits for a guardian`,
  "person-joined": ({ who, whom }) => `${who} let ${whom} into the family`,
  "rights-changed": ({ who, whom }) => `${who} changed what ${whom} may do`,
  "person-removed": ({ who, whom }) => `${who} took ${whom} out of the family`,
  "child-named": ({ who }) => `${who} named a child`,
  "guardian-suspended": ({ who, whom }) => `${who} suspended ${whom}`,
  "guardian-reinstated": ({ who, whom }) => `${who} lifted the suspension of ${whom}`,
  "guardian-removed": ({ who, whom }) => `${who} took ${whom} out of the family, as a guardian`,
  "anew-asked": () => "Somebody at the hub’s machine asked for a code to start anew",
  "started-anew": ({ who }) =>
    `The hub started anew: nobody of the family could get in any more. ${who} became the first guardian`,
  "former-opened": ({ who, where }) =>
    `${who} opened the recordings of before the hub started anew, with an old way in${where}`,
  panic: ({ who }) => `${who} signed everybody else out, and ended every invitation`,
  "vault-changed": ({ who }) => `${who} changed the lock`,
  "resealing-began": ({ who, where, count }) =>
    `${who} began to seal ${count === 1 ? "1 older recording" : `${count} older recordings`} with the new key${where}`,
  "resealing-ended": () => "All older recordings are sealed with the new key",
  "alert-acknowledged": ({ who }) => `${who} noted what there was to know`,
  "push-on": ({ who, where }) => `${who} turned on being told while the page is closed${where}`,
  "push-off": ({ who, where }) => `${who} turned off being told while the page is closed${where}`,
  "hub-stopped": () => "The hub came back after it had been cut off",
  "index-rebuilt": () => "The hub lost its index, and made it anew",
  "clock-jumped": () => "The hub’s clock was set",
  "disk-full": () => "The hub’s disk was full",
  "toy-misbehaved": ({ toy }) => `${toy} answered as no such toy should`,
  "history-broken": () => "The hub found that its history does not hold together",
  "history-doubted": ({ who, where }) => `A browser of ${who} remembers another history${where}`,
};

/** What an alert may need to know. */
export interface AlertFacts {
  /** Who did it last: "You", a name, "Somebody". */
  readonly who: string;
  /** How often, as far as one guardian has not seen it. */
  readonly times: number;
  readonly toy: string;
}

/** What happened, whether to worry, what to do next. */
export const ALERT_WORDS: Readonly<
  Record<
    AlertClass,
    {
      readonly title: (facts: AlertFacts) => string;
      readonly worry: string;
      readonly next: string;
    }
  >
> = {
  "new-device": {
    title: ({ who, times }) =>
      times === 1 ? `${who} signed in on a new device` : `${times} sign-ins on new devices`,
    worry: "If that was meant to be, all is well.",
    next: "If not: sign that device out under Devices, and set a new passphrase. A relative’s is out with a new link, under People.",
  },
  "way-in-changed": {
    title: ({ who, times }) =>
      times === 1 ? `${who} changed a way to get in` : `Ways to get in were changed, ${times} times`,
    worry: "A new passphrase, passkey or recovery sheet that you know of is no reason to worry.",
    next: "If nobody at home did it: look at Ways in, and set a new passphrase.",
  },
  "passkey-doubtful": {
    title: () => "Somebody may have a copy of a passkey",
    worry: "It counted backwards, which one that is used in one place never does. It was turned away.",
    next: "Remove that passkey under Ways in, and add a new one.",
  },
  "passkey-fading": {
    title: () => "A passkey that nobody uses goes, or has gone",
    worry: "It was not used for months: of an old phone, perhaps, or of an address that is no more.",
    next: "To keep it, sign in with it once; Ways in says how many days are left. If it has gone, add a new one there.",
  },
  "device-signed-out": {
    title: ({ who, times }) =>
      times === 1 ? `${who} signed out a device` : `${times} devices were signed out`,
    worry: "It can neither listen nor send any more.",
    next: "If it was yours and you still have it: ask why, then sign in there again.",
  },
  "family-changed": {
    title: ({ who, times }) =>
      times === 1
        ? `${who} changed who belongs to the family`
        : `Who belongs to the family was changed, ${times} times`,
    worry: "People joined, left, were invited, or may do something else than before.",
    next: "Look at People. If you do not know somebody there: ask the one who did it.",
  },
  "failed-sign-ins": {
    title: ({ times }) => `Somebody tried to get in and failed, ${times} times`,
    worry: "Mostly it is a forgotten passphrase. Each try has to wait longer than the one before.",
    next: "Ask at home who it was. If it was nobody: your passphrase held; tell nobody what it is.",
  },
  "bulk-listening": {
    title: ({ who, times }) => `${who} opened ${times} recordings in a row`,
    worry: "Somebody listening to old messages does that, and so does somebody who copies them.",
    next: "Ask. If nobody was it: sign that device out under Devices.",
  },
  resealing: {
    title: ({ who }) => `${who} began to seal older recordings with a new key`,
    worry: "For that, the device opens every one of them. It follows when the lock was changed.",
    next: "Ask, if nobody spoke of it. If nobody was it: sign that device out under Devices, and change the lock again.",
  },
  "guardian-suspended": {
    title: ({ who, times }) =>
      times === 1
        ? `${who} suspended a guardian, or lifted it`
        : `Guardians were suspended or back, ${times} times`,
    worry:
      "Who is suspended can listen and send, and change nothing. After a day, or from the hub itself, another guardian can remove them.",
    next: "See under People who it is. Any other guardian can lift it.",
  },
  "guardian-removed": {
    title: ({ who, times }) =>
      times === 1 ? `${who} removed a guardian` : `${times} guardians were removed`,
    worry:
      "They are signed out everywhere, and the lock is changed. What was recorded before, and they copied, they can still hear.",
    next: "Look under People who is left.",
  },
  "anew-asked": {
    title: () => "Somebody at the hub’s machine asked to start anew",
    worry:
      "A code was made for it. With that code and the paw of a toy another first guardian begins: everybody who was here before is out for good, and what was recorded before stays locked.",
    next: "It is meant for a family in which every guardian has lost every way in. You have not: ask at home who did it. If nobody did, look at the machine at once, and stop the hub.",
  },
  "started-anew": {
    title: () => "The hub started anew, with another first guardian",
    worry:
      "That is for a family in which nobody could get in any more. Who was here before is out; what was recorded before stays locked.",
    next: "Make a second way in now, under Ways in, so that it need not happen again. If nobody at home did this: trust nothing here, and look at the machine.",
  },
  "former-opened": {
    title: ({ who }) => `${who} opened the old recordings`,
    worry:
      "An old passphrase or recovery sheet was found. What was recorded before the hub started anew opens for every guardian of now, and is sealed with the new key.",
    next: "Ask, if nobody spoke of it. If nobody was it: sign that device out under Devices.",
  },
  panic: {
    title: ({ who }) => `${who} thinks that somebody may have got in`,
    worry:
      "Everybody else was signed out, no invitation leads anywhere, and the lock is changed. Toys go on.",
    next: "Sign in again. If your passphrase may be known to somebody, set a new one.",
  },
  "lock-changed": {
    title: ({ who, times }) =>
      times === 1 ? `${who} changed the lock` : `The lock was changed ${times} times`,
    worry: "From then on, recordings open with a new key, which every guardian has.",
    next: "Nothing to do. A device that does not open a recording asks for the passphrase once.",
  },
  "history-broken": {
    title: () => "The hub’s history does not hold together",
    worry:
      "Somebody changed what was written, or a disk is failing. Who listened before may not be told truly.",
    next: "Look at Safety on each of your devices. Keep a copy of the hub’s data folder before anything else is done to it.",
  },
  "hub-reset": {
    title: () => "The hub lost its index, and made it anew",
    worry: "Recordings, people and toys are all there. Its history begins anew.",
    next: "If nobody at home moved its files: see who was at the hub.",
  },
  "hub-stopped": {
    title: ({ times }) =>
      times === 1
        ? "The hub was cut off, and came back"
        : `The hub was cut off ${times} times, and came back`,
    worry: "A power cut or a pulled plug does that. Nothing that it had taken in is lost.",
    next: "If the power was on: see who was at the hub.",
  },
  "clock-jumped": {
    title: () => "The hub’s clock was set",
    worry: "Nothing is erased and nobody is locked out by that. Times may be wrong for a while.",
    next: "Compare the time of a new entry in the history with your own. If it is wrong, set the hub’s clock.",
  },
  "disk-full": {
    title: () => "The hub’s disk is full",
    worry: "Nothing that it has is lost, and listening works. It takes no new recording in.",
    next: "Free some space on the hub.",
  },
  "toy-misbehaved": {
    title: ({ toy }) => `${toy} answered as no such toy should`,
    worry: "Weak batteries can do that, and so can something that only looks like the toy.",
    next: "Put in new batteries. If it happens again, keep the toy switched off and look for what is near it.",
  },
};

/** Where a link leads nowhere, as the page itself finds out. */
export const JOIN_END_WORDS = {
  malformed: {
    title: "This link is not whole.",
    next: "Some programs cut long links. Copy all of it, or scan the picture instead.",
    code: "join.malformed",
  },
  "other-hub": {
    title: "This link is for another home.",
    next: "Ask the guardian who sent it for the right address.",
    code: "join.other-hub",
  },
  "somebody-here": {
    title: "This browser is somebody else’s already.",
    next: "The link is for one person. Open it on that person’s own phone or computer; what is here stays as it is.",
    code: "join.somebody-here",
  },
  removed: {
    title: "This device is not on the family’s list any more.",
    next: "Ask a guardian for a new link. Nothing is lost: what was shared with you is shared again.",
    code: "join.removed",
  },
} as const satisfies Record<string, Trouble>;

/** Why a ledger is not believed. */
export const LEDGER_TROUBLE_WORDS: Readonly<Record<string, string>> = {
  "ledger.cut": "It is shorter than it was: entries that this browser saw are gone.",
  "ledger.rewritten": "Entries that this browser saw are not what they were.",
  "ledger.other-key": "The hub signs it with another key than before.",
  "ledger.wrong-hub": "It is another hub’s.",
  "ledger.malformed": "It cannot be read.",
} satisfies Partial<Record<SignatureError["code"], string>>;

export const ACTIVITY_WORDS: Readonly<Record<ToyView["activity"], (child: string) => string>> = {
  idle: () => "",
  playing: (child) => `${child} is listening`,
  recording: (child) => `${child} is recording`,
  fetching: (child) => `Fetching what ${child} recorded`,
  delivering: () => "A message is on its way",
};

export const words = {
  product: "Pawpost",
  opening: "Pawpost is opening …",
  /** Where a name is not known. */
  someChild: "your child",
  someToy: "the toy",

  claim: {
    title: "Welcome home, bear",
    lead: "This hub is new. Whoever has its one\u2011time code becomes the first guardian.",
    code: "One-time code",
    codeHint: "The hub printed it when it started, like ABCD\u2011EFGH\u20112345.",
    name: "Your name",
    nameHint: "As your child knows you.",
    passphrase: "Passphrase",
    promise:
      "It never leaves this browser. Nobody can recover it for you: write it down and keep it where you keep passports.",
    submit: "Continue",
    busy: "Making your keys …",
  },
  signIn: {
    title: "Welcome back",
    ended: "You were signed out. Sign in again to go on.",
    endedBy: (name: string) =>
      `This device was signed out by ${name}, from another device. Sign in again if that was meant to be.`,
    otherHub:
      "This is another hub than the one that this browser knows. If nobody at home set it up anew, do not go on.",
    submit: "Sign in",
    busy: "Opening your keys …",
    lost: "I lost my passphrase",
  },
  lostPassphrase: {
    title: "Use your recovery sheet",
    lead: "It signs you in and opens your recordings. Choose a new passphrase; the old one opens nothing any more.",
    field: "New passphrase",
    submit: "Set it and sign in",
    busy: "Opening your keys …",
    back: "Back to sign in",
    without:
      "No sheet either? Nobody can open the recordings for you. A device that is still signed in can play them, and another guardian can invite you anew.",
    nobody: "Nobody at home can get in any more",
  },
  startAnew: {
    title: "Start anew",
    lead: "For a family in which every guardian has lost every way in. Whoever is at the hub’s machine, and holds one of the toys, can begin again beside what is kept.",
    will: [
      "You become the first guardian, with new keys. Children, recordings and history stay on the hub.",
      "Recordings of before stay locked, for you too, until somebody finds an old passphrase or recovery sheet. None is deleted for it.",
      "Everybody who was here before is out, and is invited anew. What still waits for a toy is not delivered.",
      "Each toy’s guard has to be told on the machine, and takes its paw again.",
    ],
    how: "On the hub’s machine, while the hub runs:",
    command: "scripts/pawpost start-anew",
    code: "Code from the hub’s machine",
    codeHint: "Like ABCD\u2011EFGH\u20112345. Good for half an hour.",
    submit: "Go on",
    submitBusy: "Looking at the code …",
    press: "Now press the blue hand of one of the toys.",
    pressHint:
      "Within two minutes. It shows that somebody is at home. The toy must be switched on and near the hub.",
    pressed: "The paw was pressed.",
    late: "Nobody pressed it in time. Go on once more, with the same code.",
    back: "Back",
  },
  oldRecordings: {
    open: "Old recordings",
    title: "Old recordings",
    lead: "What was recorded before the hub started anew is locked. A passphrase or a recovery sheet of one of the guardians of that time still opens it.",
    whose: "Whose was it?",
    until: (name: string, day: string) => `${name}, until ${day}`,
    passphrase: "Passphrase of that time",
    bySheet: "Use a recovery sheet of that time",
    byPassphrase: "Use a passphrase of that time",
    nothing: "This guardian had a passkey alone: it opens nothing here any more.",
    submit: "Open them",
    busy: "Opening …",
    done: "They are open. Now they are sealed with the new key, one by one.",
    what: "From then on every guardian of now hears them, and whoever has that old passphrase or sheet hears nothing more once they are sealed anew. What waited then is not sent by itself: listen, and send it on if it still fits.",
  },
  /** On a device that knows the family that was. */
  startedAnew: {
    title: "This hub started anew",
    lead: "It has another first guardian than the one this browser knows. Nothing was opened and nothing was sent.",
    why: "That happens when every guardian had lost every way in, and somebody at the hub’s machine began again. If you can still get in, nobody asked you, or nobody at home did it: somebody may have taken the hub’s place. Look at the machine before you do anything else.",
    kept: "Recordings of before are still there, locked with the old key. Keep your passphrase, passkeys and recovery sheet.",
    words: "Six words for the family of now:",
    compare: "Have a guardian of now read them to you: they stand under Toys, on that guardian’s page.",
    forget: "They are the same: forget the family that was, here",
    busy: "Forgetting …",
  },
  passphrase: {
    show: "Show passphrase",
    hide: "Hide passphrase",
    missing: (count: number) => `${count} more`,
    askAgain: "Check again",
  },

  findToy: {
    title: "Let’s find the toy",
    lead: "Switch it on and keep it near the hub.",
    start: "Find the toy",
    searching: "Searching …",
    nothing: "Nothing found yet. Is the toy switched on? Hold it close to the hub.",
    held: "The toys’ guard still believes the family that was. On the hub’s machine, stop Pawpost, type this, and start it again. Then search here.",
    heldCommand: "scripts/pawpost ble trust --reset",
    again: "Search again",
    stop: "Stop searching",
    candidate: (model: string) => (model.toLowerCase() === "cloudpets" ? "CloudPets toy" : model),
    near: "very near",
    middle: "near",
    far: "far",
    choose: "This one",
    nameTitle: "What are they called?",
    toyName: "Toy’s name",
    childName: "Child’s name",
    whose: "Whose toy is it?",
    anotherChild: "Another child …",
    blink: "Blink its heart",
    back: "Back",
    connecting: "Reaching the toy …",
    press: "Its heart blinks. Press its blue hand.",
    pressHint: "That shows that you hold it, and that it is not your neighbour’s.",
    cancel: "Not this one",
    failed: "That did not work:",
  },

  home: {
    title: (child: string) => `Post for ${child}`,
    free: (toy: string) => `${toy} is free`,
    freeNext: "It is with no child. Give it to one under Toys, and there is post for it again.",
    record: "Record",
    chooseFile: "Choose a sound file",
    messages: "Messages",
    empty: "Nothing here yet. Say good night?",
    older: "Show older ones",
    addToy: "Add a toy",
  },
  toy: {
    here: "Here",
    away: "Out of reach",
    seen: (at: string) => `last seen ${at}`,
    never: "not seen yet",
    signal: { near: "strong signal", middle: "good signal", far: "weak signal" },
    pretend: "pretend toy",
  },
  radio: {
    offline: "The hub’s toy radio is starting, or stopped. Messages wait.",
    off: "The hub’s Bluetooth is switched off. Messages wait.",
    missing:
      "The hub has no Bluetooth adapter that answers. Unplug the small Bluetooth stick, count to five, plug it in.",
    unauthorized: "The hub may not use its Bluetooth adapter. See “Bluetooth” in the hub’s guide.",
  },
  connection: {
    lost: (since: string) => `Not connected to the hub since ${since}. What you see may be old.`,
    trying: "Trying again by itself.",
    unreachable: "The hub does not answer.",
    unreachableNext: "Is it switched on, and is this phone in the same network? We keep trying.",
  },

  record: {
    title: (child: string, toy: string) => `For ${child}, on ${toy}`,
    starting: "Waiting for the microphone …",
    tip: "Hold the phone a hand away and speak as you would at the bedside.",
    left: (seconds: number) => (seconds === 1 ? "1 second left" : `${seconds} seconds left`),
    stop: "Stop",
    discard: "Discard",
    started: "Recording",
  },
  review: {
    title: "Listen before you send",
    preparing: "Making it sound good …",
    play: "Play as the bear",
    pause: "Pause",
    again: "Again",
    send: "Send",
    sendAnyway: "Send anyway",
    discard: "Discard",
    trimmed: "Good volume. Silence cut.",
    untouched: "Good volume.",
    /** The waveform in words. */
    twin: (length: string) => `Speech for ${length}, then silence.`,
    to: "To",
  },

  message: {
    fromYou: "You",
    fromNobody: "Command line",
    fromGuardian: "A guardian",
    fromSomebody: "Somebody who was here",
    shut: "Locked with the old key. A passphrase or recovery sheet of that time opens it: Safety, Old recordings.",
    answer: (child: string) => `${child} answered`,
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
    /** Until it was played to its end. */
    whenHeard: "You can approve it when you have heard it to its end.",
    known: "I know this one",
    decline: "Not this one",
    why: "What shall we tell them?",
    whyHint: "They read a kind sentence of it. The sound is erased within a day.",
    noToy: "There is no toy for this child yet.",
  },
  share: {
    somebody: "somebody",
    open: "Share",
    openFor: (child: string) => `Share what ${child} said`,
    close: "Done",
    title: "Who may hear this?",
    lead: "It is sealed for each of them alone, here in your browser.",
    with: (name: string) => `Share with ${name}`,
    again: (name: string) => `Share again with ${name}`,
    has: (name: string) => `${name} has it`,
    takeBack: (name: string) => `Take it back from ${name}`,
    stale: (name: string) => `${name} has new keys, and cannot open it any more`,
    bulkAgain: (name: string, count: number) =>
      `${name} has new keys. ${count === 1 ? "One answer" : `${count} answers`} that ${name} had can be shared again.`,
    bulkBefore: (name: string, count: number) =>
      `${count === 1 ? "One answer" : `${count} answers`} that others have can be shared with ${name}, too.`,
    shareAgain: "Share again",
    shareThem: "Share them",
    stop: "Stop",
    notNow: "Not now",
    progress: (name: string, done: number, total: number) => `Sharing with ${name}: ${done} of ${total}`,
    stopped: (done: number, total: number) => `Stopped at ${done} of ${total}.`,
    left: (count: number) =>
      count === 1
        ? "One did not open here, and was left out."
        : `${count} did not open here, and were left out.`,
    goOn: "Go on",
  },
  relative: {
    for: (child: string) => `Post for ${child}`,
    record: (child: string) => `Record a message for ${child}`,
    whom: "For whom?",
    starting: "One moment …",
    recording: "Speak now. Press again when you are done.",
    stop: "Stop",
    again: "Again",
    send: "Send",
    listen: "Listen to it",
    pause: "Pause",
    preparing: "Making it sound good …",
    ready: "Send it?",
    yours: "What you sent",
    answers: (child: string) => `From ${child}`,
    noAnswers: (child: string) => `When ${child} answers, you find it here.`,
    play: "Play",
    playFrom: (child: string, when: string, length: string) => `Play what ${child} said ${when}, ${length}`,
    playing: (child: string, length: string) => `What ${child} said, ${length}`,
    takeBack: "Take it back",
    mayNotWrite: "You can listen here. To send something, ask a guardian.",
    nobody: "There is nobody to write to yet.",
    help: "Help",
    helpText: (guardian: string) =>
      `Something does not work? Ask ${guardian} for a new link. Nothing that you sent is lost.`,
    keyLost: (guardian: string) => `This browser has lost its key. Ask ${guardian} for a new link.`,
    aGuardian: "a guardian",
    or: " or ",
  },
  outbox: {
    sealing: "Sealing …",
    uploading: "Sending to the hub …",
    waiting: "Will go when the hub is back",
    refused: "Not sent:",
    discard: "Discard",
    retry: "Try again",
  },
  unlock: {
    title: "Open the family’s recordings",
    lead: "They are sealed, also against the hub. You open them here, in this browser.",
    submit: "Open",
    cancel: "Not now",
  },

  /** Before what cannot be undone. */
  stepUp: {
    title: "Is it you?",
    lead: "This is for you alone to do, and not for whoever holds this device.",
    submit: "It is me",
    busy: "Looking …",
    bySheet: "Use my recovery sheet",
    notBySheet: "Use something else",
  },

  pretend: {
    title: "Pretend toy",
    lead: "No real toy is near, so this one stands in. It lives on the hub and speaks Bluetooth like a real one.",
    blue: "Blue hand",
    blueHint: "listen",
    red: "Red hand",
    redHint: "record an answer",
    redStop: "press again to stop",
    heart: { off: "Heart is dark", on: "Heart is lit", blinking: "Heart is blinking" },
    activity: {
      idle: "Sitting there",
      playing: "Speaking",
      recording: "Listening to the child",
      busy: "Talking to the hub",
    },
    away: "Not connected to the hub",
    heard: "What the child hears",
    nothingHeard: "Nothing yet. Send a message, then press the blue hand.",
    hummed: "No microphone, so the child hums.",
  },

  handOver: {
    open: "Open it elsewhere",
    guardian: {
      title: "Open it elsewhere",
      lead: "An app on a home screen, another phone, another address of this hub: each keeps things for itself and knows nothing of this page. A code takes you there, and everything opens as it does here. This page stays as it is.",
    },
    relative: {
      title: "Move to another phone or app",
      lead: "Your post opens there as it does here, and here it stays as it is.",
    },
    make: "Make a code",
    makeAnother: "Make another code",
    once: (at: string) =>
      `It works once, until ${at}. Whoever has it until then is you: show it to nobody, and send it to nobody.`,
    inApp: "In an app, or another browser",
    inAppHow:
      "Open the app by its icon. Press “I have a code from my other page” there, and type this, or paste it.",
    onPhone: "On another phone",
    onPhoneHow: "Point its camera at this picture, and open the address that it shows.",
    picture: (host: string) => `Picture to scan: the link to ${host}`,
    asLink: "As a link",
    code: "Code",
    copy: "Copy",
    copied: (what: string) => `Copied: ${what}`,
    have: "I have a code from my other page",
    type: "Type the code that your other page shows. Its link can be pasted, too.",
    came: "Your other page made the link that you came with. Go on here as the same person.",
    goOn: "Go on here",
    elsewhere: (places: string, guardian: string) =>
      `Your post is also open elsewhere: ${places}. Was that not you? Tell ${guardian}.`,
    place: (label: string | null, since: string | undefined) =>
      `${label ?? "a browser"}${since === undefined ? "" : `, since ${since}`}`,
  },
  toys: {
    title: "Toys",
    whose: (child: string) => `With ${child}`,
    free: "Free: with no child.",
    give: "Give it to a child",
    mayHold: "It may still hold what it was given before. The next message takes its place.",
    lend: "Lend or give on",
    to: "To whom",
    somebodyNew: "Another child …",
    lendWhat: (child: string) =>
      `What waits for ${child} stays here until the toy is back. What is said into it belongs to whoever has it.`,
    stillOnIt: (toy: string, child: string, isHeard: boolean) =>
      `${toy} still holds a message for ${child}${isHeard ? "" : " that nobody has heard"}. Whoever presses its paw hears it, until the next message takes its place.`,
    lendNow: "Hand it over",
    busy: "Handing it over …",
    lent: (toy: string, child: string) => `${toy} is with ${child} now`,
    rename: "Rename",
    renamed: (toy: string) => `It is called ${toy} now`,
    compare: "Compare these six words",
    compareHow:
      "They stand for your family. The hub’s own machine shows six words too (pawpost ble trust), from the moment when the first paw was pressed. Where they differ, somebody has got in between: send nothing.",
    pressWords: "From then on the toy knows your family by six words:",
  },
  devices: {
    open: "Devices",
    title: "Your devices",
    lead: "Where you are signed in. If you lost one, or do not know one, sign it out.",
    thisOne: "This device",
    nameless: "A device signed out long ago",
    openNow: "Open now",
    used: (at: string) => `Last used ${at}`,
    signedOut: "Signed out",
    mayStillSend: "It cannot listen, but its key is still on the list of those that may send.",
    signOut: "Sign out",
    takeOff: "Take off the list",
    signOutOthers: "Sign out everywhere else",
    sure: (name: string) => `Sign out ${name}?`,
    sureOthers: "Sign out all your other devices?",
    what: "It stops at once: no listening, no sending. What it recorded and the toy does not have yet is not delivered. The lock is changed, so that it cannot open what is recorded from now on. Signing in there again takes your passphrase.",
    busy: "Signing out …",
    done: (name: string) => `${name} is signed out`,
    doneOthers: "Your other devices are signed out",
  },
  lock: {
    open: "Change the lock",
    title: "Change the lock",
    lead: "The family’s recordings are locked, also against the hub. Only guardians have the key.",
    what: "A new lock gets a new key, for the guardians of now. Do it when somebody who should not may have the old key: a lost phone, a copied recovery sheet, a passphrase that was seen. Change that passphrase, or remove that sheet, first.",
    limit:
      "What is recorded from now on opens with the new key alone. Older recordings are sealed anew by this device; until it is done, and in copies that somebody made before, the old key still opens them.",
    change: "Change the lock",
    busy: "Changing the lock …",
    done: "The lock is changed",
  },
  panic: {
    title: "Somebody may have got in?",
    lead: "If you do not know who, or how: shut every door at once, then look.",
    open: "Shut every door",
    sure: "Sign everybody else out?",
    what: "Everybody but you is signed out, on every device, relatives too. Invitations lead nowhere. The lock is changed. Nobody is removed, and the toys go on. Whoever belongs to the family signs in again.",
    submit: "Shut every door",
    busy: "Shutting them …",
    done: "Everybody else is signed out, no invitation leads anywhere, and the lock is changed.",
    after: "Now set a new passphrase, and look at the devices and at the history.",
  },
  guardians: {
    lead: "Each can hear and change everything. If one should not any more, another one can see to it.",
    suspended: (by: string, at: string) =>
      `Suspended by ${by}, ${at}: may listen and send, and change nothing.`,
    alone: "You are the only one. Nobody can suspend or remove the last guardian.",
    told: (name: string) => `${name} has suspended you.`,
    toldMore:
      "You can listen and send, and change nothing. Another guardian can lift it; after a day, one can remove you. Talk to each other.",
    suspend: {
      verb: "Suspend",
      sure: (name: string) => `Suspend ${name}?`,
      what: "At once: they can listen and send, and change nothing. They are told that it was you. Any other guardian can lift it.",
      busy: "Suspending …",
      done: (name: string) => `${name} is suspended`,
    },
    reinstate: {
      verb: "Lift it",
      sure: (name: string) => `Lift the suspension of ${name}?`,
      what: "They can do all that a guardian can again.",
      busy: "Lifting it …",
      done: (name: string) => `${name} is a guardian as before`,
    },
    remove: {
      verb: "Remove",
      sure: (name: string) => `Remove ${name} for good?`,
      what: "They are signed out everywhere within a second, and cannot come back without a new invitation. The lock is changed. Until older recordings are sealed anew, and in copies that they made before, they can open what was there.",
      busy: "Removing …",
      done: (name: string) => `${name} is no guardian any more`,
    },
  },
  presence: {
    title: "Are you at the hub?",
    lead: "A guardian is removed one day after being suspended. At once only by somebody who is there: press the paw of one of the toys, or read a code at the hub’s console.",
    byPaw: "Press a paw",
    byCode: "Read a code",
    pressPaw: "Press the blue hand of one of the toys, within two minutes.",
    readCode: "The hub has printed a code where it was started. It is good for ten minutes.",
    code: "Code",
    submit: "That is it",
  },
  resealing: {
    label: "Older recordings",
    title: "Sealing older recordings with the new key",
    counting: "Counting them …",
    progress: (done: number, total: number) => `${done} of ${total}`,
    pause: "Pause",
    left: (count: number) =>
      count === 1
        ? "1 older recording still opens with an old key"
        : `${count} older recordings still open with an old key`,
    why: "Until they are sealed anew, somebody who has the old key and gets hold of the files can hear them. It takes a few minutes; you can go on using the page.",
    unreadable: (count: number) =>
      count === 1
        ? "1 does not open here, and stays as it is."
        : `${count} do not open here, and stay as they are.`,
    goOn: "Seal them anew",
  },
  ways: {
    open: "Ways in",
    title: "Ways in",
    lead: "Each of these signs you in and opens your recordings. Have two that are not lost together.",
    passphrase: "Works on every device and at every address of the hub.",
    passphraseSince: (at: string) => `Set ${at}. Works on every device and at every address of the hub.`,
    change: "Change the passphrase",
    set: "Set a passphrase",
    whatPassphrase:
      "The old one opens nothing on the hub any more. Who is signed in stays so: look at Devices if somebody may have seen it.",
    setIt: "Set it",
    setting: "Setting it …",
    passphraseSet: "The passphrase is set",
    secondTitle: "A second way in",
    second:
      "Only your passphrase opens your recordings so far. If it is forgotten, they are lost: nobody can open them for you.",
    secondShow: "Passkey or paper",
    secondDecline: "No, thanks",
  },
  passkey: {
    title: "Passkeys",
    lead: "One touch signs you in and opens your recordings: your finger, your face or the device’s PIN. A passkey works at one address of the hub, so it is always an extra.",
    none: "You have none.",
    name: (label: string, made: string) => `${label || "Passkey"}, made ${made}`,
    used: (at: string) => `Last used ${at}`,
    fades: (days: number) =>
      `Nobody has used it for long. It goes in ${days === 1 ? "a day" : `${days} days`}; used once, it stays.`,
    otherAddress: (name: string) => `For another address of this hub: ${name}`,
    notHere: "This browser has no passkeys.",
    add: "Add a passkey",
    sureAdd: "Add a passkey?",
    whatAdd:
      "This device makes and keeps it. If its maker copies passkeys to your other devices, it works there, too.",
    waiting: "Waiting for this device …",
    added: "The passkey is added",
    sureRemove: (passkey: string) => `Remove this passkey? (${passkey})`,
    whatRemove: "It signs nobody in any more. Who is signed in stays so.",
    removing: "Removing it …",
    removed: "The passkey is removed",
    use: "Use a passkey",
    willAsk: "Your device will ask for your finger, your face or its PIN.",
    typeInstead: "Use my passphrase",
    passkeyInstead: "Use a passkey",
    or: "or with your passphrase",
  },
  people: {
    open: "People",
    title: "People",
    lead: "Who belongs to the family here, and what each may do.",
    invite: "Invite somebody",
    invited: "Invited",
    guardians: "Guardians",
    relatives: "Relatives",
    noRelatives: "Nobody yet. A grandparent, an uncle, a godmother?",
    children: "Children",
    you: "(you)",
    seen: (at: string) => `Last here ${at}`,
    neverSeen: "Not here yet",

    inviteTitle: "Whom do you invite?",
    asWhat: "As",
    role: { relative: "A relative", guardian: "A guardian" },
    roleHint: {
      relative: "Writes and listens as far as you allow. Needs no passphrase.",
      guardian:
        "May do all that you may: hear everything, invite, remove. Only somebody you would give your keys.",
    },
    name: "Their name",
    nameHint: "As your child knows them.",
    noChild: "Add a child first, below.",
    forChild: (child: string) => `For ${child}`,
    mayWrite: "May send messages",
    isTrusted: "Their messages go to the toy at once; nobody listens first",
    mayHear: "Gets the answers that a guardian shares",
    nothingLeft: "With nothing allowed, remove them instead.",
    makeLink: "Make the link",
    making: "Making it …",
    anewTitle: (name: string) => `A new link for ${name}`,
    anewLead: "For a lost or new phone. The old one is signed out when you have let the new one in.",

    linkTitle: (name: string) => `The link for ${name}`,
    linkLead: (name: string) =>
      `Let ${name} scan it, or send it the way you trust most. It is good for one device, for three days, and it is shown only now.`,
    link: "Link",
    linkCare:
      "Whoever opens it first asks to come in; you are asked before anybody is. Keep it out of group chats.",
    qr: (name: string) => `Picture to scan: the link for ${name}`,
    copy: "Copy the link",
    done: "Done",

    invitedAs: { relative: "As a relative", guardian: "As a guardian" },
    until: (at: string) => `Until ${at}`,
    notOpened: "Has not opened the link yet.",
    someDevice: "a device",
    opened: (name: string, device: string) => `${name} has opened the link (${device})`,
    checkOwn: (name: string) =>
      `This browser made the link, and the keys that came back belong to it. To be sure that it is ${name}, call and compare:`,
    checkCode: (name: string) =>
      `The link was made in another browser. Call ${name}, and let them in only if their page shows the same:`,
    letIn: "Let them in",
    sameLetIn: "It is the same: let them in",
    letInWhom: (name: string) => `Let them in: ${name}`,
    takeBack: "Take back",
    takeBackWhose: (name: string) => `Take back: ${name}`,
    isIn: (name: string) => `${name} belongs to the family now`,
    takenBack: (name: string) => `The invitation for ${name} is taken back`,

    rights: (child: string, { mayWrite, isTrusted, mayHear }: Omit<ChildRights, "child">) => {
      const writes = isTrusted
        ? `Sends to ${child} at once`
        : `Sends to ${child} once a guardian has listened`;
      const hears = `gets ${child}’s answers that you share`;
      if (!mayWrite) return `Only ${hears}`;
      return mayHear ? `${writes}, and ${hears}` : writes;
    },
    change: "Change",
    changeWhose: (name: string) => `Change what ${name} may do`,
    changed: (name: string) => `What ${name} may do is changed`,
    save: "Save",
    saving: "Saving …",
    newLink: "New link",
    newLinkFor: (name: string) => `New link for ${name}`,
    remove: "Remove",
    removeWhom: (name: string) => `Remove ${name}`,
    sureRemove: (name: string) => `Remove ${name}?`,
    whatRemove: (name: string) =>
      `${name} is out at once, on every device: no sending, no listening. What they have heard they have heard.`,
    removing: "Removing …",
    removed: (name: string) => `${name} is removed`,
    rename: "Rename",
    renameWhom: (name: string) => `Rename ${name}`,
    addChild: "Add a child",
  },
  join: {
    relativeTitle: (name: string) => `Hello, ${name}`,
    relativeLead: (by: string) => `${by} invites you to the family’s post.`,
    mayDo: (child: string, { mayWrite, isTrusted, mayHear }: Omit<ChildRights, "child">, by: string) => {
      const sends = isTrusted
        ? `You can send messages to ${child}’s toy.`
        : `You can send messages to ${child}. ${by} listens before they reach the toy.`;
      const hears = `You get the answers of ${child} that ${by} shares.`;
      return [...(mayWrite ? [sends] : []), ...(mayHear ? [hears] : [])].join(" ");
    },
    nothingToType:
      "There is no account, and nothing to remember. A key is made in this browser and stays here. Use the phone or computer that you will use from now on.",
    guardianTitle: "Become a guardian",
    guardianLead: (by: string) =>
      `${by} asks you to look after the family’s post together. You will hear everything, and may invite and remove others.`,
    submit: "Join",
    waitingTitle: (by: string) => `Waiting for ${by}`,
    waitingLead: (by: string) =>
      `${by} has to say yes once, on the page “People”. Keep this page open or come back later: it goes on by itself.`,
    codeLead: (by: string) => `If ${by} calls, read these digits aloud. They are no secret.`,
    waitingUntil: (at: string) => `The invitation is good until ${at}.`,
    toFirstPage: "To the first page",
  },
  recovery: {
    title: "Recovery sheets",
    lead: "A recovery sheet is a piece of paper that opens your recordings when all else is lost. Whoever holds it can listen too, so keep it where you keep passports.",
    none: "You have none. Without one, a lost passphrase means lost recordings.",
    sheet: (made: string) => `Sheet made ${made}`,
    someSheet: "Sheet",
    tested: (at: string) => `Last typed back ${at}`,
    untested: "Not typed back yet. Until then it does not count.",
    make: "Make a recovery sheet",
    sureMake: "Make a recovery sheet?",
    whatMake: "Have a printer or a pen ready: it is shown once.",
    making: "Making it …",
    test: "Type it back",
    testAgain: "Test again",
    remove: "Remove",
    sureRemove: (sheet: string) => `Remove this sheet? (${sheet})`,
    whatRemove: "The paper opens nothing on the hub any more.",
    removing: "Removing it …",
    removed: "The sheet is removed",
    paperTitle: "Put it on paper",
    paperLead: "Print it, or write it down. It is shown only now.",
    warning:
      "Do not photograph it, and do not keep it in a file or online: whoever finds it there can hear everything.",
    print: "Print",
    onPaper: "I have it on paper",
    typeTitle: "Type it back",
    typeLead: "From the paper, to be sure that every letter is right and that it opens your recordings.",
    check: "Check it",
    checking: "Checking it …",
    otherSheet: "That is a whole sheet, but not this one. Compare its date with the list.",
    works: "It works. Now put it where you keep passports.",
    field: "Recovery sheet",
  },
  /** On the paper itself: who finds it in ten years knows nothing else. */
  paper: {
    title: "Pawpost recovery sheet",
    owner: (name: string, address: string) => `${name}, at ${address}`,
    made: (date: string) => `Made on ${date}`,
    beginning: "The same on every sheet; need not be typed:",
    use: "Open the address above, press “I lost my passphrase”, and type the groups. Capitals and blanks do not matter.",
    secret: "Whoever has this sheet can hear everything. Keep it where you keep passports.",
  },
  alerts: {
    label: "Things to know",
    nothing: "Nothing new that you should know.",
    look: "Look",
    seen: "I have seen it",
    seenOf: (title: string) => `I have seen it: ${title}`,
    span: (first: string, last: string) => `${first} to ${last}`,
    somebody: "Somebody",
    more: (count: number) => (count === 1 ? "and one more" : `and ${count} more`),
  },
  push: {
    title: "When the page is closed",
    lead: "This device can tell you at once that something at home needs a look. It says no more than that: no name, no child, nothing that was said. It comes by way of your browser’s maker, who sees that there was a message, and nothing of what it says.",
    none: "This browser cannot be told while the page is closed. Use a newer one, or another, on a device that you carry with you.",
    installFirst:
      "iPhones and iPads tell you only what installed pages say. Share this page, choose “Add to Home Screen”, open it from there and sign in; then come back to Safety.",
    refused:
      "The browser was asked not to let this page notify you. To undo it: press the sign in front of the page’s address, allow notifications, then reload the page.",
    off: "This device tells you nothing while the page is closed.",
    on: "This device tells you, for as long as you are signed in on it.",
    turnOn: "Tell this device",
    turnOff: "Tell this device no more",
    asking: "Asking the browser …",
    test: "Send a test",
    saidOn: "This device tells you from now on.",
    saidOff: "This device tells you nothing more.",
  },
  safety: {
    open: "Safety",
    title: "Safety",
    lead: "Who listened to what, who came in, and what you should know. What is written here nobody can change unseen, not even the hub.",
    checking: "Checking the whole history …",
    sound: (entries: number, since: string) =>
      `Checked by this browser: ${entries === 1 ? "the one entry" : `all ${entries} entries`} since ${since}. Nothing was changed or taken out.`,
    away: "The history could not be checked just now.",
    again: "Check again",
    brokenTitle: "The history is not the one that this browser knows",
    broken:
      "That happens when the hub was set back to a backup or its data was moved. If nobody at home did that, somebody may have changed what was written, to hide something.",
    brokenNext:
      "Keep a copy of the hub’s data folder first. Compare with your other devices. Only if you know the reason:",
    startOver: "Begin with what is there now",
    sureStartOver: "Forget what this browser knew?",
    whatStartOver: "It believes what the hub says now, and tells you of changes from here on.",
    checkedBy: "Checked by",
    nobodyElse: "No device has signed it yet.",
    you: "You",
    by: {
      passphrase: " with the passphrase",
      passkey: " with a passkey",
      "recovery-sheet": " with a recovery sheet",
    } satisfies Record<SlotView["kind"], string>,
    onThis: " on this device",
    onOther: " on another device",
    doubts: (who: string) => `What a device of ${who} saw is not in it`,
    history: "History",
    notShown: "What the hub says now is not shown, as it cannot be believed.",
    show: "Show",
    groups: {
      all: "Everything",
      sound: "Listening and sending",
      access: "People and devices",
      hub: "Hub and toys",
    },
    whoLabel: "Who",
    anybody: "Everybody",
    nothing: "Nothing of that kind in what is shown.",
    older: "Show older ones",
    beginning: "Here it begins.",
    times: (text: string, count: number) => (count === 1 ? text : `${text} (${count} times)`),
    unknown: (kind: string) => `Something that this page does not know yet (${kind})`,
    what: {
      message: "a message",
      recording: "a recording",
      own: "your message",
      answer: (child: string) => `${child}’s answer`,
    },
    your: "your",
    theirs: (who: string) => `${who}’s`,
    somebody: "somebody",
    someones: "somebody’s",
    today: "Today",
    yesterday: "Yesterday",
    ways: "Devices and ways in",
  },
  reports: {
    label: "From strangers",
    title: (at: string) => `Somebody wants to tell you something (${at})`,
    warning:
      "A stranger wrote this, without an account. It may be a true warning, or a trap: check it yourself, open no address in it, and tell nobody your passphrase or the hub’s code because of it.",
    iHaveRead: "I have read it",
    read: (count: number) => (count === 1 ? "1 that you have read" : `${count} that you have read`),
    turnedAway: (count: number) =>
      `${count === 1 ? "One more was" : `${count} more were`} sent away, because too many came at once. A true warning may be among them.`,
  },

  trust: {
    title: "Something is not right",
    lead: "The hub shows a list of guardians that does not fit what this browser knows. Nothing was opened and nothing was sent.",
    next: "If nobody at home has started the hub over, somebody may have taken its place. Look at the hub itself before you go on.",
  },
  unsupported: {
    title: "This browser is too old",
    lead: "Pawpost seals messages with keys that this browser cannot make. A current Firefox, Chrome, Edge or Safari can.",
  },
  noStore: {
    title: "This window keeps nothing",
    lead: "Pawpost keeps a key of this device in the browser. Private windows of some browsers do not allow that: open the page in a usual one.",
  },
  notSecure: {
    title: "This address is not protected",
    lead: "Your phone lends its microphone and its keys to protected pages only. Open the page by the address that the hub printed.",
  },

  errors: {
    details: "Copy details",
    copied: "Copied",
    close: "Close",
    wrongPassphrase: {
      title: "That passphrase does not open it.",
      next: "Try again; capital letters count.",
    },
    notProven: {
      title: "These are not the keys of whoever has your link.",
      next: "Let nobody in by it. Take the invitation back, call the person, and make a new link.",
    },
    otherHub: {
      title: "The link is for another hub.",
      next: "Make one on a page of this hub.",
    },
    stayHere: {
      title: "The key in this browser cannot leave it.",
      next: "Ask a guardian for a new link, and open it where you want to go on. Nothing that you sent is lost.",
    },
    otherSheet: {
      title: "That is a whole sheet, but none of yours.",
      next: "Compare its name and date. A sheet that was removed opens nothing any more.",
    },
    unreachable: {
      title: "The hub does not answer.",
      next: "Is it switched on? We keep what you have; try again in a moment.",
    },
    unknown: {
      title: "Something went wrong here.",
      next: "Try again. If it happens twice, reload the page.",
    },
    sealed: {
      title: "This recording does not open.",
      next: "It may be damaged on the hub. Its other copies are not touched.",
    },
  },
  live: {
    delivered: (percent: number) => `Delivered ${percent} percent`,
    answer: (child: string) => `${child} recorded something`,
    on_toy: "The message is on the toy. Its heart is blinking",
    on_toy_unconfirmed: "The message is on the toy",
    played: "The message was heard",
    failed: "A message could not be delivered",
  },
  kept: {
    open: "What is kept",
    title: "What is kept",
    lead: "The hub keeps messages for as long as you say, and then erases them by itself.",
    much: (messages: number, bytes: number, starred: number) =>
      `${count(messages, "message")}, ${size(bytes)}${starred > 0 ? `, ${starred} with a star` : ""}`,
    keepFor: "Keep for",
    days: (days: number | null) => (days === null ? "For ever" : days === 365 ? "A year" : `${days} days`),
    meansThat: "Older ones are erased within the hour. A star keeps one longer; so does waiting for a toy.",
    forEverMeans:
      "For ever means: until somebody erases it by hand. Should your keys fall into wrong hands in ten years, all of it is still there.",
    chosen: (child: string, time: string) => `${child}: ${time}`,
    more: "More",
    moreAbout: (name: string) => `More about: ${name}`,
    less: "Close",
    star: "Keep it",
    unstar: "Do not keep it longer",
    starred: "With a star: kept until you erase it",
    forEver: "Kept until you erase it",
    until: (day: string) => `Kept until ${day}, then erased`,
    erase: "Erase\u00a0…",
    sure: "Erase this message?",
    what: "It is gone from the hub for good, for everybody. You have ten seconds to think better of it. What a toy was given, it keeps until the next message takes its place.",
    eraseNow: "Erase",
    erasing: "Erasing …",
    inTenSeconds: "Erased in ten seconds",
    undo: "Keep it after all",
    eraseChild: (child: string) => `Erase everything of ${child}\u00a0…`,
    sureChild: (child: string) => `Erase everything of ${child}?`,
    whatChild: (child: string, messages: number, toys: readonly string[]) =>
      `${child}’s name and ${count(messages, "message")}, those with a star too, are gone for good, for everybody. This cannot be undone.${toys.length === 0 ? "" : ` ${listNames(toys)} ${toys.length === 1 ? "is" : "are"} free then: still the family’s, for another child. What a toy was given can be heard until the next message takes its place.`}`,
    typeName: "To be sure, type the name",
    people: "What somebody sent",
    peopleLead: "To end somebody’s way in, go to the people; what they sent stays until it is erased here.",
    erasePerson: (name: string) => `Erase what ${name} sent\u00a0…`,
    surePerson: (name: string) => `Erase everything that ${name} sent?`,
    whatPerson:
      "All of it, with a star too, is gone for good, for everybody. This cannot be undone. A toy keeps what it was given until the next message takes its place.",
    /** Of a family that was, before the hub started anew. */
    before: (name: string) => `${name}, from before`,
    childErased: "It is being erased",
    receipts: "What was erased",
    showReceipt: "Receipt",
    showReceiptOf: (number: number) => `Receipt ${number}`,
    progress: (left: number) => `${count(left, "message")} left to overwrite.`,
    doneAt: (at: string) => `Done ${at}.`,
    erased: {
      message: () => "One message.",
      "keep-time": (messages: number) => `${count(messages, "message")} whose time was over.`,
      child: (messages: number) => `A child, with ${count(messages, "message")}.`,
      person: (messages: number) => `${count(messages, "message")} of one person.`,
    },
    receiptTitle: (number: number) => `Pawpost: receipt ${number} for an erasing`,
    size: (bytes: number) => `Sealed recordings: ${size(bytes)}.`,
    askedAt: (day: string, isByGuardian: boolean) =>
      isByGuardian ? `A guardian wanted it on ${day}.` : `Its time was over on ${day}.`,
    overwritten: (day: string) => `The hub’s files were overwritten and removed by ${day}.`,
    noBackups: "No backup holds a copy: this hub makes none.",
    backups: (day: string) => `A backup may hold a copy until ${day}.`,
    notOnToys: "No toy was given any of it.",
    onToys: (messages: number) =>
      `A toy may still hold up to ${count(messages, "message")}, until the next takes its place. No hub can erase that.`,
    print: "Print",
    copy: "Copy",
    copied: "Copied",
  },
  everything: {
    title: "Everything",
    lead: "Before the hub leaves the house, or to begin anew.",
    open: "Erase everything\u00a0…",
    sure: "Erase everything?",
    what: "All messages, all names, all keys, for everybody, at once and for good. The hub begins anew, and shows a new code on its own console only. Nothing can be taken back.",
    typeName: (name: string) => `To be sure, type your own name (${name})`,
    submit: "Erase everything",
    doneTitle: "Everything is erased",
    doneLead: "The hub begins anew. It shows a new code on its own console.",
    left: [
      "The keys went first; the files are being overwritten.",
      "A toy keeps what it was given until the next message takes its place, and still believes the family that was: pawpost ble trust --reset, on the machine, and then its paw, let it be claimed anew.",
      "Recovery sheets on paper open nothing any more. Tear them up.",
      "Phones that were signed in hold nothing but a key to a hub that is gone.",
    ],
  },
  footer: {
    signedInAs: (name: string) => `Signed in as ${name}`,
    signOut: "Sign out",
  },
} as const;
