/** Keys of a test's own: no browser, no hub. */
import { encodeBase64url } from "../../hub/contract/base64url.ts";
import { publicKey, type Signer } from "../../hub/contract/jws.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { type RosterEntry, signRosterEntry } from "../../hub/contract/roster-entry.ts";
import { sha256 } from "../../hub/contract/sha256.ts";
import { anId } from "./store-rig.ts";

export async function makeSigner(): Promise<Signer> {
  const keys = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", keys.publicKey));
  return {
    publicKey: publicKey.parse(encodeBase64url(raw)),
    sign: async (bytes) => new Uint8Array(await crypto.subtle.sign("Ed25519", keys.privateKey, bytes)),
  };
}

export const aVault = (number = 1, letter = "q") => ({ number, recipient: `age1${letter.repeat(58)}` });

/** What the roster says of a person's keys; the recipient is nobody's. */
export const keysOf = (signer: Signer, letter = "z") => ({
  signingKey: signer.publicKey,
  recipient: `age1${letter.repeat(58)}`,
});

/** A roster as it grows. */
export class RosterWriter {
  readonly hub: PublicId;
  readonly entries: string[] = [];

  constructor(hub: PublicId = anId()) {
    this.hub = hub;
  }

  async add(entry: RosterEntry, signer: Signer): Promise<string> {
    const last = this.entries.at(-1);
    const prev = last === undefined ? null : await sha256(new TextEncoder().encode(last));
    const signed = await signRosterEntry(this.hub, prev, entry, signer);
    this.entries.push(signed);
    return signed;
  }
}

/** The first guardian and one device of theirs. */
export async function makeFamily() {
  const [guardian, device] = await Promise.all([makeSigner(), makeSigner()]);
  const person = anId();
  const roster = new RosterWriter();
  await roster.add({ kind: "guardian", person, ...keysOf(guardian), vault: aVault() }, guardian);
  await roster.add({ kind: "device", person, deviceKey: device.publicKey }, guardian);
  return { guardian, device, person, roster };
}
