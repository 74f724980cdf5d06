/** Looking after a toy: how near it is, what lies on it, how loud it speaks, a walk with it. */
import type { Strength } from "../../pictures/signal-strength.ts";
import { messages, number, plural } from "./amounts.ts";

export const STRENGTH_WORDS: Readonly<Record<Strength, string>> = {
  none: "Nothing is heard",
  weak: "Weak signal",
  good: "Good signal",
  strong: "Strong signal",
};

/** "5 minutes", "3 hours": for lengths that nobody counts exactly. */
const long = (minutes: number): string =>
  minutes < 120
    ? plural(minutes, { one: "1 minute", other: (n) => `${n} minutes` })
    : plural(Math.round(minutes / 60), { one: "1 hour", other: (n) => `${n} hours` });

export const toyCareWords = {
  strengths: STRENGTH_WORDS,
  care: {
    signalNow: (words: string, dbm: number | null) => (dbm === null ? words : `${words} (${dbm} dBm)`),
    heldSince: (at: string) => `Connected since ${at}.`,
    seen: (at: string) => `Last heard ${at}.`,
    neverSeen: "Not heard since the hub started.",
    slots: {
      title: "What lies on it",
      names: ["1", "2", "3", "4", "5"],
      recording: (child: string, ago: string) => `1: what ${child} recorded last, ${ago}. The toy keeps it.`,
      recordedOver: (ago: string) =>
        `1: half a second of the room, ${ago}. What the child had said is no longer on it.`,
      noRecording: "1: the child’s own recording. None that the hub knows of.",
      unheard: (who: string, ago: string) => `2: from ${who}, on it since ${ago}. Not heard yet.`,
      unseen: (who: string, ago: string) =>
        `2: from ${who}, on it since ${ago}. Whether it was heard could not be seen.`,
      heard: (who: string, ago: string) =>
        `2: from ${who}, on it since ${ago}. Heard; the blue hand plays it again.`,
      ofLibrary: (ago: string) => `2: something of the library, on it since ${ago}.`,
      noMessage: "2: what the blue hand plays. Nothing that the hub knows of.",
      unsure: (ago: string) =>
        `2: something broke off there, ${ago}. What the blue hand plays now is not known.`,
      unused: "3 to 5: not used. Messages come one at a time, and wait here at the hub.",
      /** Of a toy that holds one thing at a time. */
      only: {
        unheard: (who: string, ago: string) => `From ${who}, on it since ${ago}. Not heard yet.`,
        unseen: (who: string, ago: string) =>
          `From ${who}, on it since ${ago}. Whether it was heard could not be seen.`,
        heard: (who: string, ago: string) =>
          `From ${who}, on it since ${ago}. Heard; its button plays it again.`,
        ofLibrary: (ago: string) => `Something of the library, on it since ${ago}.`,
        noMessage: "Nothing that the hub knows of.",
        unsure: (ago: string) => `Something broke off there, ${ago}. What it plays now is not known.`,
      },
      behind: (place: string, who: string, ago: string) =>
        `${place}: from ${who}, on it since ${ago}. Not heard yet; it comes after those before it.`,
      full: "2 to 5: full (4 of 4).",
      room: (many: number) =>
        plural(many, {
          one: "2 to 5: room for 1 more message.",
          other: (n) => `2 to 5: room for ${n} more messages.`,
        }),
    },
    volume: {
      title: "Volume",
      steps: { quiet: "Quiet", middle: "Middle", loud: "Loud" },
      set: (step: string, toy: string) => `Volume ${step}: ${toy}`,
      now: (percent: number) => `Now ${percent} %.`,
      unknown: "Not known yet: the toy has to be here once.",
      setting: "Setting …",
      done: (toy: string, step: string) => `${toy} speaks from now on: ${step}`,
      onlyHere: "It can be set while the toy is here.",
    },
    limit: {
      title: "Never louder than",
      byDay: "By day",
      atNight: "In quiet hours",
      none: "No limit",
      asByDay: "As by day",
      percent: (percent: number) => `${percent} %`,
      what: "The hub keeps to it, lullabies too, and sets it each time the toy comes into reach. One that somebody else has turned up is turned down, and told.",
      now: (percent: number) => `Just now: at most ${percent} %.`,
      done: (toy: string) => `Chosen how loud ${toy} may be`,
    },
    saving: {
      label: "Save its batteries",
      what: "While nothing happens the hub meets the toy twice a second instead of eighty times. Presses are noticed up to half a second later, and a message begins its way a few seconds later. How much longer batteries last, nobody has measured yet.",
      done: (toy: string) => `Chosen how often ${toy} is met`,
    },
    recordsOver: {
      label: "Record over answers on the toy",
      what: "The toy cannot forget what the child said last. Once an answer is safe at the hub, the hub has the toy record half a second of the room over it, with its heart lit; nobody fetches or hears that. Not in quiet hours, and not while the child plays or records. Each time is an entry in the history.",
      done: (toy: string) => `Chosen what becomes of answers on ${toy}`,
    },
    mailbox: {
      title: "Mailbox of four",
      wish: (toy: string) => `Up to four messages on ${toy}`,
      means:
        "The hub answers its hands: the blue one plays one message after the other, the red one records. The heart blinks as often as messages wait.",
      trial: "On trial: not yet seen on a real toy.",
      risk: "If the toy is carried out of range, both its hands may be dead until it comes back.",
      on: (toy: string) => `${toy} holds up to four messages from now on`,
      off: (toy: string) => `${toy} holds one message at a time again`,
      now: {
        answering: "Its hands are answered by the hub now.",
        weak: "Its hands are its own until the signal is good for a while.",
        night: "Its hands are its own until the quiet hours end.",
        lullaby: "Its hands are its own while it plays.",
        away: "It begins when the toy is here.",
      },
    },
    heart: {
      show: "Blink its heart",
      showing: "It blinks …",
      done: (toy: string) => `The heart of ${toy} has blinked`,
    },
    walk: {
      open: "Walk test",
      title: (toy: string) => `A walk with ${toy}`,
      lead: "Carry the toy to where it will be. The higher the tone, the better it hears the hub. No tone: it hears nothing.",
      waiting: "Listening …",
      left: (seconds: number) =>
        plural(seconds, {
          one: "Ends by itself in 1 second.",
          other: (n) => `Ends by itself in ${n} seconds.`,
        }),
      sound: "Tone",
      stop: "Stop",
      ended: "The walk is over.",
      again: "Walk again",
      range: (best: string, worst: string) => `Best on this walk: ${best}. Worst: ${worst}.`,
    },
    signal: {
      title: "How near it was",
      nothing: "Nothing is known yet. The picture begins now, and grows by a minute each minute.",
      never: (known: number) => `Not heard once in the last ${long(known)}.`,
      always: (known: number) => `Heard all the time, for ${long(known)}.`,
      heard: (heard: number, known: number) => `Heard for ${long(heard)} of the last ${long(known)}.`,
      near: (percent: number) => `In good reach for ${percent} % of that.`,
      gaps: (many: number, longest: number) =>
        plural(many, {
          one: `1 gap, of ${long(longest)}.`,
          other: (n) => `${n} gaps, the longest ${long(longest)}.`,
        }),
      silent: (minutes: number) => `Not heard for ${long(minutes)}.`,
      tries: (there: number, brokeOff: number) =>
        brokeOff === 0
          ? `${messages(there)} brought.`
          : plural(brokeOff, {
              one: `${messages(there)} brought; 1 try broke off.`,
              other: (n) => `${messages(there)} brought; ${n} tries broke off.`,
            }),
      noTries: "No message was carried to it.",
      axis: ["24 hours ago", "12 hours", "now"],
      legend: "Marks below: ▲ a message brought, ✕ a try that broke off.",
      table: "As a table",
      hour: "From",
      heardFor: "Heard",
      strength: "Strength",
      triesIn: "Messages",
      minutes: (many: number) => `${many} min`,
      dbm: (average: number) => `${average} dBm`,
      nothingHeard: "–",
      inTable: (there: number, brokeOff: number) => {
        if (brokeOff === 0) return there === 0 ? "" : `${number(there)} brought`;
        return there === 0
          ? `${number(brokeOff)} broke off`
          : `${number(there)} brought, ${number(brokeOff)} broke off`;
      },
    },
    details: {
      title: "Details",
      link: "Link",
      signal: "Signal",
      room: "Room",
      model: "Kind",
      firmware: "Firmware",
      unknown: "not told",
      id: "Number at this hub",
      noBattery: "Battery",
      noBatteryWhy: "This kind of toy does not tell.",
    },
  },
} as const;
