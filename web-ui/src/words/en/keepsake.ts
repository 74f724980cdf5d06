/** A folder of recordings that plays without us: asking for it, making it, and what stands in it. */
import { plural } from "./amounts.ts";

const recordings = (many: number): string =>
  plural(many, { one: "1 recording", other: (n) => `${n} recordings` });

export const keepsakeWords = {
  keepsake: {
    open: (child: string) => `Make a keepsake of ${child}\u00a0…`,
    title: (child: string) => `A keepsake of ${child}`,
    what: "A folder with the recordings and a page that plays them, in any browser, without network and without Pawpost. Whoever has the folder can hear it: keep it as you would keep a photo album. All guardians are told.",
    which: "Which ones",
    all: "All that the hub keeps",
    starred: "Those with a star",
    days: "Those of some days",
    from: "From",
    until: "Up to and with",
    begin: "Make it",
    running: (child: string) => `Making the keepsake of ${child}`,
    counting: "Finding the recordings …",
    progress: (done: string, total: number) => `${done} of ${recordings(total)}`,
    stop: "Stop",
    done: (child: string, clips: number) => `The keepsake of ${child} is ready: ${recordings(clips)}.`,
    unreadable: (clips: number) =>
      plural(clips, {
        one: "1 recording does not open here, and is left out.",
        other: (n) => `${n} recordings do not open here, and are left out.`,
      }),
    save: "Save it",
    how: "Unpack the file where it is to stay, and open index.html in it.",
    /** It was written where it is to stay. */
    lies: (folder: string) => `It lies where you wanted it, in the folder ${folder}. Open index.html in it.`,
    close: "Close",
  },
  /** What stands in the folder's own page. */
  keepsakePage: {
    title: (child: string) => `Post of ${child}`,
    ofDay: (clips: number, day: string) => `${recordings(clips)}, of ${day}.`,
    ofDays: (clips: number, first: string, last: string) => `${recordings(clips)}, from ${first} to ${last}.`,
    from: (who: string) => `From ${who}`,
    said: (child: string) => `${child} said`,
    play: (who: string, at: string, length: string) => `From ${who}, ${at}, ${length}`,
    leftOut: (clips: number) =>
      plural(clips, {
        one: "1 recording did not open, and was left out.",
        other: (n) => `${n} recordings did not open, and were left out.`,
      }),
    made: (day: string) =>
      `Made with Pawpost on ${day}. Everything here lies in this folder; nothing is fetched from anywhere.`,
    check: "Whether all of it is still as it was made: in this folder, type",
    /** Where somebody left no name that is known any more. */
    somebody: "Somebody",
  },
} as const;
