/** Barriers that more than one attack takes out (patched-copy.ts). */
import type { Patch } from "./patched-copy.ts";

const SEALED_VALUE = "hub/store/sealed-value.ts";
/** What is kept under the device key lies there as it is. @param when an expression of the copy's, for a barrier that a setting takes out */
export const storeUnsealed = (when = "true"): readonly Patch[] => [
  {
    file: SEALED_VALUE,
    find: "sealed.set(cipher.update(plain), 1 + NONCE_BYTES);",
    replace: `const dark = cipher.update(plain);\n  sealed.set(${when} ? plain : dark, 1 + NONCE_BYTES);`,
  },
  {
    file: SEALED_VALUE,
    find: "const plain = decipher.update(sealed.subarray(1 + NONCE_BYTES, end));",
    replace:
      "const body = sealed.subarray(1 + NONCE_BYTES, end);\n" +
      `  const plain = ${when} ? Buffer.from(body) : decipher.update(body);`,
  },
  { file: SEALED_VALUE, find: "    decipher.final();", replace: `    if (!(${when})) decipher.final();` },
];

/** What the child says is kept as the toy gave it. */
export const vaultUnsealed: Patch = {
  file: "hub/vault/open-vault.ts",
  find: "sealed: await sealClip(facts, toyBytes, wav, [recipient])",
  replace: "sealed: new Uint8Array(Buffer.concat([Buffer.from(sealClip.name + recipient), toyBytes, wav]))",
};
