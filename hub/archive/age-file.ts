/**
 * What an age file (https://c2sp.org/age, v1) shows to somebody without a key, and how one is made and opened.
 *
 *   age-encryption.org/v1\n
 *   -> X25519 <share, 43 letters>\n     one stanza for each recipient
 *   <wrapped file key, 43 letters>\n
 *   --- <MAC, 43 letters>\n
 *   nonce of 16 bytes, then 64 KiB pieces, each with a tag of 16 bytes
 */
import { age } from "./age.ts";
import { ArchiveError } from "./errors.ts";
import type { AgeIdentity, AgeRecipient } from "./identity.ts";

const INTRO = "age-encryption.org/v1\n";
const HEADER =
  /^age-encryption\.org\/v1\n((?:-> X25519 [A-Za-z0-9+/]{43}\n[A-Za-z0-9+/]{43}\n){1,32})--- [A-Za-z0-9+/]{43}\n/;
const STANZA_BYTES = "-> X25519 ".length + 43 + 1 + 43 + 1;
const MAX_HEADER_BYTES = INTRO.length + 32 * STANZA_BYTES + 48;
const NONCE_BYTES = 16;
const PIECE_BYTES = 65_536;
const TAG_BYTES = 16;

export interface SealedForm {
  readonly recipients: number;
  /** Size of what is inside. */
  readonly payloadBytes: number;
}

/**
 * Reads the outside of an age file for X25519 recipients only: what the hub can check of a clip that it cannot open.
 * @returns `undefined` for anything else, passphrase files and cut-off ones included
 */
export function parseSealedForm(bytes: Uint8Array): SealedForm | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, MAX_HEADER_BYTES));
  const match = HEADER.exec(head);
  if (match === null) return undefined;
  const [header, stanzas = ""] = match;
  const body = bytes.byteLength - header.length - NONCE_BYTES;
  const pieces = Math.max(1, Math.ceil(body / (PIECE_BYTES + TAG_BYTES)));
  const payloadBytes = body - pieces * TAG_BYTES;
  // A last piece is empty only where it is the only one.
  const least = pieces === 1 ? 0 : (pieces - 1) * PIECE_BYTES + 1;
  return payloadBytes < least ? undefined : { recipients: stanzas.length / STANZA_BYTES, payloadBytes };
}

/** @param recipients one or more `age1...` */
export async function sealBytes(
  bytes: Uint8Array,
  recipients: readonly AgeRecipient[],
): Promise<Uint8Array<ArrayBuffer>> {
  if (recipients.length === 0) throw new RangeError("nobody to seal to");
  const { Encrypter } = await age();
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return ownBuffer(await encrypter.encrypt(bytes));
}

/**
 * @param identities one of which opens it
 * @throws ArchiveError `archive.not-sealed`, `archive.wrong-key`, `archive.damaged`
 */
export async function openBytes(
  sealed: Uint8Array,
  ...identities: readonly (AgeIdentity | CryptoKey)[]
): Promise<Uint8Array<ArrayBuffer>> {
  if (!startsLikeAge(sealed)) throw new ArchiveError("archive.not-sealed", "no age file");
  const { Decrypter } = await age();
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  try {
    return ownBuffer(await decrypter.decrypt(sealed));
  } catch (cause) {
    // The library tells this one case apart by its words only.
    const isForOthers = cause instanceof Error && cause.message.includes("no identity matched");
    throw isForOthers
      ? new ArchiveError("archive.wrong-key", "sealed to somebody else", { cause })
      : new ArchiveError("archive.damaged", "the age file does not hold together", { cause });
  }
}

const startsLikeAge = (bytes: Uint8Array) =>
  String.fromCharCode(...bytes.subarray(0, INTRO.length)) === INTRO;

const ownBuffer = (bytes: Uint8Array) => bytes as Uint8Array<ArrayBuffer>;
