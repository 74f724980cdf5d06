/** The key that an upload must name, and why it protects nobody: the factory's gives way to any, and `05` asks nothing. */
import { FACTORY_KEY, KEY_BYTES } from "../../toys/cloudpets/commands.ts";
import type { Flash } from "./flash.ts";

/** @returns whether an upload with this key may start. A toy with the factory's key adopts the one it is sent. */
export function admitsKey(flash: Flash, sent: Uint8Array): boolean {
  if (sent.byteLength !== KEY_BYTES) return false;
  if (isSame(flash.settings.key, FACTORY_KEY) && !isSame(sent, FACTORY_KEY))
    flash.change({ key: sent.slice() });
  return isSame(flash.settings.key, sent);
}

/** `05`: overwrites the head of the stored key, as much as was sent. */
export function overwriteKey(flash: Flash, head: Uint8Array): void {
  const key = flash.settings.key.slice();
  key.set(head.subarray(0, KEY_BYTES));
  flash.change({ key });
}

const isSame = (a: Uint8Array, b: Uint8Array) => a.every((byte, index) => byte === b[index]);
