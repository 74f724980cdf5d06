/** Proof and code of `hub/contract/joining.ts`. */
import { encodeBase64url, parseBase64url } from "../../../hub/contract/base64url.ts";
import { type JoiningFacts, joiningStatement } from "../../../hub/contract/joining.ts";

/** By the invited browser: whoever made these keys has the link. */
export const proveJoining = async (facts: JoiningFacts, proofKey: CryptoKey): Promise<string> =>
  encodeBase64url(new Uint8Array(await crypto.subtle.sign("HMAC", proofKey, joiningStatement(facts))));

/** By the browser that made the link: these are the keys of whoever has it, and the hub put no others in their place. */
export async function isProven(facts: JoiningFacts, proof: string, proofKey: CryptoKey): Promise<boolean> {
  const mac = parseBase64url(proof);
  return mac !== undefined && crypto.subtle.verify("HMAC", proofKey, mac, joiningStatement(facts));
}

const GROUPS = 6;
const DIGITS = 3;

/**
 * Eighteen digits that both pages show, for who compares by voice. As many as they are because a hub that puts its own keys in
 * between may try as many as it likes until the digits are the same: 10^18 tries.
 */
export async function joiningCode(facts: JoiningFacts): Promise<readonly string[]> {
  const hash = new DataView(await crypto.subtle.digest("SHA-256", joiningStatement(facts)));
  const digits = String((hash.getBigUint64(0) >> 4n) % 10n ** BigInt(GROUPS * DIGITS));
  return digits.padStart(GROUPS * DIGITS, "0").match(/.{3}/g) ?? [];
}
