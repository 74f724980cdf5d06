import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { challengeOf, passkeyAnswer, passkeyMade } from "../../../hub/contract/passkeys.ts";
import { randomId } from "../../../test/support/guardian.ts";
import { challengeIn } from "../../../test/support/soft-authenticator.ts";
import { browserAuthenticator } from "./browser-authenticator.ts";
import { PRF_SALT } from "./passkey-secret.ts";

const bytes = (...list: number[]) => Uint8Array.from(list);
const text = (value: string) => new TextEncoder().encode(value);
/** What the PRF gives here; no other part of an answer looks like it. */
const SECRET = Uint8Array.from({ length: 32 }, (_, at) => 0xa0 + at);
const FORMS = (["hex", "base64", "base64url"] as const).map((form) => Buffer.from(SECRET).toString(form));

interface Asked {
  readonly publicKey: Record<string, unknown>;
}
let asked: Asked | undefined;
/** What the browser throws instead. */
let failure: Error | undefined;
let prf: object | undefined;

/** A credential as browsers give it; its own `toJSON()` holds the PRF's output in clear. */
const credential = (response: object) => {
  const results = { prf };
  return {
    id: "AQID",
    rawId: bytes(1, 2, 3).buffer,
    type: "public-key",
    authenticatorAttachment: "platform",
    response,
    getClientExtensionResults: () => results,
    toJSON: () => ({ id: "AQID", clientExtensionResults: { prf: { results: { first: FORMS[2] } } } }),
  };
};
const clientData = (asked: Asked, type: string) =>
  text(
    JSON.stringify({
      type,
      challenge: Buffer.from(asked.publicKey.challenge as ArrayBuffer).toString("base64url"),
      origin: "http://localhost:8080",
    }),
  ).buffer;

beforeEach(() => {
  [asked, failure] = [undefined, undefined];
  prf = { results: { first: SECRET.slice().buffer } };
  vi.stubGlobal("PublicKeyCredential", class {});
  vi.stubGlobal("location", { hostname: "localhost" });
  vi.stubGlobal("navigator", {
    credentials: {
      async get(options: Asked) {
        asked = options;
        if (failure !== undefined) throw failure;
        return credential({
          clientDataJSON: clientData(options, "webauthn.get"),
          authenticatorData: bytes(4).buffer,
          signature: bytes(5).buffer,
          userHandle: bytes(6).buffer,
        });
      },
      async create(options: Asked) {
        asked = options;
        if (failure !== undefined) throw failure;
        return credential({
          clientDataJSON: clientData(options, "webauthn.create"),
          attestationObject: bytes(7).buffer,
          getTransports: () => ["internal", "hybrid"],
        });
      },
    },
  });
});
afterEach(() => vi.unstubAllGlobals());

const ask = () => browserAuthenticator.ask({ rpId: "localhost", nonce: "1.a.b" });
const make = () =>
  browserAuthenticator.make({
    rpId: "localhost",
    nonce: "1.a.b",
    person: { id: randomId(), name: "Mum" },
    others: [{ credential: "CQ", transports: ["usb"] }],
  });

test("an answer holds what the contract names, and nothing of what the PRF gave", async () => {
  const { answer, secret } = await ask();
  expect(passkeyAnswer.parse(answer)).toEqual(answer);
  expect(challengeIn(answer)).toBe(challengeOf("1.a.b"));
  expect(secret).toEqual(SECRET);
  for (const form of FORMS) expect(JSON.stringify(answer)).not.toContain(form);
  expect(Object.keys(answer).toSorted()).toEqual([
    "authenticatorData",
    "clientDataJSON",
    "id",
    "signature",
    "userHandle",
  ]);
});

test("so does a new passkey, with or without the PRF's output at once", async () => {
  const { made, secret } = await make();
  expect(passkeyMade.parse(made)).toEqual(made);
  expect([made.transports, secret]).toEqual([["internal", "hybrid"], SECRET]);
  for (const form of FORMS) expect(JSON.stringify(made)).not.toContain(form);
  prf = { enabled: true };
  expect((await make()).secret).toBeUndefined();
  prf = undefined;
  expect((await ask()).secret).toBeUndefined();
});

test("a sign-in asks for any passkey of this name, a verified person, and the PRF with the one salt", async () => {
  await ask();
  expect(asked?.publicKey).toMatchObject({
    rpId: "localhost",
    userVerification: "required",
    extensions: { prf: { eval: { first: PRF_SALT } } },
  });
  expect(asked?.publicKey.allowCredentials).toBeUndefined();
});

test("a making wants one that is found without a name, and no second on the same authenticator", async () => {
  await make();
  expect(asked?.publicKey).toMatchObject({
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    attestation: "none",
    excludeCredentials: [{ type: "public-key", transports: ["usb"] }],
    extensions: { prf: { eval: { first: PRF_SALT } } },
  });
});

test.each([
  ["localhost", "localhost", true],
  ["hub.home.test", "home.test", true],
  ["home.test", "hub.home.test", false],
  ["evilhome.test", "home.test", false],
])("a page at %s may use passkeys for %s: %s", (hostname, rpId, may) => {
  vi.stubGlobal("location", { hostname });
  expect(browserAuthenticator.isFor(rpId)).toBe(may);
});

test("what the browser refuses is one thing, whatever the reason; but one that is there already is told", async () => {
  failure = new DOMException("", "NotAllowedError");
  await expect(ask()).rejects.toMatchObject({ code: "passkey.none-used" });
  await expect(make()).rejects.toMatchObject({ code: "passkey.none-used" });
  failure = new DOMException("", "InvalidStateError");
  await expect(make()).rejects.toMatchObject({ code: "passkey.there-already" });
});
