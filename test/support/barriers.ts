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

const PUSH_ALERTS = "hub/use-cases/push-alerts.ts";
/** No barrier: what is to be told is told at once, where the test has no second to wait. */
export const pushAtOnce: readonly Patch[] = [
  { file: PUSH_ALERTS, find: "const GATHER = seconds(1);", replace: "const GATHER = 20 as Duration;" },
  { file: PUSH_ALERTS, find: "const REST = seconds(5);", replace: "const REST = 20 as Duration;" },
];

/** A subscription outlives the session that it hangs on: neither its end nor the looks before each push are there. */
export const pushGoesOn: readonly Patch[] = [
  {
    file: "hub/access/ends-with-session.ts",
    find: '    if (why !== "run-out") pushes.delete(device).catch(fail);\n',
    replace: "",
  },
  {
    file: PUSH_ALERTS,
    find: "if (subscription === undefined || !mayBeTold(house, subscription)) return",
    replace: "if (subscription === undefined) return",
  },
  {
    file: PUSH_ALERTS,
    find: "if (busy.has(device) || !mayBeTold(house, subscription)) continue;",
    replace: "if (busy.has(device)) continue;",
  },
];
