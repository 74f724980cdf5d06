import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { expect, test } from "vitest";
import { keysOf } from "../../test/support/key-ring.ts";
import { anId } from "../../test/support/store-rig.ts";
import { makeIdentity, recipientOf } from "../archive/identity.ts";
import { openClip } from "../archive/sealed-clip.ts";
import { about } from "../contract/about.ts";
import { encodeBase64url } from "../contract/base64url.ts";
import { publicKey, type Signer } from "../contract/jws.ts";
import { signRosterEntry } from "../contract/roster-entry.ts";
import { sha256 } from "../contract/sha256.ts";
import { openVault } from "./open-vault.ts";

const rawKey = (key: KeyObject) => Buffer.from(String(key.export({ format: "jwk" }).x), "base64url");
function aSigner(): Signer {
  const { publicKey: pub, privateKey } = generateKeyPairSync("ed25519");
  return {
    publicKey: publicKey.parse(encodeBase64url(rawKey(pub))),
    sign: async (bytes) => sign(null, bytes, privateKey),
  };
}

const facts = about.parse({
  v: 1,
  id: anId(),
  direction: "from-toy",
  from: null,
  child: "the child",
  toy: "Bear",
  recordedAt: "2026-01-02T03:04:05Z",
  title: "",
  milliseconds: 1_000,
  waveform: Array.from({ length: 30 }, () => 7),
});
const toyBytes = Uint8Array.of(1, 2, 3);
const wav = new Uint8Array(1_000).fill(9);

test("seals to the vault that the roster's last entry about it names, and to no other", async () => {
  const [first, second] = [await makeIdentity(), await makeIdentity()];
  const [hub, person, guardian] = [anId(), anId(), aSigner()];
  const vaultOf = async (number: number, identity: typeof first) => ({
    number,
    recipient: await recipientOf(identity),
  });
  const entry0 = await signRosterEntry(
    hub,
    null,
    { kind: "guardian", person, ...keysOf(guardian), vault: await vaultOf(1, first) },
    guardian,
  );
  let entries: readonly string[] = [entry0];
  const vault = openVault({ household: { roster: () => entries } });

  const before = await vault.seal(facts, toyBytes, wav);
  expect(before.number).toBe(1);
  expect(await openClip(before.sealed, first)).toEqual({ about: facts, toyBytes, wav });

  const prev = await sha256(new TextEncoder().encode(entry0));
  const next = { kind: "vault", vault: await vaultOf(2, second) } as const;
  entries = [entry0, await signRosterEntry(hub, prev, next, guardian)];
  const after = await vault.seal(facts, toyBytes, wav);
  expect(after.number).toBe(2);
  expect(await openClip(after.sealed, second)).toEqual({ about: facts, toyBytes, wav });
  await expect(openClip(after.sealed, first)).rejects.toMatchObject({ code: "archive.wrong-key" });
});

test("seals to nobody before there is a guardian", async () => {
  const vault = openVault({ household: { roster: () => [] } });
  await expect(vault.seal(facts, toyBytes, wav)).rejects.toMatchObject({ code: "vault.none" });
});

test("seals to nobody by a roster that does not hold", async () => {
  const [hub, person, guardian, stranger] = [anId(), anId(), aSigner(), aSigner()];
  const vaultOf = async () => ({ number: 1, recipient: await recipientOf(await makeIdentity()) });
  const entry0 = await signRosterEntry(
    hub,
    null,
    { kind: "guardian", person, ...keysOf(guardian), vault: await vaultOf() },
    guardian,
  );
  const forged = await signRosterEntry(
    hub,
    await sha256(new TextEncoder().encode(entry0)),
    { kind: "guardian", person: anId(), ...keysOf(stranger), vault: await vaultOf() },
    stranger,
  );
  const vault = openVault({ household: { roster: () => [entry0, forged] } });
  await expect(vault.seal(facts, toyBytes, wav)).rejects.toMatchObject({ code: "roster.not-a-guardian" });
});
