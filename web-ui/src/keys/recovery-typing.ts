/** Reads a recovery sheet as people type it, and says where a slip is. Never mends one by itself: BIP-173 advises against it. */
import { type AgeIdentity, parseIdentity } from "../../../hub/archive/identity.ts";
import { groupLetters, groupOf, SHEET_LETTERS, SHEET_PREFIX } from "./recovery-sheet.ts";

export type TypedSheet =
  | { readonly kind: "whole"; readonly identity: AgeIdentity }
  | { readonly kind: "empty" }
  | { readonly kind: "too-short"; readonly missing: number }
  | { readonly kind: "too-long"; readonly extra: number }
  /** @property group numbered from 1; `undefined` where more than one letter is wrong */
  | { readonly kind: "slip"; readonly group: number | undefined };

const LETTERS = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
const PREFIX_LETTERS = SHEET_PREFIX.replaceAll("-", "");

/** Case, blanks, dashes and the printed beginning do not matter; four signs that no sheet has are what they look like. */
export function parseTypedSheet(text: string): TypedSheet {
  const letters = readLetters(text);
  if (letters === "") return { kind: "empty" };
  const identity = read(letters);
  if (identity !== undefined) return { kind: "whole", identity };
  const [suspect, ...others] = nearMisses(letters);
  // One of two equal letters is left out at either place, and these may lie in two groups.
  if (suspect !== undefined && others.every((group) => group - suspect <= 1))
    return { kind: "slip", group: suspect };
  const missing = SHEET_LETTERS - letters.length;
  if (missing > 0) return { kind: "too-short", missing };
  if (missing < 0) return { kind: "too-long", extra: -missing };
  return { kind: "slip", group: undefined };
}

/** What was typed, in the groups of the sheet, to find one by its number. */
export const typedGroups = (text: string): readonly string[] => groupLetters(readLetters(text));

function readLetters(text: string): string {
  const typed = text
    .normalize("NFKC")
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, "");
  return (typed.startsWith(PREFIX_LETTERS) ? typed.slice(PREFIX_LETTERS.length) : typed)
    .replaceAll("O", "0")
    .replaceAll("B", "8")
    .replaceAll(/[1I]/g, "L");
}

const read = (letters: string) =>
  letters.length === SHEET_LETTERS ? parseIdentity(SHEET_PREFIX + letters) : undefined;

/**
 * Groups where one slip (a wrong letter, two letters swapped, one left out, one too many) would explain everything. The
 * checksum tells any two sheets apart in at least five letters, so with up to three wrong ones no false place is named.
 */
function* nearMisses(letters: string): Generator<number> {
  const off = letters.length - SHEET_LETTERS;
  if (Math.abs(off) > 1) return;
  for (let at = 0; at < Math.max(SHEET_LETTERS, letters.length); at += 1) {
    // Letter `at` replaced, left out before, or taken away; the same loop for all three.
    const [before, after] = [letters.slice(0, at), letters.slice(at + 1 + off)];
    if (off === 1) {
      if (read(before + letters.slice(at + 1)) !== undefined) yield groupOf(at);
      continue;
    }
    for (const letter of LETTERS) if (read(before + letter + after) !== undefined) yield groupOf(at);
    const [one = "", other = ""] = letters.slice(at, at + 2);
    if (off === 0 && read(before + other + one + letters.slice(at + 2)) !== undefined) yield groupOf(at);
  }
}
