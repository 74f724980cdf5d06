/** Another browser of a guardian's, from its sign-in on: what a page does, without the page. */

import { derivePassphraseKeys, type PassphraseHash } from "../../hub/archive/derive-keys.ts";
import { type SessionInfo, saltResponse, sessionInfo } from "../../hub/contract/api.ts";
import { parseBase64url } from "../../hub/contract/base64url.ts";
import { type DeviceView, deviceList } from "../../hub/contract/devices.ts";
import type { PublicKey, Signer } from "../../hub/contract/jws.ts";
import { verifyRoster } from "../../hub/contract/roster.ts";
import { signRosterEntry } from "../../hub/contract/roster-entry.ts";
import { sha256 } from "../../hub/contract/sha256.ts";
import { HubClient } from "../../web-ui/src/hub/hub-client.ts";
import { openSlot } from "../../web-ui/src/keys/open-slot.ts";
import { type Fetch, quickHash } from "./guardian.ts";
import { makeSigner } from "./key-ring.ts";

export interface SignedInBrowser {
  readonly client: HubClient;
  readonly device: Signer;
  /** The guardian's own key, as the passphrase opens it. */
  readonly person: Signer;
  readonly info: SessionInfo;
  /** As the browser sends it. */
  cookie(): string;
}

/** Signs in on a new device, and has the guardian's key vouch for it. */
export async function signInElsewhere(
  fetch: Fetch,
  who: {
    readonly name: string;
    readonly passphrase: string;
    readonly label?: string;
    /** As of the browser that set the passphrase. */
    readonly hash?: PassphraseHash;
  },
  now: () => number = () => Date.now(),
  isVouchedFor = true,
): Promise<SignedInBrowser> {
  const device = await makeSigner();
  const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
  let cookie = "";
  const keeping: Fetch = async (path, init) => {
    const response = await fetch(path, init);
    cookie = response.headers.get("set-cookie")?.split(";")[0] ?? cookie;
    return response;
  };
  const client = new HubClient(device, { fetch: keeping, now, random });
  const { salt } = await client.call("POST", "/sign-in/salt", {
    json: { name: who.name },
    schema: saltResponse,
  });
  const bytes = parseBase64url(salt) ?? new Uint8Array();
  const { wrap, auth } = await derivePassphraseKeys(who.passphrase, bytes, who.hash ?? quickHash);
  const label = who.label ?? "Firefox on Android";
  const info = await client.call("POST", "/sign-in", {
    json: { name: who.name, auth, device: { key: device.publicKey, label } },
    schema: sessionInfo,
  });
  client.bind({ nonce: info.nonce, ath: info.ath });
  const roster = await verifyRoster(info.roster);
  const { signer: person } = await openSlot(wrap, info, roster);
  if (!isVouchedFor) return { client, device, person, info, cookie: () => cookie };
  const grant = { kind: "device", person: info.person.id, deviceKey: device.publicKey } as const;
  const entry = await signRosterEntry(roster.hub, roster.head, grant, person);
  const grown = await client.call("POST", "/roster", { json: { entry }, schema: sessionInfo });
  return { client, device, person, info: grown, cookie: () => cookie };
}

export const devicesSeenBy = async ({ client }: Pick<SignedInBrowser, "client">): Promise<DeviceView[]> =>
  (await client.call("GET", "/devices", { schema: deviceList })).devices;

/** `device-out` for each, one after the other, on top of the hub's roster as it is now. */
export async function signedOut(
  { client, person }: Pick<SignedInBrowser, "client" | "person">,
  ...devices: readonly PublicKey[]
): Promise<string[]> {
  const { roster } = await client.call("GET", "/session", { schema: sessionInfo });
  const { hub, head } = await verifyRoster(roster);
  const entries: string[] = [];
  for (const deviceKey of devices) {
    const last = entries.at(-1);
    const prev = last === undefined ? head : await sha256(new TextEncoder().encode(last));
    entries.push(await signRosterEntry(hub, prev, { kind: "device-out", deviceKey }, person));
  }
  return entries;
}
