/** A person's own keys as a browser may keep them: handles that no script can read, where the browser has such keys. */
import { type AgeIdentity, identityKey, recipientOf } from "../../../hub/archive/identity.ts";
import type { PersonKeys } from "./person-keys.ts";
import { type DeviceKey, keepableSigner } from "./signing-key.ts";

export interface OwnKeys {
  /** Text where the browser has no X25519 keys. */
  readonly identity: CryptoKey | AgeIdentity;
  readonly recipient: string;
  readonly signing: DeviceKey;
  /** Of a relative: all of it once more, to be opened with the hub's half (`actions/relatives-keys.ts`). */
  readonly box?: string;
}

/**
 * Handles to a person's keys. A guardian's lie in a slot as well, so text is not worth keeping.
 * @returns `isKeepable` where no script could read them again
 */
export async function keepOwnKeys({
  identity,
  signing,
}: PersonKeys): Promise<{ readonly keys: OwnKeys; readonly isKeepable: boolean }> {
  const handle = await handleOf(identity);
  const keys = {
    identity: handle,
    recipient: await recipientOf(identity),
    signing: await keepableSigner(signing),
  };
  return { keys, isKeepable: typeof handle !== "string" };
}

async function handleOf(identity: AgeIdentity): Promise<CryptoKey | AgeIdentity> {
  try {
    return await identityKey(identity);
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotSupportedError") return identity;
    throw error;
  }
}
