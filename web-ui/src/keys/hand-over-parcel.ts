/**
 * What one page seals for another: whose family it is, and the person's keys (`person-keys.ts`).
 *
 *   # pawpost hand-over, version 1
 *   # family: <hub's id> <fingerprint of the roster, hex>
 *   # pawpost person keys, version 1
 *   ...
 *
 * It is sealed to an identity made of the hand-over's secret. Its recipient is made of the same secret and told to nobody, so
 * whoever could seal something else to it has the secret: what opens is what the other page sealed
 * (https://words.filippo.io/age-authentication/). The new page believes a roster by nothing but this.
 */
import { openBox, sealBox } from "../../../hub/archive/box.ts";
import { ArchiveError } from "../../../hub/archive/errors.ts";
import { type AgeIdentity, recipientOf } from "../../../hub/archive/identity.ts";
import { type PublicId, parsePublicId } from "../../../hub/contract/public-id.ts";
import { KeyError } from "./errors.ts";
import { decodePersonKeys, encodePersonKeys, type PersonKeys } from "./person-keys.ts";

export interface HandOverParcel {
  readonly hub: PublicId;
  /** Hex, as in `Roster`. */
  readonly fingerprint: string;
  readonly keys: PersonKeys;
}

const FIRST = "# pawpost hand-over, version 1";
const SECOND = /^# family: (\S+) ([0-9a-f]{64})$/;

export async function sealParcel(
  { hub, fingerprint, keys }: HandOverParcel,
  identity: AgeIdentity,
): Promise<string> {
  const head = new TextEncoder().encode(`${FIRST}\n# family: ${hub} ${fingerprint}\n`);
  return sealBox(new Uint8Array([...head, ...encodePersonKeys(keys)]), await recipientOf(identity));
}

/** @throws KeyError `keys.slot-unreadable` */
export async function openParcel(box: string, identity: AgeIdentity): Promise<HandOverParcel> {
  const bytes = await openBox(box, identity).catch((cause: unknown) => {
    if (cause instanceof ArchiveError) throw unreadable({ cause });
    throw cause;
  });
  const [first, second, ...rest] = new TextDecoder().decode(bytes).split("\n");
  const [, hubText, fingerprint] = SECOND.exec(second ?? "") ?? [];
  const hub = parsePublicId(hubText);
  const keys = decodePersonKeys(new TextEncoder().encode(rest.join("\n")));
  if (first !== FIRST || hub === undefined || fingerprint === undefined || keys === undefined)
    throw unreadable();
  return { hub, fingerprint, keys };
}

const unreadable = (options?: ErrorOptions) =>
  new KeyError("keys.slot-unreadable", "not what another page sealed", options);
