import { expect, test } from "vitest";
import { randomId } from "../../../test/support/guardian.ts";
import {
  deriveInvitationKeys,
  makeInvitationLink,
  parseInvitationLink,
  writeInvitationLink,
} from "./invitation-link.ts";

const FINGERPRINT = "0123456789abcdef".repeat(4);
const make = () => makeInvitationLink({ hub: randomId(), fingerprint: FINGERPRINT });

test("what is written is read again, with or without its #", () => {
  const link = make();
  const fragment = writeInvitationLink(link);
  expect(fragment).toMatch(/^1\.[\w-]{22}\.[\w-]{22}\.[\w-]{43}$/);
  expect(parseInvitationLink(fragment)).toEqual(link);
  expect(parseInvitationLink(`#${fragment}`)).toEqual(link);
});

test.each<[string, (parts: string[]) => string[]]>([
  ["nothing", () => []],
  ["another version", ([, ...rest]) => ["2", ...rest]],
  ["a part missing", (parts) => parts.slice(0, 3)],
  ["a part too many", (parts) => [...parts, "x"]],
  ["a secret too short", ([version, , ...rest]) => [version ?? "", "AAAA", ...rest]],
  [
    "a secret of another alphabet",
    ([version, secret, ...rest]) => [version ?? "", `${secret?.slice(1)}+`, ...rest],
  ],
  ["no hub's id", ([version, secret, , hash]) => [version ?? "", secret ?? "", "hub", hash ?? ""]],
  ["a fingerprint cut off, as some chat programs do", (parts) => parts.with(3, parts[3]?.slice(0, -1) ?? "")],
])("%s is no link", (_, spoil) => {
  const fragment = spoil(writeInvitationLink(make()).split(".")).join(".");
  expect(parseInvitationLink(fragment)).toBeUndefined();
});

test("id and key of the proof are always the same for a secret, others for another, and neither is the secret", async () => {
  const secret = new Uint8Array(16).fill(7);
  const [one, again, other] = await Promise.all([
    deriveInvitationKeys(secret),
    deriveInvitationKeys(secret.slice()),
    deriveInvitationKeys(new Uint8Array(16).fill(8)),
  ]);
  expect(one.id).toBe(again.id);
  expect(one.id).not.toBe(other.id);
  const macOf = async (key: CryptoKey) =>
    Buffer.from(await crypto.subtle.sign("HMAC", key, new Uint8Array(1))).toString("hex");
  expect(await macOf(one.proofKey)).toBe(await macOf(again.proofKey));
  expect(await macOf(one.proofKey)).not.toBe(await macOf(other.proofKey));
  expect(one.proofKey.extractable).toBe(false);
});

test("HKDF-SHA-256 as RFC 5869 has it: the id of a known secret", async () => {
  const secret = Uint8Array.from({ length: 16 }, (_, at) => at);
  const { hkdfSync } = await import("node:crypto");
  const id = Buffer.from(hkdfSync("sha256", secret, new Uint8Array(0), "pawpost/v1/invitation-id", 16));
  expect((await deriveInvitationKeys(secret)).id).toBe(id.toString("base64url"));
});
