import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { sealBox } from "../../../hub/archive/box.ts";
import {
  derivePassphraseKeys,
  type PassphraseHash,
  passphraseBytes,
} from "../../../hub/archive/derive-keys.ts";
import {
  type AgeIdentity,
  identityFromBytes,
  makeIdentity,
  recipientOf,
} from "../../../hub/archive/identity.ts";
import type { SessionInfo } from "../../../hub/contract/api.ts";
import { parseBase64url } from "../../../hub/contract/base64url.ts";
import { publicId } from "../../../hub/contract/public-id.ts";
import { verifyRoster } from "../../../hub/contract/roster.ts";
import { signRosterEntry } from "../../../hub/contract/roster-entry.ts";
import { anewRequest } from "../../../hub/contract/starting-anew.ts";
import { argon2 } from "./argon2.ts";
import { makeFirstGuardian } from "./first-guardian.ts";
import { openSlot } from "./open-slot.ts";
import { decodePersonKeys, encodePersonKeys, encodeVaultIdentity, makePersonKeys } from "./person-keys.ts";
import { followRoster } from "./roster-pin.ts";
import { deviceSigner, makeDeviceKey, makeSigningKey, signerOf } from "./signing-key.ts";

const hub = publicId.parse("AAAAAAAAAAAAAAAAAAAAAA");
const passphrase = "three bears on a boat";
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** Stands in for Argon2id where only what comes after it is looked at. */
const quickHash: PassphraseHash = async (bytes, salt) =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array([...bytes, ...salt])));

describe("from a passphrase to keys", () => {
  const salt = Uint8Array.from({ length: 16 }, (_, at) => at);

  test("Argon2id gives what the reference program argon2 gives", async () => {
    // printf 'three bears on a boat' | argon2 "$(printf '\x30..\x3f')" -id -t 3 -k 65536 -p 1 -l 32 -r
    const ascii = new TextEncoder().encode("0123456789:;<=>?");
    expect(hex(await argon2(passphraseBytes(passphrase), ascii))).toBe(
      "65c793df80d994e080fb6a5f5f531dedd8f46ae9e12d24de3414f88d64b2eeaf",
    );
  });

  test("HKDF parts the result in two that share nothing", async () => {
    // openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt hexkey:2a*32 -kdfopt info:pawpost/v1/{wrap,auth} HKDF
    const keys = await derivePassphraseKeys("x", salt, async () => new Uint8Array(32).fill(0x2a));
    expect(keys.wrap).toBe(
      identityFromBytes(
        Buffer.from("2ea67fc50070c11cfcd5afb91074dd7aebaaa6a59f960b707abbc619c5a0dc58", "hex"),
      ),
    );
    expect(hex(parseBase64url(keys.auth) ?? new Uint8Array())).toBe(
      "ad604daa5b6a17bb4a09068e08bb1419fa5a92e2478ec06028fed999187fc28d",
    );
  });

  test("an umlaut typed in two parts is the same passphrase", () => {
    expect(passphraseBytes("Ba\u0308r")).toEqual(passphraseBytes("B\u00e4r"));
    expect(passphraseBytes("Bar")).not.toEqual(passphraseBytes("B\u00e4r"));
  });

  test("another salt gives other keys", async () => {
    const one = await derivePassphraseKeys(passphrase, salt, quickHash);
    const other = await derivePassphraseKeys(passphrase, new Uint8Array(16), quickHash);
    expect(one.wrap).not.toBe(other.wrap);
    expect(one.auth).not.toBe(other.auth);
  });
});

describe("signing keys", () => {
  test("a person's key comes back from its 32 bytes", async () => {
    const key = await makeSigningKey();
    expect(key.seed).toHaveLength(32);
    const message = new TextEncoder().encode("hello");
    const signature = await (await signerOf(key)).sign(message);
    const name = parseBase64url(key.publicKey) ?? new Uint8Array();
    const verifier = await crypto.subtle.importKey("raw", name, "Ed25519", false, ["verify"]);
    expect(await crypto.subtle.verify("Ed25519", verifier, new Uint8Array(signature), message)).toBe(true);
  });

  test("a device's key signs and cannot be read", async () => {
    const device = await makeDeviceKey();
    await expect(crypto.subtle.exportKey("pkcs8", device.privateKey)).rejects.toThrow();
    expect(await deviceSigner(device).sign(new Uint8Array(3))).toHaveLength(64);
  });
});

