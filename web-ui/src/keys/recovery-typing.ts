import { type AgeIdentity, parseIdentity } from "../../../hub/archive/identity.ts";
import { SHEET_LETTERS, SHEET_PREFIX } from "./recovery-sheet.ts";
import { type LettersToType, parseTyped, type TypedLetters } from "./typed-letters.ts";

/** A recovery sheet, as it is typed from paper. */
export const SHEET_TO_TYPE: LettersToType<AgeIdentity> = {
  beginning: SHEET_PREFIX.replaceAll("-", ""),
  length: SHEET_LETTERS,
  read: (letters) => parseIdentity(SHEET_PREFIX + letters),
};

export const parseTypedSheet = (text: string): TypedLetters<AgeIdentity> => parseTyped(SHEET_TO_TYPE, text);
