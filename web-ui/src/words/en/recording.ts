/** From Record to Send: while somebody speaks, what is kept of it, listening before it is sent, and the moment after. */
import type { Platform } from "../../recording/platform.ts";
import { plural } from "./amounts.ts";

/** Where the switch for the microphone is, in the order in which it is found. */
const PLATFORM_WORDS: Readonly<Record<Platform, readonly string[]>> = {
  ios: [
    "Tap the sign at the side of the address, then “Website Settings”, then Microphone: Allow.",
    "Is it still off? In the Settings app of the device: Apps, the browser’s name, Microphone.",
  ],
  "android-firefox": [
    "Tap the sign left of the address, then Microphone: Allowed.",
    "Is it still off? In the phone’s settings: Apps, Firefox, Permissions, Microphone.",
  ],
  android: [
    "Tap the sign left of the address, then Permissions, then switch the microphone on.",
    "Is it still off? In the phone’s settings: Apps, the browser’s name, Permissions, Microphone.",
  ],
  "mac-safari": [
    "In the menu bar: Safari, Settings for This Website, Microphone: Allow.",
    "Is it still off? System Settings, Privacy & Security, Microphone: switch Safari on.",
  ],
  firefox: [
    "Click the microphone sign left of the address, and take away “Blocked”.",
    "Is it still off? The computer’s privacy settings may keep the microphone from the browser.",
  ],
  chromium: [
    "Click the sign left of the address, and switch the microphone on.",
    "Is it still off? The computer’s privacy settings may keep the microphone from the browser.",
  ],
  other: ["Look for the microphone in the browser’s settings for this page, and allow it."],
};

export const recordingWords = {
  recording: {
    starting: "Waiting for the microphone …",
    tip: "Hold the phone a hand away and speak as you would at the bedside.",
    roomTip: "The microphone of the hub, in the room where it stands. Speak close to it.",
    started: "Recording",
    stopped: "Stopped",
    left: (seconds: number) => plural(seconds, { one: "1 second left", other: (n) => `${n} seconds left` }),
    stop: "Stop",
    discard: "Discard",
    tryAgain: "Try again",
    silent: "I can’t hear you. Is something over the microphone?",
    notKept: "This phone has no room: the recording is in memory only. Send it before you close the page.",
    tones: "Tones at start and stop",
    elsewhere: {
      title: "Another window of this browser is recording.",
      next: "Stop it there, then try again here.",
    },
    brokenOff: {
      title: "The recording was broken off.",
      kept: (length: string) => `What you said until then is on this phone: ${length}.`,
      inMemory: (length: string) => `What you said until then is there, in memory only: ${length}.`,
      goOn: "Continue",
      keep: (seconds: number) =>
        plural(seconds, { one: "Keep this second", other: (n) => `Keep these ${n} seconds` }),
    },
  },
  takes: {
    title: "On this phone",
    brokenOff: (child: string, length: string, when: string) =>
      `The recording for ${child} was broken off (${when}). What is kept: ${length}.`,
    notYet: "Not sent yet",
    draft: (child: string, length: string, when: string) => `${length} for ${child}, recorded ${when}.`,
    keptUntil: (day: string) => `Kept until ${day}.`,
    listen: "Listen and send",
    discard: "Discard",
    gone: "Another window of this browser has it open, or it is gone.",
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
    more: "Add a title",
    label: "Title (optional)",
    labelHint: "Sealed with the message: only whom it is open to reads it.",
  },
  when: {
    title: "When",
    now: "Now",
    afterNight: "After the night",
    atOnce: "Even so now",
    wakeUp: "At wake-up",
    bedtime: "At bedtime",
    date: "On a date",
    goesNow: "Goes as soon as the toy is near.",
    goesAfter: (child: string, until: string, isLater: boolean) =>
      `It is night at ${child}’s${isLater ? " then" : ""}. Goes ${until}.`,
    goesAtOnce: (child: string) => `It is night at ${child}’s. Goes all the same.`,
    goes: (at: string) => `Goes ${at}.`,
    dateOf: (child: string) => `Date and time at ${child}’s`,
    badDate: "Please choose a time within the next seven days. Until then the one before counts.",
  },
  trim: {
    begins: "Begins at",
    ends: "Ends at",
    cutStart: "Cut start",
    cutEnd: "Cut end",
    undo: "Undo cut",
    left: (length: string) => `What is left: ${length}.`,
  },
  undo: {
    goesIn: (seconds: number) =>
      plural(seconds, { one: "Goes in 1 second", other: (n) => `Goes in ${n} seconds` }),
    undo: "Undo",
    said: "Sent. For ten seconds it can be undone.",
    undone: "Not sent. It is here again.",
  },
  otherWays: {
    record: "Record with the phone’s own recorder",
    room: "Record with the hub’s microphone",
    roomHint: "It hears the room where the hub stands. Every guardian is told, each time.",
    platforms: PLATFORM_WORDS,
  },
} as const;
