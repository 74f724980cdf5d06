import { ArchiveError } from "./errors.ts";
import type { AgeIdentity, AgeRecipient } from "./identity.ts";
import { openClip, sealClip } from "./sealed-clip.ts";

/**
 * The same clip, sealed anew to one relative alone. What is opened must be the answer that was asked for: a hub that hands out
 * another file in its place gets nothing shared.
 * @param message the answer's id
 * @throws ArchiveError, every code of it; `archive.wrong-content` also for another recording
 */
export async function shareClip(
  sealed: Uint8Array,
  keys: readonly (AgeIdentity | CryptoKey)[],
  recipient: AgeRecipient,
  message: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const { about, toyBytes, wav } = await openClip(sealed, ...keys);
  if (about.id !== message || about.direction !== "from-toy")
    throw new ArchiveError("archive.wrong-content", "another recording than the one to be shared");
  return sealClip(about, toyBytes, wav, [recipient]);
}
