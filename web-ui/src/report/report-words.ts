/** What the form for strangers says while it works; the rest stands in `report.html`. It loads nothing of the family's page. */
export const REPORT_WORDS = {
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
