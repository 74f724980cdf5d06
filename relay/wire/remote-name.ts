/**
 * What a device calls its hub by, at home and away:
 *
 *   <device label> . <hub id> . <zone>
 *   26 of a-z 2-7    26 of a-z 2-7
 *
 * The hub's id comes from its key, so that no other hub can have it. The label is made by chance for one device: who does not
 * know it does not get as far as the house. A relay is told only its hash.
 */
import { createHash } from "node:crypto";
import type { PublicKey } from "../../hub/contract/jws.ts";
import { encodeBase32 } from "./base32.ts";
import { nameOfKey } from "./key-name.ts";

/** 128 bits in 26 letters: RFC 4648, section 6, in lower case and without padding. */
export type HubId = string & { readonly __is: "hub id" };
export type DeviceLabel = string & { readonly __is: "device label" };
/** SHA-256 of a label, base64url. */
export type LabelHash = string & { readonly __is: "label hash" };

export interface RemoteName {
  readonly label: DeviceLabel;
  readonly hub: HubId;
}

/** The last letter holds three bits: two texts never stand for the same number. */
const ID = "[a-z2-7]{25}[aeimquy4]";

/** @param name lower case @returns `undefined` for anything that is not a device's name of a hub in `zone` */
export function parseRemoteName(name: string, zone: string): RemoteName | undefined {
  const suffix = `.${zone}`;
  if (!name.endsWith(suffix)) return undefined;
  const [, label, hub] = PAIR.exec(name.slice(0, -suffix.length)) ?? [];
  return label === undefined || hub === undefined
    ? undefined
    : { label: label as DeviceLabel, hub: hub as HubId };
}
const PAIR = new RegExp(`^(${ID})\\.(${ID})$`);

/** @param name lower case @returns `undefined` for anything that is not `<hub id>.<zone>` */
export function parseHubId(name: string, zone: string): HubId | undefined {
  const suffix = `.${zone}`;
  const head = name.endsWith(suffix) ? name.slice(0, -suffix.length) : "";
  return ALONE.test(head) ? (head as HubId) : undefined;
}
const ALONE = new RegExp(`^${ID}$`);

/** By which hubs call any node of a relay: no label is shorter than 26 letters. */
export const relayName = (zone: string): string => `relay.${zone}`;

/**
 * Of no machine: leads to an address as houses have them, and says in a TXT record which. A router that keeps such answers from its
 * house (DNS rebinding protection) shows by it that it does.
 */
export const probeName = (zone: string): string => `inside.${zone}`;

export const sayRemoteName = ({ label, hub }: RemoteName, zone: string): string => `${label}.${hub}.${zone}`;

export const hubIdOf = (key: PublicKey): HubId => nameOfKey(key) as HubId;

/** @param random 16 bytes nobody can guess */
export const makeDeviceLabel = (random: Uint8Array): DeviceLabel => encodeBase32(random) as DeviceLabel;

export const hashLabel = (label: DeviceLabel): LabelHash =>
  createHash("sha256").update(label).digest("base64url") as LabelHash;
