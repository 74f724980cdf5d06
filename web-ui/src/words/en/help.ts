/** Short answers for who does not know how to go on. */
export const helpWords = {
  help: {
    title: "Help",
    lead: "Press a question to see what to do.",
    answers: [
      {
        title: "The toy is out of reach",
        steps: [
          "Nothing is lost: the message waits on the hub and goes by itself when the toy is near again.",
          "After a day, switch the toy off and on, and give it new batteries.",
        ],
      },
      {
        title: "The child hears nothing",
        steps: [
          "The heart blinks while a message waits. Press the toy’s blue hand: it speaks.",
          "Does the heart stay dark? Look at the message: it says what it waits for.",
        ],
      },
      {
        title: "The microphone does not start",
        steps: [
          "Press the small sign before the page’s address, allow the microphone, and press Record again.",
          "Or choose a sound file that you recorded with another app.",
        ],
      },
      {
        title: "The hub does not answer",
        steps: [
          "Is it plugged in, and is this phone in the same network?",
          "What you recorded is kept on this device and goes when the hub is back.",
        ],
      },
      {
        title: "A phone was lost or stolen",
        steps: [
          "On another device of yours: Settings, Devices, sign the lost one out. It can listen to nothing from then on.",
          "If somebody may have had it open: Settings, Change the lock, Shut every door.",
        ],
      },
      {
        title: "I forgot my passphrase",
        steps: [
          "A passkey or a recovery sheet lets you in as well: press “I lost my passphrase” where you sign in.",
          "Another guardian can invite you anew. Without any of these, what was recorded stays shut, for everybody.",
        ],
      },
      {
        title: "Somebody should not hear us any more",
        steps: [
          "Settings, People, Remove: nothing of theirs counts from that moment, and new recordings are sealed without them.",
          "What they heard before they have heard.",
        ],
      },
      {
        title: "The red hand and the blue hand",
        steps: [
          "Blue: the toy says what was sent last.",
          "Red: the child speaks until it is pressed again. The hub fetches it and seals it; only guardians can open it.",
        ],
      },
    ],
    moreTitle: "More than that",
    more: "The whole guide lies beside the program, on the hub’s own machine, in the folder “docs”. Whoever set the hub up can open it.",
    reportTitle: "Something is broken, or not safe",
    report:
      "Save a report under Settings and give it to whoever looks after the hub, with a sentence of what happened.",
    strangers: "Anybody can tell the household of a weakness, without an account:",
    reportForm: "Report a problem",
  },
  phone: {
    title: "Somebody to ring",
    none: "No guardian gave a number yet.",
    ring: (name: string, phone: string) => `Ring ${name}: ${phone}`,
    give: "Give my number",
    change: "Change my number",
    remove: "Remove my number",
    own: "My phone number",
    whoSees: "The other guardians see it here, and relatives under Help on their page.",
    save: "Save",
    kept: "Your number is kept",
    gone: "Your number is removed",
  },
} as const;
