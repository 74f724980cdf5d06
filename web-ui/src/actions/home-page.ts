import { API } from "../../../hub/contract/api.ts";
import { HOME_AUTHORITY } from "../../../hub/contract/home-page.ts";
import { sha256 } from "../../../hub/contract/sha256.ts";
import type { Page } from "../page-state.ts";

/** Where a browser fetches the certificate by a link. */
export const HOME_AUTHORITY_LINK = API + HOME_AUTHORITY;

/**
 * SHA-256 of the very file that the link gives, in pairs of capital hex digits, as devices show it.
 * @throws HubRefusal, HubUnreachable
 */
export async function homeAuthorityFingerprint({ client }: Page): Promise<readonly string[]> {
  const pem = new TextDecoder().decode(await client.bytes(HOME_AUTHORITY));
  const base64 = pem.replaceAll(/-----[A-Z ]+-----|\s/g, "");
  const hash = await sha256(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
  return hash.toUpperCase().match(/../g) ?? [];
}
