/** Newer versions of Pawpost. */
import type { UpdateTrouble } from "../../../../hub/contract/updates.ts";

/** Why nothing came of the last try. */
export const UPDATE_TROUBLE_WORDS: Readonly<Record<UpdateTrouble, string>> = {
  "no-answer": "Nobody answered.",
  "wrong-machine": "Somebody else answered.",
  "not-there": "There was nothing at the address.",
  "not-believed": "What came was not signed as it has to be, or was an old one.",
  "too-far": "Another version has to be brought in first.",
  "no-build": "There is none for this kind of machine.",
  "no-room": "The hub’s disk has no room for it.",
  "not-done": "The hub’s machine did not take it.",
};

export const updateWords = {
  updateTroubles: UPDATE_TROUBLE_WORDS,
  updates: {
    title: "Newer versions",
    off: "Nobody tells this hub of newer versions: no address is set for that.",
    noKeys: "Nobody tells this hub of newer versions: an address is set, but not whose word to believe.",
    waiting: "The hub has not heard yet whether there is a newer one.",
    current: (version: string) => `Pawpost ${version} is the newest.`,
    offered: (version: string) => `A new version is here: Pawpost ${version}.`,
    mends: (list: string) => `It mends ${list}.`,
    means:
      "Toys are without the hub for a few seconds. If it does not start well, the version of now runs again by itself, with everything that is kept.",
    byHand: "This hub is brought up to date by whoever looks after it.",
    byDay: "Install by day",
    now: "Install now",
    /** Instead of "by day": it is not to be, after all. */
    notYet: "Not after all",
    willBeByDay: "It will be installed between 8 and 18 o’clock, when nothing is on its way to a toy.",
    willBeNow: "It will be installed as soon as nothing is on its way to a toy.",
    fetching: (percent: string) => `It is on its way to the hub: ${percent}.`,
    handed: "It is being installed. This page comes back by itself.",
    automatic: "Install newer versions by themselves",
    automaticMeans: "By day only. Those that change much, with another first number, still ask.",
    saidOn: "Newer versions are installed by themselves from now on.",
    saidOff: "From now on somebody says so first.",
    ask: "Look for a newer version",
    lastTry: (day: string, why: string) => `Last tried on ${day}. ${why}`,
    updated: (version: string, before: string) => `Pawpost ${version} runs now; before, ${before} did.`,
    turnedBack: (version: string, before: string) =>
      `Pawpost ${version} did not start well; ${before} runs again.`,
  },
} as const;
