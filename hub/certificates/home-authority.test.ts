/** What is made is read by Node and by openssl; who is refused is `test/attacks/home-name-authority.test.ts`. */
import { execFileSync } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
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
