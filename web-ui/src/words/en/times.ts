/** A child's day and night, and what waits for its time. */

/** What a message waits for: a moment of the child's day, a date, or the end of the night. */
export type AwaitedMoment = "wake-up" | "bedtime" | "at" | "night";

/** What a guardian reads of a message that waits for its time. @param until "07:00", "tomorrow 07:00", "Mon 07:00" */
export const WAIT_WORDS: Readonly<Record<AwaitedMoment, (until: string, child: string) => string>> = {
  "wake-up": (until) => `Wake-up tray, ${until}`,
  bedtime: (until) => `For bedtime, ${until}`,
  at: (until) => `Goes ${until}`,
  night: (until, child) => `It is night at ${child}’s. Goes ${until}`,
};

/** What its sender reads, who is no guardian. */
export const POST_WAIT_WORDS: Readonly<Record<"moment" | "night", (until: string, child: string) => string>> =
  {
    moment: (until) => `Arrives ${until}`,
    night: (until, child) => `It is night at ${child}’s. At ${until}`,
  };

export const timesWords = {
  times: {
    tomorrow: (clock: string) => `tomorrow ${clock}`,
    darkHeart: (until: string) => `On the toy. Its heart stays dark until ${until}`,
  },
} as const;
