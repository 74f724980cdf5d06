/** What is said before somebody is in: claiming, signing in, what keeps somebody out. */
import type { SignatureError } from "../../../../hub/contract/errors.ts";
import type { KeyError, PasskeyError } from "../../keys/errors.ts";
import type { Judgement } from "../../keys/passphrase-judge.ts";
import { number, plural } from "./amounts.ts";

export const PASSPHRASE_WORDS: Readonly<Record<Exclude<Judgement["kind"], "too-short">, string>> = {
  empty: "At least 12 letters. Four words that only you would put together are easy to remember.",
  "too-long": "At most 128 letters.",
  common: "Others try this one first. Take four words that nobody expects side by side.",
  "known-words": "Add another word: names of the family, years and words such as “teddy” count for nothing.",
  "too-simple": "Too easy to guess. Add a word that has nothing to do with the others.",
  good: "Good.",
  strong: "Strong.",
  loading: "One moment: the list that it is held against is on its way …",
  unavailable: "The list that it is held against did not come. Is the hub still on?",
};

/** Why a passkey was not made or not used. */
export const PASSKEY_WORDS: Readonly<Record<PasskeyError["code"], { title: string; next: string }>> = {
  "passkey.none-used": {
    title: "No passkey was used.",
    next: "Try again, or use your passphrase. This device may have none for this address.",
  },
  "passkey.there-already": {
    title: "This device has a passkey of yours already.",
    next: "Use that one. If it is not on the list, remove it in the device’s own settings first.",
  },
  "passkey.no-secret": {
    title: "That kind of passkey could sign you in, but not open your recordings.",
    next: "Use your passphrase here, or a passkey of a newer device or of a security key.",
  },
};

/** The list of who counts, or the keys of this person, are not what they should be. No way on from here but with a reason. */
export const TRUST_WORDS: Readonly<Record<string, string>> = {
  "roster.wrong-first-guardian": "It names another first guardian.",
  "roster.older-than-known": "It is older than the one this browser saw before.",
  "roster.forked": "It took another turn than the one this browser saw before.",
  "keys.not-mine": "It names other keys than those that your passphrase opens.",
  "keys.vault-unreadable": "The key to your recordings that it keeps does not open.",
  "keys.slot-unreadable": "The keys that it keeps for you are damaged.",
} satisfies Partial<Record<SignatureError["code"] | KeyError["code"], string>>;

export const doorWords = {
  judgements: PASSPHRASE_WORDS,
  passkeyTrouble: PASSKEY_WORDS,
  distrust: TRUST_WORDS,
  trust: {
    title: "Something is not right",
    lead: "The hub shows a list of guardians that does not fit what this browser knows. Nothing was opened and nothing was sent.",
    next: "If nobody at home has started the hub over, somebody may have taken its place. Look at the hub itself before you go on.",
  },
  wizard: {
    step: (step: number, of: number) => `Step ${number(step)} of ${number(of)}`,
  },
  claim: {
    title: "Welcome home, bear",
    lead: "This hub is new. Whoever has its one\u2011time code becomes the first guardian.",
    code: "One-time code",
    codeHint: "The hub printed it when it started, like ABCD\u2011EFGH\u20112345.",
    name: "Your name",
    nameHint: "As your child knows you.",
    passphrase: "Passphrase",
    promise:
      "It never leaves this browser. Nobody can recover it for you: write it down and keep it where you keep passports.",
    submit: "Continue",
    busy: "Making your keys …",
    fromBackup: "Bring back a family from a backup",
  },
  signIn: {
    title: "Welcome back",
    ended: "You were signed out. Sign in again to go on.",
    endedBy: (name: string) =>
      `This device was signed out by ${name}, from another device. Sign in again if that was meant to be.`,
    otherHub:
      "This is another hub than the one that this browser knows. If nobody at home set it up anew, do not go on.",
    submit: "Sign in",
    busy: "Opening your keys …",
    lost: "I lost my passphrase",
    haveCode: "I have a code from my other page",
  },
  passphrase: {
    show: "Show passphrase",
    hide: "Hide passphrase",
    /** On the button itself; the two above are what it is called. */
    shortShow: "Show",
    shortHide: "Hide",
    missing: (count: number) => `A little longer: ${number(count)} more`,
    askAgain: "Check again",
  },
  passkeyWay: {
    use: "Use a passkey",
    waiting: "Waiting for this device …",
    or: "or with your passphrase",
  },
  /** Of what was recorded here and not sent. */
  leftHere: {
    waits: (many: number) =>
      plural(many, {
        one: "1 message waits on this device. It goes when whoever recorded it has signed in.",
        other: (n) => `${n} messages wait on this device. They go when whoever recorded them has signed in.`,
      }),
    /** The browser has emptied itself. */
    lost: "Something waited here to be sent, and this browser has put it away to make room: it is lost, and has to be recorded once more. Nothing on the hub is touched. On the home screen this does not happen so easily.",
  },
  deviceLabel: {
    named: (browser: string, system: string) => `${browser} on ${system}`,
    someBrowser: "Browser",
  },
} as const;
