/** What there is to know, the history, and whether either can be believed. */
import type { AlertClass } from "../../../../hub/contract/alerts.ts";
import type { SignatureError } from "../../../../hub/contract/errors.ts";
import type { GapTrace } from "../../../../hub/contract/gap-traces.ts";
import type { LedgerKind } from "../../../../hub/contract/ledger.ts";
import type { SlotView } from "../../../../hub/contract/slots.ts";
import { plural } from "./amounts.ts";

/** The device that reads, or another of the same person. */
export type HistoryPlace = "here" | "elsewhere";

/** What a line of the history may need to know. */
export interface HistoryFacts {
  /** "You", a name; `undefined` where it was nobody of the family. */
  readonly who: string | undefined;
  /** Who did it reads it: verbs of many languages want to know. */
  readonly isYou: boolean;
  /** Whose, where somebody did something to another: "your", "Papa’s". */
  readonly whose: string;
  readonly isYours: boolean;
  /** Whom it is about: a name, "somebody", or "You". */
  readonly whom: string;
  readonly isToYou: boolean;
  /** "a message", "Little Owl’s answer". */
  readonly what: string;
  /** On which device of the reader's; `undefined` where it was nobody's of theirs. */
  readonly place: HistoryPlace | undefined;
  /** By what somebody came in; `undefined` where it is not known. */
  readonly way: SlotView["kind"] | undefined;
  readonly isThisDevice: boolean;
  readonly toy: string;
  /** Where an entry says how many. */
  readonly count: number;
}

/** Where it was done, behind what was done. */
const on = (place: HistoryPlace | undefined): string =>
  place === undefined ? "" : place === "here" ? " on this device" : " on another device";

const WAYS: Readonly<Record<SlotView["kind"], string>> = {
  passphrase: " with the passphrase",
  passkey: " with a passkey",
  "recovery-sheet": " with a recovery sheet",
};
const by = (way: SlotView["kind"] | undefined): string => (way === undefined ? "" : WAYS[way]);

