/** What is made is read by Node and by openssl; who is refused is `test/attacks/home-name-authority.test.ts`. */
import { execFileSync, spawnSync } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { issueHomeCertificate, makeHomeAuthority } from "./home-authority.ts";

const NAME = "pawpost-abcdefgh.local";
const NOW = Date.parse("2026-11-28T12:00:00Z");
const DAY = 86_400_000;
const shown = (pem: string) =>
  execFileSync("openssl", ["x509", "-noout", "-text"], { input: pem, encoding: "utf8" });

test("root and signer may sign for the one name, for servers, and nobody below; all that counts is critical", async () => {
  const { root, certificate, key } = await makeHomeAuthority(NAME);
  const [first, second] = [new X509Certificate(root), new X509Certificate(certificate)];
  expect([first.ca, second.ca]).toEqual([true, true]);
  expect(first.subject).toBe(`CN=Pawpost at home\\, ${NAME} only\nO=Pawpost`);
  expect([first.verify(first.publicKey), second.verify(first.publicKey)]).toEqual([true, true]);
  for (const [pem, below] of [
    [root, 1],
    [certificate, 0],
  ] as const) {
    const text = shown(pem);
    expect(text).toMatch(new RegExp(`Basic Constraints: critical\\s+CA:TRUE, pathlen:${below}\n`));
    expect(text).toMatch(/Key Usage: critical\s+Certificate Sign\n/);
    expect(text).toMatch(/Extended Key Usage: \s+TLS Web Server Authentication\n/);
    expect(text).toMatch(
      /Name Constraints: critical\s+Permitted:\s+DNS:pawpost-abcdefgh\.local\s+Excluded:\s+IP:0\.0\.0\.0\/0\.0\.0\.0\s+IP:0:0:0:0:0:0:0:0\/0:0:0:0:0:0:0:0\n/,
    );
  }
  // The key that is kept is the signer's; the root's is nowhere.
  expect(second.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(first.checkPrivateKey(createPrivateKey(key))).toBe(false);
});

test("what it issues is for that name alone, and for 397 days at most, ends included", async () => {
  const authority = await makeHomeAuthority(NAME);
  const issued = await issueHomeCertificate(authority, NAME, NOW);
  const leaf = new X509Certificate(issued.chain);
  expect(leaf.subjectAltName).toBe(`DNS:${NAME}`);
  expect([leaf.ca, leaf.checkPrivateKey(createPrivateKey(issued.key))]).toEqual([false, true]);
  expect(leaf.checkIssued(new X509Certificate(authority.certificate))).toBe(true);
  expect([issued.notBefore, issued.notAfter]).toEqual([NOW - DAY, NOW + 396 * DAY - 1_000]);
  expect(shown(issued.chain)).toMatch(/TLS Web Server Authentication\n/);
});

test("each has a key and a number of its own", async () => {
  const authority = await makeHomeAuthority(NAME);
  const [one, other] = [
    await issueHomeCertificate(authority, NAME, NOW),
    await issueHomeCertificate(authority, NAME, NOW),
  ];
  expect(one.key).not.toBe(other.key);
  const numbers = [one.chain, other.chain, authority.root, authority.certificate].map(
    (pem) => new X509Certificate(pem).serialNumber,
  );
  expect(new Set(numbers).size).toBe(4);
  for (const number of numbers) expect(number).toMatch(/^[4-7][0-9A-F]{31}$/);
});

test("one for addresses, too, is good for the house's own networks, and for no other name or address", async () => {
  const authority = await makeHomeAuthority(NAME, true);
  const within = ["10.1.2.3", "172.31.0.1", "192.168.1.7", "127.0.0.1", "fd12::7", "::1"];
  const { chain } = await issueHomeCertificate(authority, NAME, NOW, within);
  for (const address of within) expect(new X509Certificate(chain).checkIP(address)).toBe(address);
  expect(isTaken(authority.root, chain)).toBe(true);
  for (const address of ["8.8.8.8", "172.32.0.1", "192.169.0.1", "2001:db8::7", "fe80::1"])
    expect([
      address,
      isTaken(authority.root, (await issueHomeCertificate(authority, NAME, NOW, [address])).chain),
    ]).toEqual([address, false]);
  const other = await issueHomeCertificate(authority, "bank.example", NOW, within);
  expect(isTaken(authority.root, other.chain)).toBe(false);
});

/** As openssl sees it, which has to believe the root and nothing else. @param chain leaf and signer */
function isTaken(root: string, chain: string): boolean {
  const dir = mkdtempSync(join(tmpdir(), "paw-"));
  const [leaf = "", signer = ""] = chain.match(/-----BEGIN[\s\S]*?END CERTIFICATE-----/g) ?? [];
  const write = (name: string, text: string) => {
    writeFileSync(join(dir, name), text);
    return join(dir, name);
  };
  const files = ["-CAfile", write("root", root), "-untrusted", write("signer", signer), write("leaf", leaf)];
  const { status } = spawnSync("openssl", ["verify", "-attime", String(NOW / 1_000), ...files]);
  rmSync(dir, { recursive: true });
  return status === 0;
}
