import { encodeBase64url, parseBase64url } from "../contract/base64url.ts";
import { openBytes, sealBytes } from "./age-file.ts";
import { ArchiveError } from "./errors.ts";
import type { AgeIdentity, AgeRecipient } from "./identity.ts";

/** A small secret as an age file in base64url: what lies on the hub and only a guardian's browser opens. */
export const sealBox = async (bytes: Uint8Array, recipient: AgeRecipient): Promise<string> =>
  encodeBase64url(await sealBytes(bytes, [recipient]));

/** @throws ArchiveError `archive.not-sealed`, `archive.wrong-key`, `archive.damaged` */
export async function openBox(
  box: string,
  identity: AgeIdentity | CryptoKey,
): Promise<Uint8Array<ArrayBuffer>> {
  const sealed = parseBase64url(box);
  if (sealed === undefined) throw new ArchiveError("archive.not-sealed", "not base64url");
  return openBytes(sealed, identity);
}