/** One line of the history for each kind of entry. */
export const HISTORY_WORDS: Readonly<Record<LedgerKind, (facts: HistoryFacts) => string>> = {
  claimed: ({ who }) => `${who} became the first guardian`,
  "signed-in": ({ who, way, place }) => `${who} signed in${by(way)}${on(place)}`,
  "new-device": ({ who, way, isThisDevice }) =>
    `${who} signed in${by(way)} on a new device${isThisDevice ? ", this one" : ""}`,
  "sign-in-failed": ({ who, whose }) =>
    who === undefined
      ? "Somebody tried to sign in with a name that nobody has"
      : `Somebody tried to sign in with ${whose} name, and failed`,
  "stepped-up": ({ who, place }) => `${who} unlocked what cannot be undone, for five minutes${on(place)}`,
  "step-up-failed": ({ who, place }) => `${who} failed to unlock what cannot be undone${on(place)}`,
  "signed-out": ({ who, place }) => `${who} signed out${on(place)}`,
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
  "clip-handed-out": ({ who, what, place }) => `${who} listened to ${what}${on(place)}`,
  "recording-let-in": ({ who, place }) => `${who} let in what was recorded while nobody watched${on(place)}`,
  "answer-shared": ({ who, what }) => `${who} was given ${what}`,
  "answer-unshared": ({ who, what }) => `${who} has ${what} no more`,
  "share-handed-out": ({ who, what, place }) => `${who} listened to ${what}${on(place)}`,
  "clip-to-toy": ({ what }) => `The hub gave the toy ${what}`,
  "clip-erased": ({ who, what }) => (who === undefined ? `The hub erased ${what}` : `${who} erased ${what}`),
  "library-added": ({ who }) =>
    who === undefined
      ? "Something came into the library with the hub"
      : `${who} added something to the library`,
  "library-renamed": ({ who }) => `${who} renamed something in the library`,
  "library-removed": ({ who }) => `${who ?? "The hub"} removed something from the library`,
  "library-handed-out": ({ who, place }) => `${who} listened to something of the library${on(place)}`,
  "library-stamped": ({ who }) => `${who} chose something of the library for a toy`,
  "loop-started": ({ who, toy }) => `${who} let ${toy} play, again and again`,
  "loop-stopped": ({ who, toy }) => `${who} stopped what ${toy} played`,
  "report-taken-in": () => "A stranger told the household something",
  "report-read": ({ who }) => `${who} read what a stranger wrote`,
  "toy-claimed": ({ toy }) => `${toy} joined the family`,
  "hand-over-made": ({ who }) => `${who} made a code to go on in another place`,
  "own-keys-opened": ({ who, place }) =>
    `${who} opened their own keys${on(place)}, to keep them or to carry them on`,
  "toy-lent": ({ who, toy }) => `${who} gave ${toy} to another child`,
  "toy-moved": ({ toy }) => `${toy} came nearer to another room’s machine, which holds it from now on`,
  "toy-care-chosen": ({ who, toy }) => `${who} chose how ${toy} is looked after`,
  "toy-recorded-over": ({ toy }) => `${toy} recorded half a second of the room, over what its child had said`,
  "toy-removed": ({ who, toy }) => `${who} removed ${toy} from the family`,
  "toy-emptied": ({ toy }) => `${toy}, no longer the family’s, was emptied of what had been given to it`,
  "toy-freed": ({ toy }) => `${toy} is free, as its child was erased`,
  "roster-grew": ({ who }) => `${who} changed the list of who counts`,
  invited: ({ who, whom }) => `${who} invited ${whom}`,
  "invitation-withdrawn": ({ who, whom }) => `${who} took back the invitation for ${whom}`,
  "invitation-opened": ({ whom }) => `The invitation for ${whom} was opened, and waits for a guardian`,
  "person-joined": ({ who, whom }) => `${who} let ${whom} into the family`,
  "rights-changed": ({ who, whom }) => `${who} changed what ${whom} may do`,
  "person-removed": ({ who, whom }) => `${who} took ${whom} out of the family`,
  "child-named": ({ who }) => `${who} named a child`,
  "phone-changed": ({ who }) => `${who} changed the phone number to ring for help`,
  "times-changed": ({ who }) => `${who} changed a child’s quiet hours, wake-up or bedtime`,
  "guardian-suspended": ({ who, whom }) => `${who} suspended ${whom}`,
  "guardian-reinstated": ({ who, whom }) => `${who} lifted the suspension of ${whom}`,
  "guardian-removed": ({ who, whom }) => `${who} took ${whom} out of the family, as a guardian`,
  "anew-asked": () => "Somebody at the hub’s machine asked for a code to start anew",
  "started-anew": ({ who }) =>
    `The hub started anew: nobody of the family could get in any more. ${who} became the first guardian`,
  "former-opened": ({ who, place }) =>
    `${who} opened the recordings of before the hub started anew, with an old way in${on(place)}`,
  panic: ({ who }) => `${who} signed everybody else out, and ended every invitation`,
  "vault-changed": ({ who }) => `${who} changed the lock`,
  "resealing-began": ({ who, place, count }) =>
    plural(count, {
      one: `${who} began to seal 1 older recording with the new key${on(place)}`,
      other: (n) => `${who} began to seal ${n} older recordings with the new key${on(place)}`,
    }),
  "room-listened": ({ who, place }) => `${who} recorded with the hub’s own microphone${on(place)}`,
  "keepsake-began": ({ who, place, count }) =>
    plural(count, {
      one: `${who} took 1 recording out for a keepsake${on(place)}`,
      other: (n) => `${who} took ${n} recordings out for a keepsake${on(place)}`,
    }),
  "resealing-ended": () => "All older recordings are sealed with the new key",
  "alert-acknowledged": ({ who }) => `${who} noted what there was to know`,
  "push-on": ({ who, place }) => `${who} turned on being told while the page is closed${on(place)}`,
  "push-off": ({ who, place }) => `${who} turned off being told while the page is closed${on(place)}`,
  "room-invited": ({ who }) =>
    who === undefined
      ? "At the hub’s machine, a code was made for another room to join by"
      : `${who} made a code for another room to join by`,
  "room-joined": () => "A machine in another room joined",
  "room-renamed": () => "A room was given another name",
  "room-removed": () => "A room was taken off the hub",
  "relay-joined": () => "At the hub’s machine, the hub was joined to a relay",
  "relay-left": () => "At the hub’s machine, the hub was taken off its relay",
  "smart-home-joined": () => "At the hub’s machine, a smart home was let in: it hears how toys are",
  "smart-home-left": () => "At the hub’s machine, a smart home was taken off",
  "relay-doubtful": () => "Somebody else answered where the relay should be",
  "hub-stopped": () => "The hub came back after it had been cut off",
  "index-rebuilt": () => "The hub lost its index, and made it anew",
  "clock-jumped": () => "The hub’s clock was set",
  "certificate-failing": () => "The hub got no new certificate",
  "certificate-foreign": () => "A certificate for the hub’s name turned up that the hub did not order",
  "backup-failing": () => "There was no backup for a day",
  "backup-doubtful": () => "The backups were not as the hub had left them",
  "backup-restored": () => "The hub went on from a backup",
  "backup-opened": ({ who }) => `${who} tried whether the backup opens, and it does`,
  "backup-taken": ({ who }) => `${who} took a copy of the backup to a device`,
  "keeper-joined": ({ who }) =>
    who === undefined
      ? "At the hub’s machine, another hub was chosen to keep backups"
      : `${who} chose another hub to keep backups`,
  "keeper-left": ({ who }) =>
    who === undefined
      ? "At the hub’s machine, no more backups were to go to the other hub"
      : `${who} wanted no more backups to go to the other hub`,
  "keeping-invited": ({ who }) =>
    who === undefined
      ? "At the hub’s machine, a code was made for another hub’s backups to be kept here"
      : `${who} made a code for another hub’s backups to be kept here`,
  "keeping-began": () => "Backups of another hub are kept here",
  "keeping-offered": ({ who }) =>
    who === undefined
      ? "At the hub’s machine, a code was made to fetch another hub’s backups"
      : `${who} made a code to fetch another hub’s backups`,
  "keeping-removed": () => "Backups of another hub were removed here",
  "backup-unopened": () => "Nobody had tried for three months whether the backup opens",
  "advisory-heard": () => "Those who make Pawpost told of a weakness that this hub has",
  "advisories-rewritten": () => "What was told of weaknesses before was left out, or said otherwise",
  "advisories-doubtful": () => "What came as news of weaknesses was not believed",
  "project-silent": () => "There was no word any more from those who make Pawpost",
  "drill-asked": ({ who, place }) =>
    who === undefined
      ? "Somebody at the hub’s machine wanted the drill"
      : `${who} wanted the drill${on(place)}`,
  "drill-held": () => "The drill found nothing broken",
  "drill-broken": ({ count }) =>
    plural(count, {
      one: "The drill found one step broken, and told every guardian",
      other: (n) => `The drill found ${n} steps broken, and told every guardian`,
    }),
  "drill-still-broken": ({ count }) =>
    plural(count, {
      one: "The drill found one step still broken",
      other: (n) => `The drill found ${n} steps still broken`,
    }),
  "house-check-failing": () => "Looking at the house, the hub found something wrong",
  "version-changed": () => "Another version of Pawpost ran from then on",
  "update-turned-back": () => "A newer version of Pawpost did not start well, and the one before ran again",
  "update-wanted": ({ who }) => `${who} had a newer version of Pawpost brought in`,
  "update-taken-back": ({ who }) => `${who} did not want the newer version of Pawpost after all`,
  "updates-on": ({ who }) => `${who} had newer versions of Pawpost come in by themselves`,
  "updates-off": ({ who }) => `${who} had newer versions of Pawpost wait until somebody says so`,
  "disk-full": () => "The hub’s disk was full",
  "toy-away": ({ toy }) => `Post had waited for ${toy} for a day, out of reach`,
  "toy-volume-strange": ({ toy }) => `${toy} spoke at another volume than it was left at`,
  "toy-strange": ({ toy }) => `Somebody else had been connected to ${toy}`,
  "toy-renamed": ({ toy }) => `Something that looks like ${toy} came with another identifier`,
  "toy-recorded-unseen": ({ toy }) => `Something was recorded on ${toy} while the hub was not with it`,
  "toy-perhaps-strange": ({ toy }) => `${toy} fell silent for a while, close by`,
  "toy-misbehaved": ({ toy }) => `${toy} answered as no such toy should`,
  "history-broken": () => "The hub found that its history does not hold together",
  "history-doubted": ({ who, place }) => `A browser of ${who} remembers another history${on(place)}`,
};

