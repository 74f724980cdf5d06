/**
 * What an invitation's link carries behind its `#`, which no browser sends anywhere:
 *
 *   1.<secret, 16 bytes>.<hub's id>.<fingerprint of the roster, 32 bytes>     base64url each
 *
 * Of the secret come, by HKDF-SHA-256 and apart from each other, the id that the hub knows the invitation by and the key of the
 * proof that it cannot make (`hub/contract/joining.ts`).
 */
import { encodeBase64url, parseBase64url } from "../../../hub/contract/base64url.ts";
import { makePublicId, type PublicId, parsePublicId } from "../../../hub/contract/public-id.ts";
import type { Roster } from "../../../hub/contract/roster.ts";

/** The page that the link opens. */
export const JOIN_PATH = "/join";
const VERSION = "1";
const SECRET_BYTES = 16;
const HASH_BYTES = 32;

export interface InvitationLink {
  readonly secret: Uint8Array<ArrayBuffer>;
  readonly hub: PublicId;
  /** Hex, as in {@link Roster}. */
  readonly fingerprint: string;
}

export interface InvitationKeys {
  readonly id: PublicId;
  /** Proves and checks; no script can read it. */
  readonly proofKey: CryptoKey;
}

export const makeInvitationLink = ({
  hub,
  fingerprint,
}: Pick<Roster, "hub" | "fingerprint">): InvitationLink => ({
  secret: crypto.getRandomValues(new Uint8Array(SECRET_BYTES)),
  hub,
  fingerprint,
});

/** @returns the fragment without its `#` */
export const writeInvitationLink = ({ secret, hub, fingerprint }: InvitationLink): string =>
  [VERSION, encodeBase64url(secret), hub, encodeBase64url(fromHex(fingerprint))].join(".");

/** @param fragment with or without its `#`. @returns `undefined` for anything that {@link writeInvitationLink} did not write */
export function parseInvitationLink(fragment: string): InvitationLink | undefined {
  const [version, secretText = "", hubText, hashText = "", ...rest] = fragment.replace(/^#/, "").split(".");
  const secret = parseBase64url(secretText);
  const hub = parsePublicId(hubText);
  const hash = parseBase64url(hashText);
  if (version !== VERSION || rest.length > 0 || secret === undefined || hash === undefined) return undefined;
  if (secret.byteLength !== SECRET_BYTES || hash.byteLength !== HASH_BYTES || hub === undefined)
    return undefined;
  return { secret, hub, fingerprint: toHex(hash) };
}

export async function deriveInvitationKeys(secret: Uint8Array<ArrayBuffer>): Promise<InvitationKeys> {
  const root = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits", "deriveKey"]);
  const branch = (name: string) => ({
    name: "HKDF",
    hash: "SHA-256",
    salt: new Uint8Array(0),
    info: new TextEncoder().encode(name),
  });
  const [id, proofKey] = await Promise.all([
    crypto.subtle.deriveBits(branch("pawpost/v1/invitation-id"), root, 128),
    crypto.subtle.deriveKey(
      branch("pawpost/v1/invitation-proof"),
      root,
      { name: "HMAC", hash: "SHA-256", length: 256 },
      false,
      ["sign", "verify"],
    ),
  ]);
  return { id: makePublicId(new Uint8Array(id)), proofKey };
}

const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const fromHex = (text: string): Uint8Array =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
