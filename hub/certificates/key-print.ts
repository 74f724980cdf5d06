import { createHash, createPublicKey } from "node:crypto";

/** @param key PEM, private or public @returns SHA-256 of its SubjectPublicKeyInfo, hex: by which monitors of public logs name it */
export const keyPrint = (key: string): string =>
  createHash("sha256")
    .update(createPublicKey(key).export({ type: "spki", format: "der" }))
    .digest("hex");
