/**
 * The stamp: what may reach a child. A device of a guardian, or of a relative whom a guardian trusts for that child, signs for
 * one clip, one child, some toys, for some time.
 * `pawpost-ble` verifies it before an upload starts; without it there is no upload.
 */
import { z } from "zod";
import { SignatureError } from "./errors.ts";
import { type PublicKey, type Signer, signJws, verifyJws } from "./jws.ts";
import { type PublicId, publicId } from "./public-id.ts";
import type { Roster } from "./roster.ts";
import { sha256Hex } from "./sha256.ts";

const TYPE = "pawpost-stamp+jws";

const stampBody = z.strictObject({
  v: z.literal(1),
  hub: publicId,
  message: publicId,
  /** SHA-256 of the toy bytes. */
  clip: sha256Hex,
  child: publicId,
  toys: z.array(publicId).min(1).max(32),
  /** Unix seconds. */
  notBefore: z.int().min(0),
  notAfter: z.int().min(0),
  /** Head of the roster that the signer had in view. */
  roster: sha256Hex,
});
export type Stamp = z.output<typeof stampBody>;

export const signStamp = (stamp: Stamp, signer: Signer): Promise<string> => signJws(TYPE, stamp, signer);

/** The device that signed, whether or not it counts. @throws SignatureError, a code of `verifyJws` */
export const stampingDevice = async (jws: string): Promise<PublicKey> => (await verifyJws(TYPE, jws)).signer;

/** What it says, whether or not its signer counts. @throws SignatureError `stamp.malformed`, a code of `verifyJws` */
export const readStamp = async (jws: string): Promise<Stamp> => (await openStamp(jws)).stamp;

async function openStamp(jws: string): Promise<{ readonly signer: PublicKey; readonly stamp: Stamp }> {
  const { signer, payload } = await verifyJws(TYPE, jws);
  const parsed = stampBody.safeParse(payload);
  if (!parsed.success) throw new SignatureError("stamp.malformed", "not a stamp");
  return { signer, stamp: parsed.data };
}

export interface StampExpectation {
  readonly roster: Roster;
  readonly message: PublicId;
  readonly clipSha256: string;
  readonly toy: PublicId;
  /** Whose toy it is, as the reader knows it; what the roster says of a toy that was lent counts more. */
  readonly child: PublicId;
  /** Unix milliseconds. */
  readonly now: number;
}

/**
 * @returns the stamp and whose device signed it
 * @throws SignatureError `stamp.*`, or a code of `verifyJws`
 */
export async function verifyStamp(
  jws: string,
  expected: StampExpectation,
): Promise<Stamp & { readonly signer: PublicId }> {
  const { signer, stamp } = await openStamp(jws);
  const { roster } = expected;
  const person = roster.devices.get(signer);
  if (person === undefined)
    throw new SignatureError("stamp.unknown-signer", "signed by a device that does not count");
  if (stamp.hub !== roster.hub) throw new SignatureError("stamp.wrong-hub", "made for another hub");
  if (!roster.hashes.includes(stamp.roster))
    throw new SignatureError("stamp.unknown-roster", "names a roster not known here");
  if (stamp.message !== expected.message)
    throw new SignatureError("stamp.wrong-message", "made for another message");
  if (stamp.clip !== expected.clipSha256)
    throw new SignatureError("stamp.wrong-clip", "made for another clip");
  if (!stamp.toys.includes(expected.toy) || roster.goneToys.has(expected.toy))
    throw new SignatureError("stamp.wrong-toy", "does not name this toy, or names one that is gone");
  if (stamp.child !== (roster.toys.get(expected.toy) ?? expected.child))
    throw new SignatureError("stamp.wrong-child", "made for another child");
  if (isUntrusted(roster, person, stamp.child))
    throw new SignatureError(
      "stamp.not-trusted",
      "signed by somebody who may not send this child anything alone",
    );
  if (expected.now < stamp.notBefore * 1_000) throw new SignatureError("stamp.too-early", "not valid yet");
  if (expected.now >= stamp.notAfter * 1_000) throw new SignatureError("stamp.expired", "no longer valid");
  return { ...stamp, signer: person };
}

/** A relative whom no guardian trusts for this child: a guardian listens first, and stamps. */
function isUntrusted({ relatives }: Roster, person: PublicId, child: PublicId): boolean {
  const relative = relatives.get(person);
  if (relative === undefined) return false;
  const rights = relative.children.get(child);
  return rights?.mayWrite !== true || !rights.isTrusted;
}
