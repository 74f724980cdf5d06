/**
 * A recovery sheet: an age identity on paper, that `age -d -i` takes as it is. From its 32 bytes come two keys:
 *
 *   AGE-SECRET-KEY-1…  --X25519-->                                  opens the person's box of its slot
 *                     `--HKDF-SHA-256 (RFC 5869)--> Ed25519 seed    shows that the sheet is at hand: test and sign-in
 *
 * The hub keeps the public halves of both. Neither says anything of the other, and the text itself stays in the browser.
 */
import { decodeBech32, fromBech32Words } from "../../../hub/archive/bech32.ts";
import { type AgeIdentity, type AgeRecipient, recipientOf } from "../../../hub/archive/identity.ts";
import type { Signer } from "../../../hub/contract/jws.ts";
import { signerFromSeed } from "./signing-key.ts";
import { groupLetters } from "./typed-letters.ts";

/** What stands in front of the letters that are different on each sheet. */
export const SHEET_PREFIX = "AGE-SECRET-KEY-1";
/** 52 letters of key, 6 of checksum. */
export const SHEET_LETTERS = 58;

export interface SheetKeys {
  readonly identity: AgeIdentity;
  readonly recipient: AgeRecipient;
  readonly proof: Signer;
}

export async function deriveSheetKeys(identity: AgeIdentity): Promise<SheetKeys> {
  const secret = fromBech32Words(decodeBech32(identity)?.words ?? []);
  if (secret?.byteLength !== 32) throw new RangeError("not an age identity");
  const root = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  const info = new TextEncoder().encode("pawpost/v1/sheet-proof");
  const seed = await crypto.subtle.deriveBits(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info },
    root,
    256,
  );
  const [recipient, proof] = await Promise.all([recipientOf(identity), signerFromSeed(new Uint8Array(seed))]);
  return { identity, recipient, proof };
}

/** The letters behind {@link SHEET_PREFIX} as they are printed and typed: fourteen groups of four and one of two. */
export const sheetGroups = (identity: AgeIdentity): readonly string[] =>
  groupLetters(identity.slice(SHEET_PREFIX.length));
