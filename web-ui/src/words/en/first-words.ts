/** What is said before somebody is in, and what belongs to no screen: the door comes with these words alone, the rest after it (`words.ts`). */
import { amountWords, number } from "./amounts.ts";
import { doorWords } from "./door.ts";

const PRODUCT = "Pawpost";

export const firstWords = {
  product: PRODUCT,
  /** What browsers show of the page in their tabs and keep in their history: no names of people. */
  tab: {
    /** @param screen empty before there is one @param waiting messages on this device */
    title: (screen: string, waiting: number) => {
      const name = screen === "" ? PRODUCT : `${PRODUCT} – ${screen}`;
      return waiting === 0 ? name : `(${number(waiting)}) ${name}`;
    },
    invitation: "Invitation",
    post: "Post",
  },
  language: { label: "Language" },
  opening: "Pawpost is opening …",
  connection: {
    lost: (since: string) => `Not connected to the hub since ${since}. What you see may be old.`,
    trying: "Trying again by itself.",
    unreachable: "The hub does not answer.",
    unreachableNext: "Is it switched on, and is this phone in the same network? We keep trying.",
  },
  unsupported: {
    title: "This browser is too old",
    lead: "Pawpost seals messages with keys that this browser cannot make. A current Firefox, Chrome, Edge or Safari can.",
  },
  noStore: {
    title: "This window keeps nothing",
    lead: "Pawpost keeps a key of this device in the browser. Private windows of some browsers do not allow that: open the page in a usual one.",
  },
  notSecure: {
    title: "This address is not protected",
    lead: "Your phone lends its microphone and its keys to protected pages only. Open the page at its protected address; every name of the hub but this machine’s own has one.",
    open: "Open the protected page",
  },
  errors: {
    details: "Copy details",
    copied: "Copied",
    close: "Close",
    wrongPassphrase: {
      title: "That passphrase does not open it.",
      next: "Try again; capital letters count.",
    },
    notProven: {
      title: "These are not the keys of whoever has your link.",
      next: "Let nobody in by it. Take the invitation back, call the person, and make a new link.",
    },
    otherHub: {
      title: "The link is for another hub.",
      next: "Make one on a page of this hub.",
    },
    stayHere: {
      title: "The key in this browser cannot leave it.",
      next: "Ask a guardian for a new link, and open it where you want to go on. Nothing that you sent is lost.",
    },
    otherSheet: {
      title: "That is a whole sheet, but none of yours.",
      next: "Compare its name and date. A sheet that was removed opens nothing any more.",
    },
    unreachable: {
      title: "The hub does not answer.",
      next: "Is it switched on? We keep what you have; try again in a moment.",
    },
    unknown: {
      title: "Something went wrong here.",
      next: "Try again. If it happens twice, reload the page.",
    },
    sealed: {
      title: "This recording does not open.",
      next: "It may be damaged on the hub. Its other copies are not touched.",
    },
  },
  ...amountWords,
  ...doorWords,
} as const;
