/** A person's own keys as a browser may keep them: handles that no script can read, where the browser has such keys. */
import { type AgeIdentity, identityKey, makeIdentity, recipientOf } from "../../../hub/archive/identity.ts";
import type { PersonKeys } from "./person-keys.ts";
import { type DeviceKey, keepableSigner, makeDeviceKey } from "./signing-key.ts";

export interface OwnKeys {
  /** Text where the browser has no X25519 keys. */
  readonly identity: CryptoKey | AgeIdentity;
  readonly recipient: string;
  readonly signing: DeviceKey;
}

/** Of a relative: they lie in no slot, and nobody ever sees them. */
export async function makeOwnKeys(): Promise<OwnKeys> {
  const identity = await makeIdentity();
  return {
    identity: await handleOf(identity),
    recipient: await recipientOf(identity),
    signing: await makeDeviceKey(),
  };
}

/**
 * Of a guardian, who waits for another one. They lie in a slot as well, so text is not worth keeping.
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
