/** What is signed and does not hold. */
import { type Problems, type ProblemWords, SIGN_IN_AGAIN } from "./problem-words.ts";

const RELOAD_AND_SEND = "Reload the page and send it again.";

/** A signature that must not be believed is one kind of problem to a guardian; the code says which. */
const forged = (title: string): ProblemWords => ({ status: 422, title, action: RELOAD_AND_SEND });

const FORGED = forged("The stamp does not count.");

const STAMP_TIME: ProblemWords = {
  ...FORGED,
  title: "The stamp does not count now.",
  action: "Send it again as a new message.",
};

/** The hub's own roster does not hold: nobody at the page did anything wrong. */
const ROSTER: ProblemWords = {
  status: 500,
  title: "The list of who may approve does not hold together.",
  action: "Bring the hub's data back from a backup.",
};

export const SIGNATURE_PROBLEMS = {
  "roster.refused": {
    status: 403,
    title: "That change of the roster does not count.",
    action: "Reload the page and try again.",
  },
  "ledger.not-signed": {
    status: 403,
    title: "That was not signed by this device.",
    action: SIGN_IN_AGAIN,
  },
  "ledger.does-not-fit": {
    status: 409,
    title: "The hub’s history is not the one that this device saw.",
    action: "Open Safety: it says what that can mean, and what to do.",
  },
  "ledger.malformed": FORGED,
  "ledger.wrong-hub": FORGED,
  "ledger.other-key": FORGED,
  "ledger.cut": FORGED,
  "ledger.rewritten": FORGED,
  "jws.malformed": FORGED,
  "jws.wrong-type": FORGED,
  "jws.bad-signature": FORGED,
  "stamp.malformed": FORGED,
  "stamp.unknown-signer": {
    ...FORGED,
    title: "This device may not approve messages.",
    action: "Sign in again on this device, then send it again.",
  },
  "stamp.wrong-hub": forged("The stamp was made for another hub."),
  "stamp.wrong-message": forged("The stamp was made for another message."),
  "stamp.wrong-clip": forged("The stamp was made for another sound."),
  "stamp.wrong-toy": forged("The stamp was made for another toy."),
  "stamp.wrong-child": forged("The stamp was made for another child than the one who has the toy."),
  "stamp.not-trusted": {
    status: 403,
    title: "This needs a guardian who listens first.",
    action: "Ask a guardian to approve it.",
  },
  "stamp.too-early": STAMP_TIME,
  "stamp.expired": STAMP_TIME,
  "stamp.unknown-roster": FORGED,
  "roster.malformed": ROSTER,
  "roster.wrong-first-guardian": ROSTER,
  "roster.broken-chain": ROSTER,
  "roster.not-a-guardian": ROSTER,
  "roster.suspended": ROSTER,
  "roster.last-guardian": ROSTER,
  "roster.older-than-known": ROSTER,
  "roster.forked": ROSTER,
} as const satisfies Problems;