/** What an alert may need to know. */
export interface AlertFacts {
  /** Who did it last: "You", a name, "Somebody". */
  readonly who: string;
  readonly isYou: boolean;
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
      plural(times, {
        one: `${who} signed in on a new device`,
        other: (n) => `${n} sign-ins on new devices`,
      }),
    worry: "If that was meant to be, all is well.",
    next: "If not: sign that device out under Devices, and set a new passphrase. A relative’s is out with a new link, under People.",
  },
  "way-in-changed": {
    title: ({ who, times }) =>
      plural(times, {
        one: `${who} changed a way to get in`,
        other: (n) => `Ways to get in were changed, ${n} times`,
      }),
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
      plural(times, { one: `${who} signed out a device`, other: (n) => `${n} devices were signed out` }),
    worry: "It can neither listen nor send any more.",
    next: "If it was yours and you still have it: ask why, then sign in there again.",
  },
  "family-changed": {
    title: ({ who, times }) =>
      plural(times, {
        one: `${who} changed who belongs to the family`,
        other: (n) => `Who belongs to the family was changed, ${n} times`,
      }),
    worry: "People joined, left, were invited, or may do something else than before.",
    next: "Look at People. If you do not know somebody there: ask the one who did it.",
  },
  "failed-sign-ins": {
    title: ({ times }) =>
      plural(times, {
        one: "Somebody tried to get in and failed",
        other: (n) => `Somebody tried to get in and failed, ${n} times`,
      }),
    worry: "Mostly it is a forgotten passphrase. Each try has to wait longer than the one before.",
    next: "Ask at home who it was. If it was nobody: your passphrase held; tell nobody what it is.",
  },
  "bulk-listening": {
    title: ({ who, times }) =>
      plural(times, {
        one: `${who} opened a recording`,
        other: (n) => `${who} opened ${n} recordings in a row`,
      }),
    worry: "Somebody listening to old messages does that, and so does somebody who copies them.",
    next: "Ask. If nobody was it: sign that device out under Devices.",
  },
  resealing: {
    title: ({ who }) => `${who} began to seal older recordings with a new key`,
    worry: "For that, the device opens every one of them. It follows when the lock was changed.",
    next: "Ask, if nobody spoke of it. If nobody was it: sign that device out under Devices, and change the lock again.",
  },
  "room-listened": {
    title: ({ who, times }) =>
      plural(times, {
        one: `${who} recorded with the hub’s own microphone`,
        other: (n) => `The hub’s own microphone was used ${n} times; last by ${who}`,
      }),
    worry: "It hears the room where the hub stands, for 40 seconds at most each time.",
    next: "Ask, if nobody spoke of it. If nobody was it: sign that device out under Devices, and unplug the microphone.",
  },
  "keepsake-made": {
    title: ({ who, times }) =>
      plural(times, {
        one: `${who} made a keepsake`,
        other: (n) => `Keepsakes were made, ${n} times; last by ${who}`,
      }),
    worry: "It is a folder of recordings that anybody who has it can hear. The history says how many.",
    next: "Ask, if nobody spoke of it. If nobody was it: sign that device out under Devices, and change the lock.",
  },
  "guardian-suspended": {
    title: ({ who, times }) =>
      plural(times, {
        one: `${who} suspended a guardian, or lifted it`,
        other: (n) => `Guardians were suspended or back, ${n} times`,
      }),
    worry:
      "Who is suspended can listen and send, and change nothing. After a day, or from the hub itself, another guardian can remove them.",
    next: "See under People who it is. Any other guardian can lift it.",
  },
  "guardian-removed": {
    title: ({ who, times }) =>
      plural(times, { one: `${who} removed a guardian`, other: (n) => `${n} guardians were removed` }),
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
      plural(times, { one: `${who} changed the lock`, other: (n) => `The lock was changed ${n} times` }),
    worry: "From then on, recordings open with a new key, which every guardian has.",
    next: "Nothing to do. A device that does not open a recording asks for the passphrase once.",
  },
  "history-broken": {
    title: () => "The hub’s history does not hold together",
    worry:
      "Somebody changed what was written, or a disk is failing. Who listened before may not be told truly.",
    next: "Look at Safety on each of your devices. Keep a copy of the hub’s data folder before anything else is done to it.",
  },
  "smart-home-changed": {
    title: ({ times }) =>
      plural(times, {
        one: "A smart home was let in, or taken off",
        other: (n) => `Smart homes were let in or taken off ${n} times`,
      }),
    worry:
      "It hears whether toys are in reach and how many messages wait. It never hears a recording or a name.",
    next: "Only somebody at the hub’s machine can do this. If nobody at home did, take it off there: pawpost mqtt remove",
  },
  "rooms-changed": {
    title: ({ times }) =>
      plural(times, {
        one: "A room joined the hub, or was taken off it",
        other: (n) => `Rooms joined the hub, or were taken off it, ${n} times`,
      }),
    worry:
      "A machine that joined brings messages to the toys that it was given by their paws, and hears what they answer.",
    next: "It takes a code that a guardian made, in the page or at the hub’s machine. If it was none of you, remove it: Settings, Rooms.",
  },
  "relay-changed": {
    title: ({ times }) =>
      plural(times, {
        one: "The hub was joined to a relay, or taken off it",
        other: (n) => `The hub was joined to a relay, or taken off it, ${n} times`,
      }),
    worry:
      "Joined, devices that were given an address of their own reach the hub from anywhere. The relay hears nothing of what they say.",
    next: "Only somebody at the hub’s machine can do this. If nobody at home did, look at the machine.",
  },
  "relay-doubtful": {
    title: () => "Somebody else answers where the relay should be",
    worry: "The hub did not go there. At home everything works; from elsewhere nobody gets in.",
    next: "Ask whoever runs the relay. If they have a new key, the hub has to leave and join again.",
  },
  "hub-reset": {
    title: () => "The hub lost its index, and made it anew",
    worry: "Recordings, people and toys are all there. Its history begins anew.",
    next: "If nobody at home moved its files: see who was at the hub.",
  },
  "hub-stopped": {
    title: ({ times }) =>
      plural(times, {
        one: "The hub was cut off, and came back",
        other: (n) => `The hub was cut off ${n} times, and came back`,
      }),
    worry: "A power cut or a pulled plug does that. Nothing that it had taken in is lost.",
    next: "If the power was on: see who was at the hub.",
  },
  "clock-jumped": {
    title: () => "The hub’s clock was set",
    worry: "Nothing is erased and nobody is locked out by that. Times may be wrong for a while.",
    next: "If a new entry in the history has a wrong time, set the hub’s clock.",
  },
  "certificate-failing": {
    title: () => "The hub gets no new certificate",
    worry:
      "At home nothing changes. Away from home phones open the hub by it: once it has run out they refuse, and everything that is there stays safe.",
    next: "See whether the hub is on the Internet and its clock is right; it goes on trying by itself. If this stays for days, ask whoever runs the relay.",
  },
  "certificate-foreign": {
    title: () => "Somebody else has a certificate for the hub’s name",
    worry:
      "Public logs show one that the hub did not order. Whoever has it may pass for the hub to a phone that opens it by that name, and see and hear what is opened there.",
    next: "Until it is explained, open the hub only on its own machine or by its home name. Ask whoever runs the relay; at the hub’s machine “pawpost link status” names the certificate. If the hub’s data came from a copy, or its index was lost, it can be its own from before.",
  },
  "backup-failing": {
    title: () => "There was no backup for a day",
    worry: "Everything is on the hub. If it broke today, the last days would be lost.",
    next: "See that the stick or disk for backups is plugged in and has room. The hub goes on by itself.",
  },
  "backup-doubtful": {
    title: () => "The backups are not as the hub left them",
    worry:
      "Somebody put an older copy there or changed something, or the disk is failing. Nothing on the hub changed.",
    next: "See who was at the stick or disk. At the hub: pawpost backup verify",
  },
  "backup-restored": {
    title: () => "The hub went on from a backup",
    worry: "What came after that backup is not here. Whoever was removed since then may be back.",
    next: "Look through Family and Devices now, and remove who no longer belongs.",
  },
  "backup-taken": {
    title: ({ who, isYou }) =>
      isYou ? "You took a copy of the backup to a device" : `${who} took a copy of the backup to a device`,
    worry:
      "It is sealed as on the hub; a guardian’s passphrase or recovery sheet opens it. If that was meant to be, all is well.",
    next: "If not: sign that device out under Devices, and choose another passphrase under Ways in.",
  },
  "keepers-changed": {
    title: ({ times }) =>
      plural(times, {
        one: "Where backups are kept has changed, at this hub or for another",
        other: (n) => `Where backups are kept has changed ${n} times, at this hub or for another`,
      }),
    worry:
      "Another hub keeps this one’s backups or does no more, or this one keeps another’s. All of it is sealed.",
    next: "Look under Safety, “A second hub”. If it was none of you, change it back there.",
  },
  "backup-unopened": {
    title: () => "Nobody has tried for three months whether the backup opens",
    worry: "Nothing is wrong. But a passphrase that nobody remembers is found out too late.",
    next: "Under Safety, “Does the backup open?”: it takes a minute.",
  },
  advisory: {
    title: ({ times }) =>
      plural(times, {
        one: "Pawpost has a weakness, and this hub has it",
        other: (n) => `Pawpost has ${n} weaknesses that this hub has`,
      }),
    worry: "Those who make Pawpost say so, in these words:",
    next: "Nothing is changed by itself. Show it to whoever looks after the hub.",
  },
  "advisories-doubtful": {
    title: () => "News of weaknesses came that is not to be believed",
    worry:
      "It was not signed as it has to be, was an old one, or left out what was told before. Somebody may want to hide a weakness. The hub holds to what it knew.",
    next: "Ask those who make Pawpost, by another way. Below, under “Weaknesses in Pawpost”, stands what came last.",
  },
  "project-silent": {
    title: () => "There is no word any more from those who make Pawpost",
    worry:
      "Everything here goes on working. But nobody would tell you of a weakness that is found, and perhaps nobody mends it.",
    next: "See whether the hub is on the Internet, and whether those who make Pawpost have moved or given up. If they have: keep the hub to the house.",
  },
  "drill-broken": {
    title: () => "The drill found something broken",
    worry:
      "The hub tried on itself what was done to the toys’ maker, and something of it would work here. That somebody did it is not said.",
    next: "Below, under “The drill”, stands what it is and what to do.",
  },
  "house-check": {
    title: () => "Something about the hub’s machine is not as it should be",
    worry:
      "The hub looks at the house each day: at its files, its doors and its firewall. What it found is below, under House check.",
    next: "On the hub’s machine, the command “pawpost doctor” says what to do. If nobody at home changed anything there, somebody else may have.",
  },
  updated: {
    title: () => "Another version of Pawpost runs now",
    worry: "Everything that is kept is still there.",
    next: "If nobody of you wanted it, ask whoever looks after the hub. Settings, “Newer versions”, says what runs.",
  },
  "update-turned-back": {
    title: () => "A newer version of Pawpost did not start well",
    worry: "The one before runs again, with everything that is kept. It is not tried again by itself.",
    next: "Nothing has to be done. Show it to whoever looks after the hub.",
  },
  "disk-full": {
    title: () => "The hub’s disk is full",
    worry: "Nothing that it has is lost, and listening works. It takes no new recording in.",
    next: "Free some space on the hub.",
  },
  "toy-away": {
    title: ({ toy }) => `Post has waited for ${toy} for a day`,
    worry:
      "Nothing is lost: it goes by itself when the toy is near the hub and switched on. Mostly it is the batteries.",
    next: "Put in new batteries and switch the toy off and on. Under Toys, the walk test shows from where it hears the hub.",
  },
  "toy-volume-strange": {
    title: ({ toy }) => `Somebody else set how loud ${toy} speaks`,
    worry:
      "It does not do that by itself, nor by being switched off. Somebody near it was connected to it while the hub was not, and could have listened, or put a sound on it.",
    next: "Look at what lies on it and set its volume anew, under Toys. Where strangers are near, switch it off.",
  },
  "toy-strange": {
    title: ({ toy }) => `Somebody else was connected to ${toy}`,
    worry:
      "It is not as the hub left it, and neither the child nor new batteries do that. Whoever is within some ten metres can connect to a toy that the hub does not hold. They could have listened with it, too.",
    next: "Look who was near at that time. Play what lies on it yourself before the child does, or send it a new message, which takes its place. Where strangers are near, switch it off.",
  },
  "toy-renamed": {
    title: ({ toy }) => `Something looks like ${toy}, and is not as ${toy} was`,
    worry:
      "It has the address of the toy and another identifier: somebody wrote a new one into the toy, or it is something else that pretends to be it. The hub does not hold it and brings it nothing.",
    next: "If the toy is in your hands and does not answer any more: remove it under Toys, and add it again by its paw. Until then keep it switched off where strangers are near.",
  },
  "toy-recorded-unseen": {
    title: ({ toy }) => `A recording was made on ${toy} while the hub was not with it`,
    worry:
      "Mostly it is the child, who carries the toy about and tells it something. The hub cannot see who pressed, so the recording is kept apart: nobody but guardians can hear it.",
    next: "Listen to it, and let it in with the others if it is the child’s. If it is not, erase it, and keep the toy switched off where strangers are near.",
  },
  "toy-perhaps-strange": {
    title: ({ toy }) => `That somebody else was connected to ${toy} cannot be ruled out`,
    worry:
      "It was close by, free, and fell silent for some seconds, as a toy does while somebody is connected to it. Nothing on it is changed. A metal box or a bad moment of the radio can look the same.",
    next: "Nothing has to be done. If it comes again and again at one place or time, keep the toy switched off there.",
  },
  "toy-misbehaved": {
    title: ({ toy }) => `${toy} answered as no such toy should`,
    worry: "Weak batteries can do that, and so can something that only looks like the toy.",
    next: "Put in new batteries. If it happens again, keep the toy switched off and look for what is near it.",
  },
};

