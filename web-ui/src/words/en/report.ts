/** The form for strangers, which loads nothing of the family's page. */
export const REPORT_WORDS = {
  /** What `report.html` says as long as nothing was loaded, too. */
  page: {
    title: "Tell this household something",
    lead: "A family keeps its post for a plush toy on this hub. If you found a way to hear what is not meant for you, or anything else that the guardians should know, write it here. You need no account.",
    question: "What should they know?",
    hint: "Plain text, at most 4,096 letters (fewer with accents). Say how they can reach you, if you would like an answer. No recording of a child, please, and no password.",
    send: "Send to the household",
    policy: "What happens with it",
    kept: "It is kept on this hub, sealed, and goes nowhere else. “It is there” means that it is on the disk.",
    seen: "Every guardian sees it, again at each visit, until that guardian says “I have read it”.",
    nameless:
      "The hub does not note who you are or where you come from. Nobody can answer you unless you say how.",
    doubted: "Guardians are told that a stranger wrote it, and not to follow what it asks without checking.",
    limited:
      "Three reports are taken in an hour, from everybody together. When others were first, keep this page open: it tries again by itself.",
  },
  working: (percent: number) => `Doing the small task that keeps floods away: ${percent} %`,
  sending: "Sending …",
  done: "It is there. The guardians will see it.",
  waiting: (at: string) =>
    `Others wrote before you, and three reports are taken in an hour. Keep this page open: it tries again at ${at}.`,
  unreachable: "The hub does not answer. This page goes on trying.",
  tooLong: "That is too long: 4,096 bytes fit. Shorten it, then send it.",
  notSecure:
    "Your browser cannot do the small task at this address: open the form by https, or on the hub itself.",
  failed: "The hub did not take it. Try again later.",
} as const;
