/** The drill: what was done to the toys' maker, tried on this hub. Its steps are said on the command line, too. */
import { DRILL_FAILED, DRILL_STEP_WORDS, DRILL_VERDICT_WORDS } from "../../../../hub/contract/drill-words.ts";
import { plural } from "./amounts.ts";

export const drillWords = {
  drillSteps: DRILL_STEP_WORDS,
  drillVerdicts: DRILL_VERDICT_WORDS,
  drill: {
    title: "The drill",
    lead: "Once a week the hub tries on itself what was done to the toys’ maker in 2017. It is harmless: nothing is changed, no recording is opened, and no toy is asked anything.",
    none: "There was no drill yet. The first comes by itself tomorrow or the day after.",
    /** `day`: "3 March 2027", as in the next two. */
    held: (day: string, steps: number) =>
      plural(steps, {
        one: `Last on ${day}: the one step held.`,
        other: (n) => `Last on ${day}: all ${n} steps held.`,
      }),
    partly: (day: string, held: number, steps: number) =>
      `Last on ${day}: ${held} of ${steps} steps held, and nothing was found broken. What could not be tried stands below.`,
    broken: (day: string, broken: number) =>
      plural(broken, {
        one: `Last on ${day}: one step is broken.`,
        other: (n) => `Last on ${day}: ${n} steps are broken.`,
      }),
    run: "Run the drill now",
    running: (done: number, steps: number) => `Trying … ${done} of ${steps} steps are done.`,
    trying: (title: string) => `Now: ${title}`,
    failed: DRILL_FAILED,
    /** A heading of what is folded away. */
    where: "Where, for who looks after the hub",
    history: "Week by week",
    historySays: (held: number, partly: number, broken: number) =>
      `Of the last drills ${held} held, ${partly} could not try everything, ${broken} found something broken.`,
  },
} as const;
