/**
 * Six words that stand for who the first guardian is: the page shows them, and so does `pawpost ble trust` on the machine that
 * puts sounds on toys. Where they are the same, both believe the same family.
 *
 * The first 66 bits of the roster's fingerprint, 11 for each word, first word first. Who wants other keys to have the same six
 * has to try about 2^66 of them.
 */
import { TRUST_WORD_LIST } from "./trust-word-list.ts";

const WORDS = 6;
const BITS = 11;

/** @param fingerprint `Roster.fingerprint`: SHA-256, hex */
export function trustWords(fingerprint: string): readonly string[] {
  const bits = BigInt(`0x${fingerprint}`);
  return Array.from({ length: WORDS }, (_, at) => {
    const index = Number((bits >> BigInt(256 - BITS * (at + 1))) & 0x7ffn);
    return TRUST_WORD_LIST[index] ?? "";
  });
}
