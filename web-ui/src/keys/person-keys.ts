/**
 * A person's keys, as they lie in a slot's box. An age identity file with one line more, so that `age -d -i` reads it too:
 *
 *   # pawpost person keys, version 1
 *   # signing key (Ed25519): <public, base64url> <seed, base64url>
 *   AGE-SECRET-KEY-1...
 */
import { type AgeIdentity, makeIdentity, parseIdentity } from "../../../hub/archive/identity.ts";
import { encodeBase64url, parseBase64url } from "../../../hub/contract/base64url.ts";
import { publicKey } from "../../../hub/contract/jws.ts";
import { makeSigningKey, type SigningKey } from "./signing-key.ts";

export interface PersonKeys {
  readonly identity: AgeIdentity;
  readonly signing: SigningKey;
}

export const makePersonKeys = async (): Promise<PersonKeys> => ({
  identity: await makeIdentity(),
  signing: await makeSigningKey(),
});

const FIRST = "# pawpost person keys, version 1";
const SECOND = /^# signing key \(Ed25519\): ([A-Za-z0-9_-]{43}) ([A-Za-z0-9_-]{43})$/;

export function encodePersonKeys({ identity, signing }: PersonKeys): Uint8Array<ArrayBuffer> {
  const signingLine = `# signing key (Ed25519): ${signing.publicKey} ${encodeBase64url(signing.seed)}`;
  return new TextEncoder().encode(`${FIRST}\n${signingLine}\n${identity}\n`);
}

export function decodePersonKeys(bytes: Uint8Array): PersonKeys | undefined {
  const [first, second, third, end, ...rest] = new TextDecoder().decode(bytes).split("\n");
  const [, name, seedText] = SECOND.exec(second ?? "") ?? [];
  const identity = parseIdentity(third ?? "");
  const seed = parseBase64url(seedText ?? "");
  const key = publicKey.safeParse(name);
  if (first !== FIRST || end !== "" || rest.length > 0 || identity === undefined) return undefined;
  return seed?.byteLength === 32 && key.success
    ? { identity, signing: { seed, publicKey: key.data } }
    : undefined;
}

/** The vault's identity as it lies in its box: an age identity file. */
export const encodeVaultIdentity = (identity: AgeIdentity): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(`${identity}\n`);

export const decodeVaultIdentity = (bytes: Uint8Array): AgeIdentity | undefined =>
  parseIdentity(new TextDecoder().decode(bytes).trimEnd());
