/** What we ask of a passphrase. Pure; the words for it are in `words.ts`. */
const MIN_PASSPHRASE = 12;
export const MAX_PASSPHRASE = 128;

export type PassphraseVerdict =
  | { readonly kind: "empty" }
  | { readonly kind: "too-short"; readonly missing: number }
  | { readonly kind: "too-long" }
  /** Long enough, but made of little: one name, one pattern, one letter. */
  | { readonly kind: "too-simple" }
  | { readonly kind: "good" }
  | { readonly kind: "strong" };

const PATTERNS = [
  "abcdefghijklmnopqrstuvwxyz",
  "zyxwvutsrqponmlkjihgfedcba",
  "01234567890123456789",
  "98765432109876543210",
  "qwertyuiopasdfghjklzxcvbnm",
  "qwertzuiopasdfghjklyxcvbnm",
];
const COMMON = [
  "password",
  "passwort",
  "passphrase",
  "pawpost",
  "cloudpets",
  "letmein",
  "iloveyou",
  "welcome",
  "willkommen",
  "teddy",
  "hallo",
  "hello",
];

/** @param ownWords what anybody in the house could guess: names, "Pawpost" */
export function judgePassphrase(passphrase: string, ownWords: readonly string[] = []): PassphraseVerdict {
  const { length } = [...passphrase.normalize("NFKC")];
  if (length === 0) return { kind: "empty" };
  if (length < MIN_PASSPHRASE) return { kind: "too-short", missing: MIN_PASSPHRASE - length };
  if (length > MAX_PASSPHRASE) return { kind: "too-long" };
  const worth = worthOf(passphrase, ownWords);
  if (worth < 8) return { kind: "too-simple" };
  return { kind: worth < 16 ? "good" : "strong" };
}

export const isAcceptable = ({ kind }: PassphraseVerdict): boolean => kind === "good" || kind === "strong";

/** Letters that are left when everything a guesser tries first counts as one. */
function worthOf(passphrase: string, ownWords: readonly string[]): number {
  let text = passphrase.normalize("NFKC").toLowerCase();
  const guessable = [...ownWords.flatMap((word) => word.toLowerCase().split(/\s+/)), ...COMMON];
  for (const word of guessable
    .filter((word) => word.length >= 3)
    .sort((one, other) => other.length - one.length)) {
    text = text.replaceAll(word, "\u0001");
  }
  text = text.replace(/(.+?)\1+/gu, "$1"); // aaaa, abcabcabc
  return countRuns(text);
}

/** Each run along the alphabet or the keyboard counts as two letters, however long. */
function countRuns(text: string): number {
  let worth = 0;
  for (let at = 0; at < text.length; ) {
    let length = 1;
    while (at + length < text.length && isRun(text.slice(at, at + length + 1))) length += 1;
    worth += length >= 4 ? 2 : length;
    at += length;
  }
  return worth;
}

const isRun = (text: string) => PATTERNS.some((pattern) => pattern.includes(text));
