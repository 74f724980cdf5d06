/**
 * What a hand-over's link carries behind its `#`: `move.` and then what an invitation's link carries (`invitation-link.ts`). Of the
 * secret come, by HKDF-SHA-256 and apart from each other, the id that the hub knows it by and the identity that opens the keys.
 */
import { type AgeIdentity, identityFromBytes } from "../../../hub/archive/identity.ts";
import { makePublicId, type PublicId } from "../../../hub/contract/public-id.ts";
import { type InvitationLink, parseInvitationLink, writeInvitationLink } from "./invitation-link.ts";

export type HandOverLink = InvitationLink;

const PREFIX = "move.";

/** @returns the fragment without its `#` */
export const writeHandOverLink = (link: HandOverLink): string => PREFIX + writeInvitationLink(link);

/** @param text a whole address, or its fragment. @returns `undefined` for anything that {@link writeHandOverLink} did not write */
export function parseHandOverLink(text: string): HandOverLink | undefined {
  const fragment = text.trim().replace(/^[^#]*#/, "");
  return fragment.startsWith(PREFIX) ? parseInvitationLink(fragment.slice(PREFIX.length)) : undefined;
}

export async function deriveHandOverKeys({
  secret,
}: Pick<HandOverLink, "secret">): Promise<{ readonly id: PublicId; readonly identity: AgeIdentity }> {
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
