/** A clip in the archive: one age file to the family vault. `age -d | tar x` opens it without us. */
import type { About } from "../contract/about.ts";
import { openBytes, sealBytes } from "./age-file.ts";
import type { AgeIdentity, AgeRecipient } from "./identity.ts";
import { type Clip, decodePayload, encodePayload } from "./payload.ts";

export const sealClip = (
  facts: About,
  toyBytes: Uint8Array,
  wav: Uint8Array,
  recipients: readonly AgeRecipient[],
): Promise<Uint8Array<ArrayBuffer>> => sealBytes(encodePayload(facts, toyBytes, wav), recipients);

/** @param identities one of which opens it. @throws ArchiveError, every code of it */
export const openClip = async (
  sealed: Uint8Array,
  ...identities: readonly (AgeIdentity | CryptoKey)[]
): Promise<Clip> => decodePayload(await openBytes(sealed, ...identities));