describe("a person's keys as text", () => {
  test("come back as they were", async () => {
    const keys = await makePersonKeys();
    expect(decodePersonKeys(encodePersonKeys(keys))).toEqual(keys);
  });

  test("are an identity file that age reads", async () => {
    const keys = await makePersonKeys();
    const folder = mkdtempSync(join(tmpdir(), "keys-test-"));
    writeFileSync(join(folder, "keys"), encodePersonKeys(keys));
    const sealed = execFileSync("age", ["-r", await recipientOf(keys.identity)], { input: "hello" });
    expect(execFileSync("age", ["-d", "-i", join(folder, "keys")], { input: sealed }).toString()).toBe(
      "hello",
    );
    rmSync(folder, { recursive: true });
  });

  test.each<[string, (text: string) => string]>([
    ["another version", (text) => text.replace("version 1", "version 2")],
    ["no signing key", (text) => text.replace(/# signing.*\n/, "")],
    ["a line more", (text) => `${text}x\n`],
    ["a damaged identity", (text) => text.replace(/.\n$/, "b\n")],
  ])("with %s are refused", async (_, change) => {
    const text = new TextDecoder().decode(encodePersonKeys(await makePersonKeys()));
    expect(decodePersonKeys(new TextEncoder().encode(change(text)))).toBeUndefined();
  });
});

describe("the first guardian", () => {
  let request: Awaited<ReturnType<typeof makeFirstGuardian>>["request"];
  let info: SessionInfo;
  beforeAll(async () => {
    const device = await makeDeviceKey();
    const wish = {
      hub,
      name: "Mama",
      passphrase,
      device: { key: device.publicKey, label: "a test" },
    };
    ({ request } = await makeFirstGuardian(wish, quickHash));
    info = {
      hub,
      person: { ...request.person, role: "guardian" },
      slots: [{ ...request.slot, id: hub, madeAt: null, testedAt: null }],
      vaults: [request.vault],
      roster: request.roster,
      suspended: null,
      deviceCounts: true,
      addresses: [],
      sheetAddress: null,
      nonce: "n",
      ath: "a",
      now: "2026-01-01T00:00:00Z",
      expiresAt: "2026-01-02T00:00:00Z",
    };
  });
  const wrapOf = async (text: string) => {
    const salt = parseBase64url(request.slot.salt) ?? new Uint8Array();
    return (await derivePassphraseKeys(text, salt, quickHash)).wrap;
  };

  test("asks in the words of the contract", () => expect(anewRequest.parse(request)).toEqual(request));

  test("sends neither passphrase nor a key that opens", async () => {
    const sent = JSON.stringify(request);
    expect(sent).not.toContain(passphrase);
    expect(sent).not.toContain("AGE-SECRET-KEY");
    expect(sent).not.toContain(await wrapOf(passphrase));
  });

  test("writes a roster in which guardian, device and vault count", async () => {
    const roster = await verifyRoster(request.roster);
    expect(roster.hub).toBe(hub);
    expect(roster.guardians.get(request.person.id)?.signingKey).toBe(request.person.signingKey);
    expect(roster.devices.get(request.device.key)).toBe(request.person.id);
    expect(roster.vault).toEqual({ number: 1, recipient: request.vault.recipient });
  });

  test("opens slot and vault again with the passphrase", async () => {
    const roster = await verifyRoster(request.roster);
    const opened = await openSlot(await wrapOf(passphrase), info, roster);
    expect(opened.signer.publicKey).toBe(request.person.signingKey);
    expect([...opened.vaults.keys()]).toEqual([1]);
    expect(await recipientOf(opened.vaults.get(1) as AgeIdentity)).toBe(request.vault.recipient);
  });

  describe("after the lock was changed", () => {
    const next = async (box?: string) => {
      const identity = await makeIdentity();
      const recipient = await recipientOf(identity);
      const sealed = await sealBox(encodeVaultIdentity(identity), request.person.recipient);
      const vault = { number: 2, recipient };
      return { vault, boxed: { ...vault, box: box ?? sealed } };
    };
    const openBoth = async (vaults: SessionInfo["vaults"], vault: { number: number; recipient: string }) => {
      const roster = await verifyRoster(request.roster);
      return openSlot(await wrapOf(passphrase), { ...info, vaults }, { ...roster, vault });
    };

    test("opens the newest vault and the ones before it", async () => {
      const { vault, boxed } = await next();
      const { vaults } = await openBoth([request.vault, boxed], vault);
      expect([...vaults.keys()]).toEqual([1, 2]);
    });

    test("goes on without an older one that is damaged, never without the newest", async () => {
      const { vault, boxed } = await next();
      const damaged = { ...request.vault, box: boxed.box.slice(0, -8) };
      expect([...(await openBoth([damaged, boxed], vault)).vaults.keys()]).toEqual([2]);
      const broken = { ...boxed, box: damaged.box };
      await expect(openBoth([request.vault, broken], vault)).rejects.toMatchObject({
        code: "keys.vault-unreadable",
      });
      await expect(openBoth([request.vault], vault)).rejects.toMatchObject({ code: "keys.not-mine" });
    });
  });

  test("opens nothing with another passphrase", async () => {
    const roster = await verifyRoster(request.roster);
    await expect(openSlot(await wrapOf("three bears on a coat"), info, roster)).rejects.toMatchObject({
      code: "keys.wrong-passphrase",
    });
  });

  test("does not believe a hub that swaps the vault", async () => {
    const roster = await verifyRoster(request.roster);
    const swapped = { ...roster, vault: { number: 1, recipient: await recipientOf(await makeIdentity()) } };
    await expect(openSlot(await wrapOf(passphrase), info, swapped)).rejects.toMatchObject({
      code: "keys.not-mine",
    });
  });

  test("does not believe a roster in another's name", async () => {
    const roster = await verifyRoster(request.roster);
    const { publicKey: signingKey } = await makeSigningKey();
    const mine = { signingKey, recipient: request.person.recipient, isSuspended: false };
    const guardians = new Map([[request.person.id, mine]]);
    await expect(openSlot(await wrapOf(passphrase), info, { ...roster, guardians })).rejects.toMatchObject({
      code: "keys.not-mine",
    });
  });

  describe("and the roster that this browser remembers", () => {
    test("grows with the hub's", async () => {
      const known = followRoster(await verifyRoster(request.roster.slice(0, 1)), undefined);
      expect(known.length).toBe(1);
      expect(followRoster(await verifyRoster(request.roster), known).length).toBe(2);
    });

    test("refuses one that is shorter than what was seen", async () => {
      const known = followRoster(await verifyRoster(request.roster), undefined);
      const shorter = await verifyRoster(request.roster.slice(0, 1));
      expect(() => followRoster(shorter, known)).toThrow(
        expect.objectContaining({ code: "roster.older-than-known" }),
      );
    });

    test("refuses one that took another turn", async () => {
      const known = followRoster(await verifyRoster(request.roster), undefined);
      const wrap = await wrapOf(passphrase);
      const { signer } = await openSlot(wrap, info, await verifyRoster(request.roster));
      const first = await verifyRoster(request.roster.slice(0, 1));
      const { publicKey: deviceKey } = await makeDeviceKey();
      const entry = { kind: "device", person: request.person.id, deviceKey } as const;
      const other = await signRosterEntry(hub, first.head, entry, signer);
      const forked = await verifyRoster([...request.roster.slice(0, 1), other]);
      expect(() => followRoster(forked, known)).toThrow(expect.objectContaining({ code: "roster.forked" }));
    });
  });
});
