/** Devices, showing that one is there, and going on elsewhere. */

export const deviceWords = {
  unlock: {
    title: "Open the family’s recordings",
    lead: "They are sealed, also against the hub. You open them here, in this browser.",
    submit: "Open",
    cancel: "Not now",
  },
  /** Before what cannot be undone. */
  stepUp: {
    title: "Is it you?",
    lead: "This is for you alone to do, and not for whoever holds this device.",
    submit: "It is me",
    busy: "Looking …",
    bySheet: "Use my recovery sheet",
    notBySheet: "Use something else",
  },
  handOver: {
    open: "Open it elsewhere",
    guardian: {
      title: "Open it elsewhere",
      lead: "An app on a home screen, another phone, another address of this hub: each keeps things for itself and knows nothing of this page. A code takes you there, and everything opens as it does here. This page stays as it is.",
    },
    relative: {
      title: "Move to another phone or app",
      lead: "Your post opens there as it does here, and here it stays as it is.",
    },
    make: "Make a code",
    makeAnother: "Make another code",
    once: (at: string) =>
      `It works once, until ${at}. Whoever has it until then is you: show it to nobody, and send it to nobody.`,
    inApp: "In an app, or another browser",
    inAppHow:
      "Open the app by its icon. Press “I have a code from my other page” there, and type this, or paste it.",
    onPhone: "On another phone",
    onPhoneHow: "Point its camera at this picture, and open the address that it shows.",
    picture: (host: string) => `Picture to scan: the link to ${host}`,
    asLink: "As a link",
    code: "Code",
    copy: "Copy",
    copied: (what: string) => `Copied: ${what}`,
    type: "Type the code that your other page shows. Its link can be pasted, too.",
    came: "Your other page made the link that you came with. Go on here as the same person.",
    goOn: "Go on here",
    elsewhere: (places: string, guardian: string) =>
      `Your post is also open elsewhere: ${places}. Was that not you? Tell ${guardian}.`,
    place: (label: string | null, since: string | undefined) =>
      `${label ?? "a browser"}${since === undefined ? "" : `, since ${since}`}`,
  },
  devices: {
    open: "Devices",
    title: "Your devices",
    lead: "Where you are signed in. If you lost one, or do not know one, sign it out.",
    thisOne: "This device",
    nameless: "A device signed out long ago",
    openNow: "Open now",
    used: (at: string) => `Last used ${at}`,
    signedOut: "Signed out",
    mayStillSend: "It cannot listen, but its key is still on the list of those that may send.",
    signOut: "Sign out",
    takeOff: "Take off the list",
    signOutOthers: "Sign out everywhere else",
    sure: (name: string) => `Sign out ${name}?`,
    sureOthers: "Sign out all your other devices?",
    what: "It stops at once: no listening, no sending. What it recorded and the toy does not have yet is not delivered. The lock is changed, so that it cannot open what is recorded from now on. Signing in there again takes your passphrase.",
    busy: "Signing out …",
    done: (name: string) => `${name} is signed out`,
    doneOthers: "Your other devices are signed out",
    away: {
      up: (milliseconds: number | null) =>
        milliseconds === null
          ? "Reached from anywhere, by an address that each device gets."
          : `Reached from anywhere, by an address that each device gets; ${milliseconds} ms to the relay and back.`,
      opening: "From elsewhere: not yet, the relay is being dialled.",
      "no-certificate": "From elsewhere: not yet, the hub waits for its certificate.",
      "one-name":
        "From elsewhere: by one device’s address only; the hub’s certificate is for that one alone. It goes on trying for all.",
      silent:
        "From elsewhere nobody gets in: no Internet at home, or the relay is down. At home everything works.",
      refused: "From elsewhere nobody gets in: the relay does not take this hub. Ask whoever runs it.",
    },
  },
} as const;
