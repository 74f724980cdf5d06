/** Home of each child, and how old what is shown there is. */
import { number } from "./amounts.ts";

export const homeWords = {
  clocks: {
    title: (by: string) => `The clock of this device and the hub’s differ by ${by}`,
    next: "Times on this page may be wrong by that. Let this device set its clock by itself; if it is right, set the hub’s.",
  },
  homes: {
    choose: "Whose post",
    /** On the button of one child among several. */
    waits: (child: string, waiting: number) =>
      waiting === 0 ? child : `${child}, ${number(waiting)} for you`,
    forYou: "Waiting for you",
    all: "All messages",
    noToy: (child: string) => `No toy is with ${child} just now. What was said stays here.`,
    /** @param ago "5 minutes ago" */
    contact: (ago: string) => `Seen ${ago}`,
    /** The hub is away: nothing is claimed that is older than that. */
    unknown: (since: string) => `Not known since ${since}`,
    asOf: (since: string) => `As it was at ${since}`,
    /** The page was opened just now, and shows what was seen last. */
    asking: (since: string) => `As it was at ${since}. Looking for what came since …`,
  },
} as const;
