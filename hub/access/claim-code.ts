import { timingSafeEqual } from "node:crypto";
import { CODE_LETTERS, groupLetters, readLetters } from "../contract/code-letters.ts";

const LETTERS = 12;
const LETTERS_ONLY = new RegExp(`^[0-9A-Z]{${LETTERS}}$`);
/** Wrong tries until the code is void and the hub must be started again for a new one. */
const MOST_TRIES = 20;

export interface ClaimCode {
  /** `XXXX-XXXX-XXXX`: 60 random bits. */
  readonly text: string;
  /** Whether this is the code, as typed: case, dashes and blanks do not matter. Counts the tries. */
  matches(typed: string): boolean;
  /** Tried too often: not even the right one counts any more. */
  isVoid(): boolean;
}

/** @param random 12 fresh random bytes */
export function makeClaimCode(random: Uint8Array): ClaimCode {
  if (random.byteLength !== LETTERS) throw new RangeError("a claim code takes 12 bytes");
  const letters = Array.from(random, (byte) => CODE_LETTERS[byte % 32]).join("");
  let tries = 0;
  return {
    isVoid: () => tries >= MOST_TRIES,
    text: groupLetters(letters),
    matches(typed) {
      if (tries >= MOST_TRIES) return false;
      tries += 1;
      const plain = readLetters(typed);
      return LETTERS_ONLY.test(plain) && timingSafeEqual(Buffer.from(plain), Buffer.from(letters));
    },
  };
}
