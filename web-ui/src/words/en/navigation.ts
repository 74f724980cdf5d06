/** The way about the page: the menu, what stands above every screen, settings and help. */
import { number } from "./amounts.ts";

export const navigationWords = {
  menu: {
    label: "Menu",
    home: "Home",
    timeline: "Timeline",
    toys: "Toys",
    library: "Library",
    settings: "Settings",
    help: "Help",
    /** For the keyboard, before everything else. */
    skip: "To the content",
  },
  state: {
    safety: "Safety",
    /** Behind the name of the screen. */
    good: "OK",
    look: (things: number) => `${number(things)} to look at`,
    /** It is being looked at. As short as `good`, whose place it keeps. */
    asking: "…",
    unknown: "not known just now",
  },
  settings: {
    title: "Settings",
    family: "The family",
    people: "Guardians, relatives, children, and inviting somebody",
    safety: "What you should know, who heard what, and being told while the page is closed",
    kept: "How long messages stay, and erasing them",
    you: "You and your devices",
    devices: "Where you are signed in, and opening the page elsewhere",
    ways: "Passphrase, passkeys and paper",
    lock: "New keys for everything, and shutting every door",
    house: "The house",
    rooms: "Machines in other rooms, for toys that are out of reach",
    page: "This page",
    version: (version: string) => `Pawpost ${version}`,
    diagnostics: "Save a report",
    diagnosticsHint:
      "A small text file for whoever helps: versions, states and error codes. No names, no sound, and nothing that says who or where you are. Read it before you give it away.",
    diagnosticsFile: "pawpost-report.txt",
    ending: "Giving it up",
    endingHow:
      "“What is kept” erases a child, a person’s messages or everything. After that, whoever looks after the hub’s machine takes Pawpost off it as its guide says.",
  },
} as const;
