/** Pictures of messages, and what each says to who does not see it. */

import type { RibbonSign } from "../../pictures/day-ribbon.ts";
import type { Leg } from "../../pictures/delivery-times.ts";
import type { ChainMark, ChainPlace } from "../../pictures/message-chain.ts";
import { listAll, plural } from "./amounts.ts";

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

const legs: Readonly<Record<Leg, { readonly name: string; readonly median: (time: string) => string }>> = {
  approved: {
    name: "Until approved",
    median: (time) => `Half of what had to be approved was within ${time}.`,
  },
  "on-toy": { name: "Until on the toy", median: (time) => `Half was on the toy within ${time} after that.` },
  heard: { name: "Until heard", median: (time) => `Half was heard within ${time} after that.` },
};

export const pictureWords = {
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
    lane: (who: string, what: readonly string[]) => `${who}: ${what.join(", ")}`,
  },
  postTimes: {
    title: "How long post takes",
    legs,
    none: "Nothing was on its way yet.",
    about: "A dot for each message that is shown, a line at the middle one.",
    grid: ["1 s", "1 min", "1 h", "1 day"],
  },
} as const;
