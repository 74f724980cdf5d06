/**
 * The secret of a hand-over, as it goes from page to page: behind a link's `#`, which no browser sends anywhere, in a picture to
 * scan, or by hand into an app that is opened by its icon and by no link.
 *
 *   move.<32 letters>                          26 of secret (128 bits), 6 of checksum (Bech32, BIP-173)
 *   XXXX XXXX XXXX XXXX XXXX XXXX XXXX XXXX    the same letters, to be typed
 *
 * Of the secret come, by HKDF-SHA-256 and apart from each other, the id that the hub knows the hand-over by and the identity that
 * opens what was sealed (`hand-over-parcel.ts`).
 */
import { decodeBech32, encodeBech32, fromBech32Words, toBech32Words } from "../../../hub/archive/bech32.ts";
import { type AgeIdentity, identityFromBytes } from "../../../hub/archive/identity.ts";
import { makePublicId, type PublicId } from "../../../hub/contract/public-id.ts";
import { groupLetters, type LettersToType, parseTyped, type TypedLetters } from "./typed-letters.ts";

/** 16 bytes. */
export type HandOverSecret = Uint8Array<ArrayBuffer> & { readonly __brand: "HandOverSecret" };

const BYTES = 16;
const LETTERS = 32;
const PREFIX = "move";

export const makeHandOverSecret = (): HandOverSecret =>
  crypto.getRandomValues(new Uint8Array(BYTES)) as HandOverSecret;

const lettersOf = (secret: HandOverSecret): string =>
  encodeBech32(PREFIX, toBech32Words(secret))
    .slice(PREFIX.length + 1)
    .toUpperCase();

/** @returns the fragment without its `#` */
export const writeHandOverLink = (secret: HandOverSecret): string => `${PREFIX}.${lettersOf(secret)}`;

/** Eight groups of four. */
export const handOverGroups = (secret: HandOverSecret): readonly string[] => groupLetters(lettersOf(secret));

export const HAND_OVER_TO_TYPE: LettersToType<HandOverSecret> = {
  beginning: PREFIX.toUpperCase(),
  length: LETTERS,
  read(letters) {
    const decoded = decodeBech32(`${PREFIX}1${letters.toLowerCase()}`);
    const secret = decoded?.prefix === PREFIX ? fromBech32Words(decoded.words) : undefined;
    return secret?.byteLength === BYTES ? (secret as HandOverSecret) : undefined;
  },
};

/** @param text the letters as people type them, a whole address, or what stands behind its `#` */
export const parseTypedHandOver = (text: string): TypedLetters<HandOverSecret> =>
  parseTyped(HAND_OVER_TO_TYPE, text.replace(/^[^#]*#/, ""));

/** @param hash what an address has from its `#` on. @returns `undefined` where it is of no hand-over */
export function parseHandOverHash(hash: string): HandOverSecret | undefined {
  const typed = hash.startsWith(`#${PREFIX}.`) ? parseTypedHandOver(hash) : undefined;
  return typed?.kind === "whole" ? typed.value : undefined;
}

export async function deriveHandOverKeys(
  secret: HandOverSecret,
): Promise<{ readonly id: PublicId; readonly identity: AgeIdentity }> {
  const root = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  const branch = async (name: string, bits: number) =>
    new Uint8Array(
      await crypto.subtle.deriveBits(
        {
          name: "HKDF",
          hash: "SHA-256",
          salt: new Uint8Array(0),
          info: new TextEncoder().encode(`pawpost/v1/hand-over-${name}`),
        },
        root,
        bits,
      ),
    );
  const [id, identity] = await Promise.all([branch("id", 128), branch("identity", 256)]);
  return { id: makePublicId(id), identity: identityFromBytes(identity) };
}
