/** The drill in English, for the page and for the command line: what is tried, and what was seen, in a parent's words. */
import type { DRILL_SEEN, DrillStep, DrillVerdict } from "./drill.ts";

interface StepWords<S extends DrillStep> {
  readonly title: string;
  /** What is tried, and why it matters. */
  readonly tried: string;
  /** Of each thing that may have been seen. */
  readonly seen: { readonly [Seen in keyof (typeof DRILL_SEEN)[S]]: (count: number) => string };
}
type DrillStepWords = { readonly [S in DrillStep]: StepWords<S> };

export const DRILL_VERDICT_WORDS: Readonly<Record<DrillVerdict, string>> = {
  held: "Held",
  broken: "Broken",
  "could-not-try": "Could not be tried",
};

/** Of a step that broke off. */
export const DRILL_FAILED =
  "The hub could not finish trying this. It tries again next week, or when you press the button.";

/** @param many "{n} things" where there is not one */
const of = (count: number, one: string, many: string) => (count === 1 ? one : many.replace("#", `${count}`));

export const DRILL_STEP_WORDS: DrillStepWords = {
  "open-database": {
    title: "An open database",
    tried:
      "Two million recordings lay in a database that asked nobody for a password. The hub knocked at every door of its own without one.",
    seen: {
      "nobody-in": (count) =>
        of(count, "Nobody was let in at its one door.", "Nobody was let in at any of its # doors."),
      "let-in": (count) =>
        of(
          count,
          "A door let a stranger in. Show this to whoever looks after the hub today, and until then take it off the network.",
          "# doors let a stranger in. Show this to whoever looks after the hub today, and until then take it off the network.",
        ),
      "unknown-door": (count) =>
        of(
          count,
          "Something in the hub listens where nothing should. Show this to whoever looks after it.",
          "Something in the hub listens in # places where nothing should. Show this to whoever looks after it.",
        ),
    },
  },
  "guessable-address": {
    title: "A recording by its address",
    tried:
      "Whoever had, or guessed, the address of a recording could hear it. The hub asked for everything it has as a stranger, by real, neighbouring and random addresses.",
    seen: {
      refused: (count) => `All ${count} addresses refused to answer.`,
      answered: (count) =>
        of(
          count,
          "One address answered somebody who is not signed in. Show this to whoever looks after the hub, and switch it off until it is mended.",
          "# addresses answered somebody who is not signed in. Show this to whoever looks after the hub, and switch it off until it is mended.",
        ),
      near: () =>
        "Who knows one recording’s number can guess another’s. Show this to whoever looks after the hub.",
    },
  },
  "weak-password": {
    title: "A weak password",
    tried:
      "“qwe” was a good enough password. The hub asked the page’s own judge about what everybody tries first, and tried some of it at each guardian’s door.",
    seen: {
      refused: (count) => `None of ${count} tries would do, and none opened a door.`,
      taken: (count) =>
        of(
          count,
          "The page would take one of the first passphrases that anybody tries. Show this to whoever looks after the hub, and set no new one until it is mended.",
          "The page would take # of the first passphrases that anybody tries. Show this to whoever looks after the hub, and set no new one until it is mended.",
        ),
      opens: (count) =>
        of(
          count,
          "A guardian’s passphrase is among the first that anybody tries. Set a new one now: Ways in.",
          "The passphrases of # guardians are among the first that anybody tries. Set new ones now: Ways in.",
        ),
      "no-judge": () =>
        "The page that the hub serves has no judge of passphrases to ask. Show this to whoever looks after it.",
    },
  },
  "stolen-disk": {
    title: "A stolen disk",
    tried:
      "Names and recordings lay there for whoever had a copy. The hub read its own files as a thief without its keys would, and looked for your names and for sounds.",
    seen: {
      noise: (count) =>
        `${count} files, all of them noise. Whoever takes the whole card, keys and all, can read names and hear what still waits for a toy, and never what a child said.`,
      names: (count) =>
        of(
          count,
          "Names of yours can be read in a file. Show this to whoever looks after the hub.",
          "Names of yours can be read in # files. Show this to whoever looks after the hub.",
        ),
      sounds: (count) =>
        of(
          count,
          "One recording can be heard by whoever has a copy of the disk. Show this to whoever looks after the hub.",
          "# recordings can be heard by whoever has a copy of the disk. Show this to whoever looks after the hub.",
        ),
      "nothing-there": () => "There is nothing to steal yet.",
    },
  },
  "stranger-on-the-radio": {
    title: "A stranger on the radio",
    tried:
      "Anybody within some ten metres can talk to a toy that nobody holds. The hub looked whether it holds each toy, and compared it with how it was left. The toy itself was asked nothing.",
    seen: {
      compared: (count) =>
        of(
          count,
          "The toy is held, and was compared when it came back last. That somebody only listened while it was away cannot be ruled out.",
          "All # toys are held, and were compared when they came back last. That somebody only listened while one was away cannot be ruled out.",
        ),
      "not-compared": (count) =>
        of(
          count,
          "A toy is held, and nobody looked what happened to it while it was away. Switch it off and on near the hub.",
          "# toys are held, and nobody looked what happened to them while they were away. Switch them off and on near the hub.",
        ),
      "out-of-reach": (count) =>
        of(
          count,
          "A toy is not in reach. What happens to it is seen when it comes back; until then switch it off where strangers are near.",
          "# toys are not in reach. What happens to them is seen when they come back; until then switch them off where strangers are near.",
        ),
      "no-toy": () => "There is no toy yet.",
    },
  },
  "ransom-wipe": {
    title: "A wipe for ransom",
    tried:
      "The open database was wiped, and money asked for it, several times. The hub read its newest backup as bringing it back would. Nothing was wiped.",
    seen: {
      "whole-elsewhere": (count) =>
        `The newest backup is whole, all ${count} files, and on another disk. One that is always plugged in can be wiped, too: keep a second stick in a drawer.`,
      none: () =>
        "There is no backup. Whoever wiped the hub, or a broken card, would take everything. Set a folder for backups.",
      damaged: (count) =>
        of(
          count,
          "The newest backup is not whole: one file. See who was at it, and make a new one on another stick.",
          "The newest backup is not whole: # files. See who was at it, and make a new one on another stick.",
        ),
      old: (count) => `The newest backup is ${count} days old. Plug the stick in; the hub goes on by itself.`,
      "same-disk": () =>
        "The backup is whole, but on the hub’s own disk: one wipe takes both. Use a stick, or another machine.",
      away: (count) =>
        of(
          count,
          "The stick is not plugged in, so nobody can wipe it, and nobody could look. Its backup is one day old.",
          "The stick is not plugged in, so nobody can wipe it, and nobody could look. Its backup is # days old.",
        ),
    },
  },
  "ignored-report": {
    title: "A warning that nobody reads",
    tried: "Four warnings were ignored. The hub walked a stranger’s way to you, up to the last step.",
    seen: {
      heard: (count) =>
        of(
          count,
          "The way is open. One report is kept, and stands before each guardian until they have read it.",
          "The way is open. # reports are kept, and each stands before every guardian until they have read it.",
        ),
      "form-shut": () =>
        "A stranger cannot tell you anything: the form does not work. Show this to whoever looks after the hub.",
      vanished: () =>
        "A report is not where it should be: a guardian is not shown it, or the disk has lost it. Show this to whoever looks after the hub.",
      unread: (count) =>
        of(
          count,
          "A stranger wrote a week ago or longer, and no guardian has read it. It stands above.",
          "# reports of strangers are a week old or older, and no guardian has read them. They stand above.",
        ),
    },
  },
  "expired-contact": {
    title: "A contact that leads nowhere",
    tried: "The maker’s address sent warnings back. The hub followed the one that it shows to strangers.",
    seen: {
      good: (count) => `It leads to the form, and is good for ${count} more days whenever it is asked for.`,
      expired: () => "It is out of date, or for too long. See whether the hub’s clock is right.",
      "leads-nowhere": () => "It leads nowhere. Show this to whoever looks after the hub.",
    },
  },
  "silent-vendor": {
    title: "A maker that falls silent",
    tried:
      "The maker went out of business, and its name was for sale. The hub did its work with no line out of the house.",
    seen: {
      alone: (count) =>
        count === 0
          ? "Everything at home works alone, and the hub has nobody outside that it talks to."
          : of(
              count,
              "Everything at home works alone. One address outside is used, for what you switched on.",
              "Everything at home works alone. # addresses outside are used, for what you switched on.",
            ),
      hangs: (count) =>
        of(
          count,
          "One thing did not work at home. Show this to whoever looks after the hub.",
          "# things did not work at home. Show this to whoever looks after the hub.",
        ),
      "loads-elsewhere": () =>
        "The page may load something from elsewhere. Whoever owns that place could listen. Show this to whoever looks after the hub.",
      "dials-out": () =>
        "The hub itself talks to somebody outside the house. Show this to whoever looks after it today.",
    },
  },
};
