/** A lost passphrase, and a hub that started anew. */

export const anewWords = {
  lostPassphrase: {
    title: "Use your recovery sheet",
    lead: "It signs you in and opens your recordings. Choose a new passphrase; the old one opens nothing any more.",
    field: "New passphrase",
    submit: "Set it and sign in",
    busy: "Opening your keys …",
    back: "Back to sign in",
    without:
      "No sheet either? Nobody can open the recordings for you. A device that is still signed in can play them, and another guardian can invite you anew.",
    nobody: "Nobody at home can get in any more",
  },
  startAnew: {
    title: "Start anew",
    lead: "For a family in which every guardian has lost every way in. Whoever is at the hub’s machine, and holds one of the toys, can begin again beside what is kept.",
    will: [
      "You become the first guardian, with new keys. Children, recordings and history stay on the hub.",
      "Recordings of before stay locked, for you too, until somebody finds an old passphrase or recovery sheet. None is deleted for it.",
      "Everybody who was here before is out, and is invited anew. What still waits for a toy is not delivered.",
      "Each toy’s guard has to be told on the machine, and takes its paw again.",
    ],
    how: "On the hub’s machine, while the hub runs:",
    command: "scripts/pawpost start-anew",
    code: "Code from the hub’s machine",
    codeHint: "Like ABCD\u2011EFGH\u20112345. Good for half an hour.",
    submit: "Go on",
    submitBusy: "Looking at the code …",
    press: "Now press the blue hand of one of the toys.",
    pressHint:
      "Within two minutes. It shows that somebody is at home. The toy must be switched on and near the hub.",
    pressed: "The paw was pressed.",
    late: "Nobody pressed it in time. Go on once more, with the same code.",
    back: "Back",
  },
  oldRecordings: {
    open: "Old recordings",
    title: "Old recordings",
    lead: "What was recorded before the hub started anew is locked. A passphrase or a recovery sheet of one of the guardians of that time still opens it.",
    whose: "Whose was it?",
    until: (name: string, day: string) => `${name}, until ${day}`,
    passphrase: "Passphrase of that time",
    bySheet: "Use a recovery sheet of that time",
    byPassphrase: "Use a passphrase of that time",
    nothing: "This guardian had a passkey alone: it opens nothing here any more.",
    submit: "Open them",
    busy: "Opening …",
    done: "They are open. Now they are sealed with the new key, one by one.",
    what: "From then on every guardian of now hears them, and whoever has that old passphrase or sheet hears nothing more once they are sealed anew. What waited then is not sent by itself: listen, and send it on if it still fits.",
  },
  /** On a device that knows the family that was. */
  startedAnew: {
    title: "This hub started anew",
    lead: "It has another first guardian than the one this browser knows. Nothing was opened and nothing was sent.",
    why: "That happens when every guardian had lost every way in, and somebody at the hub’s machine began again. If you can still get in, nobody asked you, or nobody at home did it: somebody may have taken the hub’s place. Look at the machine before you do anything else.",
    kept: "Recordings of before are still there, locked with the old key. Keep your passphrase, passkeys and recovery sheet.",
    words: "Six words for the family of now:",
    compare: "Have a guardian of now read them to you: they stand under Toys, on that guardian’s page.",
    forget: "They are the same: forget the family that was, here",
    busy: "Forgetting …",
  },
} as const;
