/** A child's day and night, and what waits for its time. */

import type { NightTimes, NightTrouble } from "../../../../hub/domain/child-times.ts";

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
  tray: {
    title: "Wake-up tray",
    what: (who: string, length: string) => `the message from ${who}, ${length}`,
    send: "Send now",
    sendWhat: (what: string) => `Send now: ${what}`,
    sending: "Sending …",
    another: "Another time",
    anotherWhat: (what: string) => `Another time: ${what}`,
    move: "Choose this time",
    moving: "Changing …",
    moved: (what: string) => `Changed: ${what}.`,
    undo: "Undo",
    undoWhat: (what: string) => `Undo: ${what}`,
    undone: "It goes as before.",
    takeBackWhat: (what: string) => `Take it back: ${what}`,
    atNight: (child: string, until: string) =>
      `${child} should sleep until ${until}. Sent now, it is on the toy at once; the heart stays dark.`,
  },
  times: {
    title: "Day and night",
    lead: "When each child sleeps, gets up and goes to bed: what you send for the morning or the night goes by it.",
    quiet: "Quiet hours",
    quietMeans:
      "Nothing is brought to the toy then, and its heart stays dark. The paw still plays what lies on it.",
    everyNight: "Every night",
    school: "Sunday to Thursday nights",
    free: "Friday and Saturday nights",
    otherFree: "Other times on Friday and Saturday nights",
    moments: {
      bedtime: "Goes to bed",
      quietFrom: "Quiet from",
      quietTo: "Quiet until",
      wakeUp: "Wakes up",
    } satisfies Record<keyof NightTimes, string>,
    zone: "Where the child is",
    nowThere: (clock: string) => `It is ${clock} there now.`,
    troubles: {
      "no-time": "A time is missing.",
      "not-evening": "Bedtime, and the beginning of quiet hours, are after noon.",
      "not-morning": "Waking up, and the end of quiet hours, are before noon.",
      "bedtime-late":
        "Bedtime has to be before quiet hours begin, or a good night would come in the morning.",
      "wake-up-early": "Waking up cannot be before quiet hours end.",
    } satisfies Record<NightTrouble, string>,
    saved: (child: string) => `Saved. What waits for ${child} goes by the new times.`,
    of: (child: string) => `Day and night: ${child}`,
    open: "Day and night",
    isNight: (child: string, until: string) => `It is night at ${child}’s: quiet until ${until}`,
    /** A moment of a child who is elsewhere. */
    there: (moment: string, place: string) => `${moment} in ${place}`,
    tomorrow: (clock: string) => `tomorrow ${clock}`,
    darkHeart: (until: string) => `On the toy. Its heart stays dark until ${until}`,
  },
} as const;
