/** A browser as far as a push goes: keys that it never gives away, and the opening of what comes (RFC 8291, RFC 8188), by the documents alone. */
import { createDecipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";

export interface PushBrowser {
  /** What `PushSubscription.toJSON()` gives. */
  readonly subscription: {
    readonly endpoint: string;
    readonly keys: { readonly p256dh: string; readonly auth: string };
  };
  /** @throws Error for what was not sealed to this browser */
  open(body: Uint8Array): string;
}

export function makePushBrowser(endpoint: string): PushBrowser {
  const pair = createECDH("prime256v1");
  pair.generateKeys();
  const auth = randomBytes(16);
  return {
    subscription: {
      endpoint,
      keys: { p256dh: pair.getPublicKey("base64url"), auth: auth.toString("base64url") },
    },
    open(bytes) {
      const body = Buffer.from(bytes);
      // RFC 8188, 2.1: salt (16), record size (4), length of the key's id (1), the id: here the sender's public key.
      const salt = body.subarray(0, 16);
      const idBytes = body.readUInt8(20);
      const sender = body.subarray(21, 21 + idBytes);
      const sealed = body.subarray(21 + idBytes);
      const info = Buffer.concat([Buffer.from("WebPush: info\0"), pair.getPublicKey(), sender]);
      const secret = Buffer.from(hkdfSync("sha256", pair.computeSecret(sender), auth, info, 32));
      const key = Buffer.from(hkdfSync("sha256", secret, salt, "Content-Encoding: aes128gcm\0", 16));
      const nonce = Buffer.from(hkdfSync("sha256", secret, salt, "Content-Encoding: nonce\0", 12));
      const decipher = createDecipheriv("aes-128-gcm", key, nonce);
      decipher.setAuthTag(sealed.subarray(-16));
      const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
      // The last record's padding: a 2, then zeros.
      const end = plain.lastIndexOf(2);
      return plain.subarray(0, end).toString();
    },
  };
}
