/** Lullabies and stories, and playing them on a toy. */
import type { ToyView } from "../../../../hub/contract/api.ts";
import { number, plural } from "./amounts.ts";

type LoopEnd = NonNullable<ToyView["loopEnded"]>;

/** How the last playing ended, or why there was none. */
const LOOP_END_WORDS: Readonly<Record<LoopEnd, (toy: string, child: string) => string>> = {
  time: (toy) => `${toy} has played to the end, and is quiet.`,
  stopped: (toy) => `${toy} is quiet.`,
  paw: (toy, child) => `${child} pressed a paw: ${toy} is quiet.`,
  away: (toy) => `${toy} is out of reach, and did not begin.`,
  "not-there": (toy) => `${toy} holds something else by now. Put it on the toy again.`,
  busy: (toy, child) => `${child} uses ${toy} just now. Try again in a moment.`,
  failed: (toy) => `${toy} did not begin. Try again; if it happens twice, switch it off and on.`,
};

const minutes = (many: number) => plural(many, { one: "1 minute", other: (n) => `${n} minutes` });
const chapters = (many: number) => plural(many, { one: "1 chapter", other: (n) => `${n} chapters` });

export const libraryWords = {
  loopEnds: LOOP_END_WORDS,
  library: {
    title: "Library",
    lead: "Songs and stories that stay, to be heard again and again.",
    toy: "For which toy",
    lullabies: "Lullabies",
    stories: "Stories",
    noLullabies: "None yet. Add one below.",
    noStories: "None yet. Record one in chapters, or add a sound file, below.",
    chapter: (at: number) => `Chapter ${at}`,
    chapters,
    /** A chapter by its full name, where it stands alone. */
    chapterOf: (title: string, at: number) => `${title}, chapter ${at}`,
    listen: "Listen",
    playing: (title: string) => `Listening to ${title}`,
    fetching: "Fetching …",
    put: (toy: string) => `Put on ${toy}`,
    listenFirst: "Listen to it to its end first: what you hear here is what the toy gets.",
    known: "I know this one",
    rename: "Rename",
    renamed: (title: string) => `It is called ${title} now`,
    name: "Title",
    remove: "Remove",
    removed: (title: string) => `${title} was removed.`,
    undo: "Undo",
    kept: (title: string) => `${title} stays`,
    from: { hub: "Came with the hub", somebody: (who: string) => `From ${who}` },
    room: {
      left: (many: number) => `Room for about ${minutes(many)} more.`,
      full: "The library is full. Remove something that nobody listens to.",
      used: (items: number, most: number) => `${number(items)} of ${number(most)} places are taken.`,
      toy: "A toy holds one of them at a time, 40 seconds long.",
    },
  },
  shelf: {
    title: (toy: string) => `On ${toy}`,
    nothing: "Nothing of the library. Choose something below.",
    there: (title: string) => `“${title}”. The blue hand plays it once.`,
    something: "Something that is not in the library any more",
    /** Why it waits. */
    unheard: (title: string, child: string, toy: string) =>
      `${child} has not heard the last message yet. “${title}” goes to ${toy} when it was heard.`,
    afterLoop: (title: string) => `“${title}” follows when what plays now is over.`,
    away: (title: string, toy: string) => `“${title}” waits until ${toy} is in reach.`,
    next: (title: string) => `“${title}” is next.`,
    onItsWay: (title: string, percent: number) => `“${title}” is on its way, ${percent} %`,
    failed: (title: string, why: string) => `“${title}” is not on the toy. ${why}`,
    again: "Try again",
    takeBack: "Take it back",
    makesRoom: "A message makes it go: messages come first.",
    howLong: "How many minutes",
    minutes,
    howLoud: "How loud",
    volumes: { quiet: "Quiet", middle: "Middle", loud: "Loud" },
    play: "Play again and again",
    starting: "Starting …",
    onlyHere: (toy: string) => `${toy} is out of reach.`,
    once: (toy: string) => `${toy} plays it once at each press of its button.`,
    now: (title: string, until: string) => `“${title}” plays until ${until}`,
    how: { quiet: "Quietly.", middle: "Neither quiet nor loud.", loud: "Loudly." },
    paw: "A press of a paw ends it, too.",
    stop: "Stop",
  },
  adding: {
    open: "Add something",
    title: "Add something",
    kind: "What is it?",
    lullaby: "A lullaby",
    story: "A story",
    which: "Which story?",
    newStory: "A new one",
    next: (title: string, at: number) => `Chapter ${at} of ${title}`,
    record: "Record",
    recording: "Recording. 40 seconds at most; more is another chapter.",
    starting: "Opening the microphone …",
    left: (seconds: number) => plural(seconds, { one: "1 second left", other: (n) => `${n} seconds left` }),
    stop: "Stop",
    preparing: "Preparing …",
    play: "Hear it as the toy",
    pause: "Pause",
    again: "Again",
    keep: "Keep it",
    keepAndNext: "Keep it, and record the next chapter",
    cut: (length: string, many: number) =>
      `It is ${length} long. A toy holds 40 seconds, so it becomes ${chapters(many)}.`,
    tooLongSong: (length: string) =>
      `It is ${length} long, and a toy holds 40 seconds. Choose a shorter piece of it, or keep it as a story in chapters.`,
    tooLong: (length: string, most: number) =>
      `It is ${length} long. Longer than ${chapters(most)} of 40 seconds cannot be kept: choose a shorter piece.`,
    asStory: (many: number) => `Keep it as a story in ${chapters(many)}`,
    adding: (at: number, all: number) => `Adding ${at} of ${all} …`,
    added: (title: string) => `${title} is in the library`,
    takes: { notYet: "Not in the library yet", listen: "Listen and keep" },
    close: "Close",
  },
} as const;
