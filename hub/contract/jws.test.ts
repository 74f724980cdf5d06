import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { makeSigner } from "../../test/support/key-ring.ts";
import { encodeBase64url } from "./base64url.ts";
import { SignatureError } from "./errors.ts";
import { type Signer, signJws, verifyJws } from "./jws.ts";

const TYPE = "test+jws";
let signer: Signer;
let good: string;
const part = (value: unknown) =>
  encodeBase64url(new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value)));
const head = (change: object = {}) => part({ alg: "EdDSA", typ: TYPE, kid: signer.publicKey, ...change });

beforeAll(async () => {
  signer = await makeSigner();
  good = await signJws(TYPE, { n: 1 }, signer);
});

/** Signs whatever stands in the first two parts. */
async function signed(first: string, second: string): Promise<string> {
  const input = `${first}.${second}`;
  return `${input}.${encodeBase64url(await signer.sign(new TextEncoder().encode(input)))}`;
}

test("what was signed is read back, with who signed it", async () => {
  expect(await verifyJws(TYPE, good)).toEqual({ signer: signer.publicKey, payload: { n: 1 } });
});

test("it is the form of RFC 7515 that any library reads: Node verifies the two parts as they travel", async () => {
  const { verify, createPublicKey } = await import("node:crypto");
  const [first, second, tail] = good.split(".");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: signer.publicKey }, format: "jwk" });
  expect(verify(null, Buffer.from(`${first}.${second}`), key, Buffer.from(tail ?? "", "base64url"))).toBe(
    true,
  );
});

test.each<[string, () => Promise<string> | string, string]>([
  ["nothing", () => "", "jws.malformed"],
  ["two parts", () => "a.b", "jws.malformed"],
  ["four parts", () => `${good}.x`, "jws.malformed"],
  ["more than 16 KiB", () => `${"A".repeat(16_385)}`, "jws.malformed"],
  ["another type", () => signJws("other+jws", { n: 1 }, signer), "jws.wrong-type"],
  ["no algorithm", () => signed(head({ alg: "none" }), part({})), "jws.malformed"],
  ["a symmetric algorithm", () => signed(head({ alg: "HS256" }), part({})), "jws.malformed"],
  ["a header with more in it", () => signed(head({ crit: ["x"] }), part({})), "jws.malformed"],
  ["a header with a key of its own", () => signed(head({ jwk: {} }), part({})), "jws.malformed"],
  ["a key that is no key", () => signed(head({ kid: "short" }), part({})), "jws.malformed"],
  ["a header that is no JSON", () => signed(part("{"), part({})), "jws.malformed"],
  ["a header that is not base64url", () => signed("e30=", part({})), "jws.malformed"],
  ["a payload that is no JSON", () => signed(head(), part("{")), "jws.malformed"],
  ["a payload that is no UTF-8", () => signed(head(), encodeBase64url(Uint8Array.of(0xff))), "jws.malformed"],
  ["an empty payload", () => signed(head(), ""), "jws.malformed"],
  ["a signature that is too short", () => good.slice(0, -4), "jws.malformed"],
  ["another payload", () => good.replace(/\.[^.]+\./, `.${part({ n: 2 })}.`), "jws.bad-signature"],
  [
    "somebody else's key",
    async () => signed(head({ kid: (await makeSigner()).publicKey }), part({})),
    "jws.bad-signature",
  ],
  ["a key of zeros", () => signed(head({ kid: "A".repeat(43) }), part({})), "jws.bad-signature"],
])("%s is refused", async (_, make, code) => {
  await expect(verifyJws(TYPE, await make())).rejects.toMatchObject({ name: "SignatureError", code });
});

test("any flipped letter is seen", async () => {
  const places = fc.integer({ min: 0, max: good.length - 1 });
  await fc.assert(
    fc.asyncProperty(places, fc.constantFrom(..."AZaz09-_."), async (at, letter) => {
      const changed = good.slice(0, at) + letter + good.slice(at + 1);
      if (changed === good) return;
      await expect(verifyJws(TYPE, changed)).rejects.toBeInstanceOf(SignatureError);
    }),
    { numRuns: 200 },
  );
});

test("whatever comes, nothing but a SignatureError is thrown", async () => {
  const loose = fc.oneof(
    fc.string({ maxLength: 300 }),
    fc
      .tuple(fc.json(), fc.json(), fc.uint8Array({ minLength: 64, maxLength: 64 }))
      .map(([first, second, tail]) => `${part(first)}.${part(second)}.${encodeBase64url(tail)}`),
    fc
      .tuple(fc.json(), fc.uint8Array({ minLength: 64, maxLength: 64 }))
      .map(([second, tail]) => `${head()}.${part(second)}.${encodeBase64url(tail)}`),
  );
  await fc.assert(
    fc.asyncProperty(loose, async (text) => {
      await expect(verifyJws(TYPE, text)).rejects.toBeInstanceOf(SignatureError);
    }),
    { numRuns: 200 },
  );
});
