/** What is said while home is out of reach, of what waits on this device, and of a page that is kept on it. */
import { plural } from "./amounts.ts";

export const offlineWords = {
  offline: {
    /** Of a message that is kept. */
    waits: (since: string) => `Home not reached since ${since}. It waits on this device and goes by itself`,
    loose: "This device has no room to keep it. Leave the page open until it is sent.",
    aged: "It waited for more than seven days.",
    agedNext: "Does it still fit? Then send it anew.",
    sendAnew: "Send it anew",
    /** Before somebody is in. */
    atTheDoor: (many: number) =>
      plural(many, {
        one: "1 message waits on this device. It goes when whoever recorded it has signed in.",
        other: (n) => `${n} messages wait on this device. They go when whoever recorded them has signed in.`,
      }),
    /** What the tab and the icon say of so many. */
    title: (many: string, product: string) => `(${many}) ${product}`,
    /** Opened by a name for the way, and home has another. */
    atHome: "No Internet at home? There the page opens here:",
    /** The browser has emptied itself. */
    lost: "Something waited here to be sent, and this browser has put it away to make room: it is lost, and has to be recorded once more. Nothing on the hub is touched. On the home screen this does not happen so easily.",
    newer: "There is a newer Pawpost.",
    load: "Load it",
  },
  install: {
    title: "Pawpost on the home screen",
    lead: "It opens like an app then, also while home is out of reach.",
    /** @param handOver what the button is called that makes the code */
    byHand: (handOver: string) =>
      `Press Share, then “Add to Home Screen”. The app begins anew: take a code along, from “${handOver}”.`,
    ask: "Put it there",
    decline: "No, thanks",
  },
};
