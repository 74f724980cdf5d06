/**
 * Argon2id of 64 MiB, once in a page and once more in its hub, is two thirds of the processor time that somebody takes to sign in. Where
 * the passphrase is not what a test is about, both cost next to nothing: the same code on the same way, with other numbers and shorter lists.
 */
import { argon2Sync } from "node:crypto";
import type { PassphraseHash } from "../../hub/archive/derive-keys.ts";
import type { Patch } from "./patched-copy.ts";

export const CHEAP_COST = { memory: 64, passes: 1, parallelism: 1 };

/** What the hub makes of what a page sends. */
export const CHEAP_HASH: Patch = {
  file: "hub/access/verifier.ts",
  find: "memory: 65_536, passes: 3",
  replace: `memory: ${CHEAP_COST.memory}, passes: ${CHEAP_COST.passes}`,
};

/** What a page makes of a passphrase, and so does the hub's drill. */
export const CHEAP_KDF: Patch = {
  file: "hub/contract/api.ts",
  find: "memoryKiB: 65_536, iterations: 3",
  replace: `memoryKiB: ${CHEAP_COST.memory}, iterations: ${CHEAP_COST.passes}`,
};

/** What a page that judges a new passphrase need not read first, a second of processor time: names and dictionaries. What everybody tries first it still refuses. */
export const CHEAP_JUDGE: Patch = {
  file: "hub/passphrase/guess-estimate.ts",
  find: "dictionary: { ...common, ...english },",
  replace: "dictionary: {},",
};

/** As such a page makes it: for a guardian whom a test makes, and who signs in on the page. */
export const cheapArgon2: PassphraseHash = async (message, nonce) =>
  new Uint8Array(argon2Sync("argon2id", { message, nonce, ...CHEAP_COST, tagLength: 32 }));

/** A hub that serves the page in that folder. */
export const pageIn = (folder: string): Patch => ({
  file: "hub/main.ts",
  find: 'const PAGE = fileURLToPath(new URL("../web-ui/dist", import.meta.url));',
  replace: `const PAGE = ${JSON.stringify(folder)};`,
});
