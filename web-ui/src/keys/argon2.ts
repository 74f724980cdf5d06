import { argon2id } from "hash-wasm";
import type { PassphraseHash } from "../../../hub/archive/derive-keys.ts";
import { KDF } from "../../../hub/contract/api.ts";

/** About a second on a phone, and 64 MiB: call it from a worker. */
export const argon2: PassphraseHash = async (passphrase, salt) =>
  (await argon2id({
    password: passphrase,
    salt,
    memorySize: KDF.memoryKiB,
    iterations: KDF.iterations,
    parallelism: KDF.parallelism,
    hashLength: KDF.bytes,
    outputType: "binary",
  })) as Uint8Array<ArrayBuffer>;