/** Why a ledger is not believed. */
export const LEDGER_TROUBLE_WORDS: Readonly<Record<string, string>> = {
  "ledger.cut": "It is shorter than it was: entries that this browser saw are gone.",
  "ledger.rewritten": "Entries that this browser saw are not what they were.",
  "ledger.other-key": "The hub signs it with another key than before.",
  "ledger.wrong-hub": "It is another hub’s.",
  "ledger.malformed": "It cannot be read.",
} satisfies Partial<Record<SignatureError["code"], string>>;

/** What was found on a toy after a time in which nobody held it. */
export const TRACE_WORDS: Readonly<Record<GapTrace, string>> = {
  volume: "It speaks at another volume.",
  sound: "Another sound lies on it.",
  "game-mode": "Its paws were set to only report.",
  loop: "It was playing in a loop.",
  firmware: "Its inner program is another one.",
  identifier: "It has another identifier.",
  key: "It had a key set against new messages. It has its own again.",
  recording: "It holds a new recording.",
  "long-recording": "It holds a recording longer than its paw can make one.",
  silence: "It fell silent, close by.",
};

export const safetyWords = {
  traces: TRACE_WORDS,
  gaps: {
    label: (toy: string) => `What was found on ${toy}`,
    /** Both are moments, "yesterday, 18:05". */
    alone: (from: string, until: string) => `Nobody here held it from ${from} to ${until}.`,
    aloneUntil: (until: string) => `Found ${until}. Since when nobody here held it is not known.`,
    restarted: "It was switched off and on, or restarted, in that time.",
    notRestarted: "It was not switched off in that time.",
    neverHeard: "It was not heard in that time, before it came back.",
    /** `weakest` and `strongest` are in dBm. */
    heard: (times: number, weakest: number, strongest: number) =>
      plural(times, {
        one: `It was heard once, at ${strongest} dBm.`,
        other: (n) => `It was heard ${n} times, at ${weakest} to ${strongest} dBm.`,
      }),
    longestSilence: (seconds: number) =>
      plural(seconds, {
        one: "The longest silence: 1 second.",
        other: (n) => `The longest silence: ${n} seconds.`,
      }),
    trace: "How it was heard",
    when: "After",
    howLoud: "Strength",
    dbm: (level: number) => `${level} dBm`,
  },
  historyLines: HISTORY_WORDS,
  alertClasses: ALERT_WORDS,
  ledgerTrouble: LEDGER_TROUBLE_WORDS,
  alerts: {
    label: "Things to know",
    nothing: "Nothing new that you should know.",
    look: "Look",
    seen: "I have seen it",
    seenOf: (title: string) => `I have seen it: ${title}`,
    span: (first: string, last: string) => `${first} to ${last}`,
    somebody: "Somebody",
    more: (count: number) => plural(count, { one: "and one more", other: (n) => `and ${n} more` }),
  },
  safety: {
    open: "Safety",
    title: "Safety",
    lead: "Who listened to what, who came in, and what you should know. What is written here nobody can change unseen, not even the hub.",
    checking: "Checking the whole history …",
    sound: (entries: number, since: string) =>
      plural(entries, {
        one: `Checked by this browser: the one entry since ${since}. Nothing was changed or taken out.`,
        other: (n) =>
          `Checked by this browser: all ${n} entries since ${since}. Nothing was changed or taken out.`,
      }),
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
    /** Whose device checked it, and which of the reader's own. */
    witness: (who: string, place: HistoryPlace | undefined) => `${who}${on(place)}`,
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
    times: (text: string, count: number) =>
      plural(count, { one: text, other: (n) => `${text} (${n} times)` }),
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
    read: (count: number) =>
      plural(count, { one: "1 that you have read", other: (n) => `${n} that you have read` }),
    turnedAway: (count: number) =>
      plural(count, {
        one: "One more was sent away, because too many came at once. A true warning may be among them.",
        other: (n) =>
          `${n} more were sent away, because too many came at once. A true warning may be among them.`,
      }),
  },
} as const;
