import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { makeSigner } from "../../test/support/key-ring.ts";
import { anId } from "../../test/support/store-rig.ts";
import { SignatureError } from "./errors.ts";
import { type Signer, signJws } from "./jws.ts";
import { type SessionProof, signProof, verifyProof } from "./session-proof.ts";

let device: Signer;
const proof: SessionProof = {
  htm: "GET",
  htu: "/api/v1/state?x=1",
  iat: 1,
  jti: anId(),
  nonce: "n",
  ath: "a",
};

beforeAll(async () => {
  device = await makeSigner();
});

test("a proof is read back, with the device that made it", async () => {
  expect(await verifyProof(await signProof(proof, device))).toEqual({ device: device.publicKey, proof });
});

test.each<[string, object]>([
  ["a method that nobody has", { htm: "TRACE" }],
  ["a whole address in place of a path", { htu: "http://localhost/api" }],
  ["no id", { jti: undefined }],
  ["half a second", { iat: 1.5 }],
  ["more than a proof has", { exp: 5 }],
])("%s makes no proof", async (_, change) => {
  expect(await verifyProof(await signJws("dpop+jwt", { ...proof, ...change }, device))).toBeUndefined();
});

test("whatever comes, it is a proof, none, or a SignatureError", async () => {
  const text = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.dictionary(fc.constantFrom(...Object.keys(proof)), fc.jsonValue()),
  );
  await fc.assert(
    fc.asyncProperty(text, async (value) => {
      const jws =
        typeof value === "string" ? value : await signJws("dpop+jwt", { ...proof, ...value }, device);
      await verifyProof(jws).then(
        (read) => expect(read === undefined || read.device === device.publicKey).toBe(true),
        (error: unknown) => expect(error).toBeInstanceOf(SignatureError),
      );
    }),
    { numRuns: 150 },
  );
});
