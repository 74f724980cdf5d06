/** What is said while home is out of reach, of what waits on this device, and of a page that is kept on it. */

export const offlineWords = {
  offline: {
    /** Of a message that is kept. */
    waits: (since: string) => `Home not reached since ${since}. It waits on this device and goes by itself`,
    loose: "This device has no room to keep it. Leave the page open until it is sent.",
    aged: "It waited for more than seven days.",
    agedNext: "Does it still fit? Then send it anew.",
    sendAnew: "Send it anew",
    /** Before the address of the home page. */
    homePage: "No Internet at home: open the home page",
    /** Opened by a name for the way, and home has another. */
    atHome: "No Internet at home? There the page opens here:",
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
