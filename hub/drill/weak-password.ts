/**
 * A weak password, as "qwe" and "cloudpets" were then. The hub never sees a passphrase: the page judges it. So the very judge that browsers are served is asked about what
 * everybody tries first; then the first few are tried at each guardian's door as a page would, by the hub itself, where nobody's tries are counted.
 */
import { derivePassphraseKeys, type PassphraseHash } from "../archive/derive-keys.ts";
import { parseBase64url } from "../contract/base64url.ts";
import type { Person } from "../ports/household.ts";
import type { AskJudge } from "./served-judge.ts";
import type { Trial } from "./trial.ts";

/** Those of the breach, and what everybody tries next. */
const FIRST = ["qwe", "12345", "password", "123456", "cloudpets"] as const;
/** What else would be long enough. */
const LONGER = [
  "passwordpassword",
  "123456789012",
  "qwertyuiopas",
  "cloudpets2017",
  "cloudpetscloudpets",
  "teddybear1234",
  "iloveyouteddy",
  "qwe qwe qwe qwe",
  "letmein12345678",
  "pawpostpawpost",
] as const;
/** Of each: an Argon2id in the browser's place and one in the hub's. */
const MOST_GUESSES = 8;

/** Whether this is what somebody's passphrase signs in with; no try is counted. @returns `undefined` when there is no room for it now */
export type AcceptsGuess = (
  auth: Uint8Array,
  kept: NonNullable<Person["verifier"]>,
) => Promise<boolean | undefined>;

interface WeakPasswordParts {
  readonly judge: AskJudge;
  readonly hash: PassphraseHash;
  readonly fits: AcceptsGuess;
  readonly people: () => readonly Person[];
  /** Names that everybody in the house knows. */
  readonly words: () => readonly string[];
}

export const weakPassword = (parts: WeakPasswordParts): Trial<"weak-password"> => ({
  step: "weak-password",
  async attempt(signal) {
    const words = parts.words();
    const dressed = words.flatMap((word) => [`${word}2019`, `${word} ${word} 2017`, `${word}123456789`]);
    const candidates = [...FIRST, ...LONGER, ...words, ...dressed];
    let tried = 0;
    const weak: string[] = [];
    for (const person of parts.people()) {
      const slot = person.slots.find(({ kind }) => kind === "passphrase");
      if (person.verifier === null || slot?.kind !== "passphrase") continue;
      for (const guess of new Set([...FIRST, ...words].slice(0, MOST_GUESSES))) {
        signal.throwIfAborted();
        const salt = new Uint8Array(parseBase64url(slot.salt) ?? []);
        const { auth } = await derivePassphraseKeys(guess, salt, parts.hash);
        tried += 1;
        if ((await parts.fits(Buffer.from(auth, "base64url"), person.verifier)) !== true) continue;
        weak.push(person.name);
        break;
      }
    }
    if (weak.length > 0) return { seen: "opens", count: weak.length, detail: weak };
    const taken = await parts.judge(candidates, words, signal);
    if (taken === undefined) return { seen: "no-judge" };
    // A name of the family's is not written down as what somebody may have for a passphrase.
    if (taken.length > 0) return { seen: "taken", count: taken.length };
    return { seen: "refused", count: candidates.length + tried };
  },
});
