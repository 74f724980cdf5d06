import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { encodeBech32 } from "../../../hub/archive/bech32.ts";
import {
  type AgeIdentity,
  identityFromBytes,
  makeIdentity,
  recipientOf,
} from "../../../hub/archive/identity.ts";
import { signSheetProof, verifySheetProof } from "../../../hub/contract/slots.ts";
import { randomId } from "../../../test/support/guardian.ts";
import { deriveSheetKeys, SHEET_LETTERS, SHEET_PREFIX, sheetGroups } from "./recovery-sheet.ts";
import { groupOf } from "./typed-letters.ts";

test("is what age itself takes for a key", async () => {
  const identity = await makeIdentity();
  const { recipient } = await deriveSheetKeys(identity);
  expect(execFileSync("age-keygen", ["-y"], { input: identity }).toString().trim()).toBe(recipient);
  expect(recipient).toBe(await recipientOf(identity));
});

test("its proof key is HKDF-SHA-256 of its 32 bytes, as openssl makes it", async () => {
  // openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt hexkey:2a*32 -kdfopt info:pawpost/v1/sheet-proof HKDF, as an
  // Ed25519 seed: (printf 302e020100300506032b657004220420; …) | xxd -r -p | openssl pkey -inform DER -pubout -outform DER
  const { proof } = await deriveSheetKeys(identityFromBytes(new Uint8Array(32).fill(0x2a)));
  expect(proof.publicKey).toBe("WEexR-Fup_SbalZx3cFua_CS9Nc24i-wRUBxNBnKkKw");
});

test("signs what its public half verifies", async () => {
  const { proof } = await deriveSheetKeys(await makeIdentity());
  const said = { v: 1, hub: randomId(), nonce: "n", what: { kind: "test", slot: randomId() } } as const;
  expect(await verifySheetProof(await signSheetProof(said, proof))).toEqual({
    ...said,
    signer: proof.publicKey,
  });
});

test("is printed in fifteen groups that together are the key", async () => {
  const identity = await makeIdentity();
  const groups = sheetGroups(identity);
  expect(groups.map(({ length }) => length)).toEqual([...new Array(14).fill(4), 2]);
  expect(SHEET_PREFIX + groups.join("")).toBe(identity);
  expect([0, 3, 4, SHEET_LETTERS - 1].map(groupOf)).toEqual([1, 1, 2, 15]);
});

test("takes nothing shorter for a key", async () => {
  const short = encodeBech32("age-secret-key-", [1, 2, 3]).toUpperCase() as AgeIdentity;
  await expect(deriveSheetKeys(short)).rejects.toThrow(RangeError);
});
