/** Pictures of messages, and what each says to who does not see it. */

import type { RibbonSign } from "../../pictures/day-ribbon.ts";
import type { Leg } from "../../pictures/delivery-times.ts";
import type { ChainMark, ChainPlace } from "../../pictures/message-chain.ts";
import type { RingFacts, RingPlace } from "../../pictures/safety-ring.ts";
import { listAll, messages, number, plural, size } from "./amounts.ts";

const places: Readonly<Record<ChainPlace, string>> = {
  phone: "Recorded",
  hub: "At the hub",
  approval: "Approved",
  toy: "On the toy",
  heard: "Heard",
  child: "Said into the toy",
  guardians: "With the guardians",
  relatives: "Shared",
};

const marks: Readonly<Record<ChainMark, string>> = {
  done: "done",
  here: "this is next",
  ahead: "not yet",
  broken: "it ended here",
};

const signs: Readonly<Record<RibbonSign, string>> = {
  recorded: "recorded",
  approved: "approved",
  "on-toy": "on the toy",
  heard: "heard",
};

interface LegWords {
  readonly name: string;
  readonly median: (time: string) => string;
  /** Where there is but one. */
  readonly one: (time: string) => string;
}

const legs: Readonly<Record<Leg, LegWords>> = {
  approved: {
    name: "Until approved",
    median: (time) => `Half of what had to be approved was within ${time}.`,
    one: (time) => `One had to be approved, and was after ${time}.`,
  },
  "on-toy": {
    name: "Until on the toy",
    median: (time) => `Half was on the toy within ${time} after that.`,
    one: (time) => `One came onto the toy, ${time} after that.`,
  },
  heard: {
    name: "Until heard",
    median: (time) => `Half was heard within ${time} after that.`,
    one: (time) => `One was heard, ${time} after that.`,
  },
};

/** One after the other. */
const sentences = (all: readonly string[]): string => all.join(" ");

const ringPlaces: Readonly<
  Record<RingPlace, { readonly name: string; readonly says: (facts: RingFacts) => string }>
> = {
  phone: {
    name: "This device",
    says: ({ waitingHere }) =>
      sentences([
        waitingHere === 0
          ? "No recording waits here. The key that opens the family’s recordings stays in this browser."
          : plural(waitingHere, {
              one: "1 recording waits here, sealed with a key that stays in this browser.",
              other: (n) => `${n} recordings wait here, sealed with a key that stays in this browser.`,
            }),
      ]),
  },
  hub: {
    name: "The hub",
    says: (facts) =>
      sentences([
        facts.messages === 0
          ? "No message is kept yet."
          : `${messages(facts.messages)}, ${size(facts.bytes)}, sealed: the hub cannot open them.`,
        ...(facts.toysCopies === 0
          ? []
          : [
              plural(facts.toysCopies, {
                one: "Of 1 it has a copy for the toy, which it could hear, for 14 days at most.",
                other: (n) => `Of ${n} it has a copy for the toy, which it could hear, for 14 days at most.`,
              }),
            ]),
        ...(facts.libraryItems === 0
          ? []
          : [`The library it could hear, too: ${number(facts.libraryItems)} lullabies and chapters.`]),
      ]),
  },
  toys: {
    name: "The toys",
    says: ({ toys, onToys }) =>
      sentences([
        toys === 0
          ? "There is none yet."
          : onToys === 0
            ? "Nothing that this page knows of."
            : plural(onToys, {
                one: "1 recording. A toy has no lock: whoever presses its paw hears it.",
                other: (n) => `${n} recordings. A toy has no lock: whoever presses its paw hears them.`,
              }),
      ]),
  },
  backups: {
    name: "Backups",
    says: ({ backedUp }) =>
      backedUp === undefined
        ? "None. If the hub’s card breaks, what it kept is lost."
        : `The last one is of ${backedUp}, sealed as on the hub.`,
  },
  outside: {
    name: "Outside the house",
    says: ({ isKeptElsewhere }) =>
      sentences([
        isKeptElsewhere
          ? "Sealed backups, where the second hub is. There is no cloud, and a notice to a closed page is sealed and says nothing."
          : "Nothing: there is no cloud, and a notice to a closed page is sealed and says nothing.",
        "A keepsake that somebody made has no lock, and lies where they put it.",
      ]),
  },
};

export const pictureWords = {
  ring: {
    title: "Where everything lies",
    places: ringPlaces,
    legend: "Full line: sealed. Double line: some of it can be heard there. Dots: nothing.",
  },
  story: {
    why: "Why",
    label: "How far it is",
    places,
    marks,
    tries: (tries: number) =>
      plural(tries, { one: "Tried once.", other: (number) => `Tried ${number} times.` }),
    code: (code: string) => `For who helps: ${code}`,
  },
  sound: {
    silence: "Nothing to hear.",
    /** @param stretches "0:00 to 0:21" */
    speech: (stretches: readonly string[]) => `Speech from ${listAll(stretches)}.`,
    stretch: (from: string, to: string) => `${from} to ${to}`,
  },
  ribbon: {
    show: (day: string) => `Picture of the day: ${day}`,
    short: "Picture of the day",
    hide: "Close the picture",
    signs,
    quiet: "Shaded: quiet hours",
    happened: (sign: string, clock: string) => `${sign} ${clock}`,
    /** Of a person of whom there is too much to tell it one by one. */
    often: (sign: string, times: number, first: string, last: string) =>
      plural(times, {
        one: `${sign} ${first}`,
        other: (n) => `${sign} ${n} times, from ${first} to ${last}`,
      }),
    lane: (who: string, what: readonly string[]) => `${who}: ${what.join(", ")}`,
  },
  postTimes: {
    title: "How long post takes",
    legs,
    none: "Nothing was on its way yet. The first message begins the picture.",
    about: "A dot for each message that is shown, a line at the middle one.",
    grid: ["1 s", "1 min", "1 h", "1 day"],
  },
} as const;
