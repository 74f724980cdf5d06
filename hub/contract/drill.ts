/**
 * The drill: what was done to the toys' maker in 2017 is tried on this very hub, one step after another. What a step may have seen is this table,
 * each with what that means; the words are `drill-words.ts` and the page's.
 *
 *   GET /drill    the last one, and how far one is that runs
 *   POST /drill   run it now
 */
import { z } from "zod";

const DRILL_VERDICTS = ["held", "broken", "could-not-try"] as const;
export type DrillVerdict = (typeof DRILL_VERDICTS)[number];

/** Steps in the order in which they are tried; of each, what may have been seen. `failed`, which all may: the trial itself broke off. */
export const DRILL_SEEN = {
  "open-database": { "nobody-in": "held", "let-in": "broken", "unknown-door": "broken" },
  "guessable-address": { refused: "held", answered: "broken", near: "broken" },
  "weak-password": { refused: "held", taken: "broken", opens: "broken", "no-judge": "could-not-try" },
  "stolen-disk": { noise: "held", names: "broken", sounds: "broken", "nothing-there": "could-not-try" },
  "stranger-on-the-radio": {
    compared: "held",
    "not-compared": "broken",
    "out-of-reach": "could-not-try",
    "no-toy": "could-not-try",
  },
  "ransom-wipe": {
    "whole-elsewhere": "held",
    none: "broken",
    damaged: "broken",
    old: "broken",
    "same-disk": "broken",
    away: "could-not-try",
  },
  "ignored-report": { heard: "held", "form-shut": "broken", vanished: "broken", unread: "broken" },
  "expired-contact": { good: "held", expired: "broken", "leads-nowhere": "broken" },
  "silent-vendor": { alone: "held", hangs: "broken", "loads-elsewhere": "broken", "dials-out": "broken" },
} as const satisfies Record<string, Record<string, DrillVerdict>>;

export type DrillStep = keyof typeof DRILL_SEEN;
export const DRILL_STEPS = Object.keys(DRILL_SEEN) as [DrillStep, ...DrillStep[]];
export type DrillSeen<S extends DrillStep = DrillStep> = S extends DrillStep
  ? (keyof (typeof DRILL_SEEN)[S] & string) | "failed"
  : never;

export const verdictOf = (step: DrillStep, seen: string): DrillVerdict =>
  (DRILL_SEEN[step] as Readonly<Record<string, DrillVerdict>>)[seen] ?? "could-not-try";

const drillResult = z.strictObject({
  step: z.enum(DRILL_STEPS),
  verdict: z.enum(DRILL_VERDICTS),
  /** A key of the step's row in {@link DRILL_SEEN}, or `failed`. */
  seen: z.string().max(32),
  /** Of what the words say: doors, addresses, files, days. */
  count: z.int().min(0),
  /** For who looks after the hub: where exactly. At most ten. */
  detail: z.array(z.string().max(200)).max(10),
});
export type DrillResult = z.output<typeof drillResult>;

const drillRun = z.strictObject({
  /** When it ended. */
  at: z.iso.datetime(),
  /** Somebody wanted it; else it was the week's. */
  asked: z.boolean(),
  results: z.array(drillResult),
});
export type DrillRun = z.output<typeof drillRun>;

export const drillView = z.strictObject({
  /** `null` where none runs. */
  running: z.strictObject({ step: z.enum(DRILL_STEPS).nullable(), results: z.array(drillResult) }).nullable(),
  /** `null` before the first. */
  last: drillRun.nullable(),
  /** Of the last few, oldest first: the worst of each. */
  history: z.array(z.strictObject({ at: z.iso.datetime(), verdict: z.enum(DRILL_VERDICTS) })).max(26),
});
export type DrillView = z.output<typeof drillView>;

/** What `pawpost drill` is told, one JSON a line. */
export const drillLine = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("trying"), step: z.enum(DRILL_STEPS) }),
  z.strictObject({ kind: z.literal("result"), result: drillResult }),
  z.strictObject({ kind: z.literal("ended"), run: drillRun }),
  z.strictObject({ kind: z.literal("failed"), code: z.string(), message: z.string() }),
]);
export type DrillLine = z.output<typeof drillLine>;

/** One that is broken outweighs all else; what could not be tried outweighs what held. */
export function worstOf(results: readonly Pick<DrillResult, "verdict">[]): DrillVerdict {
  const has = (wanted: DrillVerdict) => results.some(({ verdict }) => verdict === wanted);
  return has("broken") ? "broken" : has("could-not-try") ? "could-not-try" : "held";
}
