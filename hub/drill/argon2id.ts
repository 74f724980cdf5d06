import { argon2 } from "node:crypto";
import type { PassphraseHash } from "../archive/derive-keys.ts";
import { KDF } from "../contract/api.ts";

/** What browsers make of a passphrase. */
export const argon2id: PassphraseHash = (message, nonce) =>
  new Promise((hashed, failed) => {
    const { memoryKiB: memory, iterations: passes, parallelism, bytes: tagLength } = KDF;
    argon2("argon2id", { message, nonce, memory, passes, parallelism, tagLength }, (error, tag) =>
      error ? failed(error) : hashed(new Uint8Array(tag)),
    );
  });
