/** An authenticator made of software: real keys and signatures in the bytes of WebAuthn, and a test's hand on each of them. */
import { createHash, createHmac, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { parseBase64url } from "../../hub/contract/base64url.ts";
import { challengeOf, type PasskeyAnswer, type PasskeyMade } from "../../hub/contract/passkeys.ts";
import type { Authenticator } from "../../web-ui/src/keys/authenticator.ts";
import { PasskeyError } from "../../web-ui/src/keys/errors.ts";
import { PRF_SALT } from "../../web-ui/src/keys/passkey-secret.ts";

interface Kept {
  readonly credential: string;
  readonly rpId: string;
  readonly user: string;
  readonly privateKey: KeyObject;
  readonly cose: Buffer;
  readonly prfKey: Buffer;
  counter: number;
}

/** What one answer may be made to say in place of the truth. */
export interface Lie {
  readonly type?: string;
  readonly challenge?: string;
  readonly origin?: string;
  readonly crossOrigin?: boolean;
  /** Of which name's hash the signed bytes begin with. */
  readonly rpId?: string;
  readonly flags?: number;
  readonly counter?: number;
  readonly userHandle?: string | undefined;
  readonly privateKey?: KeyObject;
}

/** Authenticator data, 6.1: user present, user verified. */
export const PRESENT = 0x01;
export const VERIFIED = 0x04;
const WITH_KEY = 0x40;

const sha256 = (bytes: string | Uint8Array) => createHash("sha256").update(bytes).digest();
const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");

export class SoftAuthenticator implements Authenticator {
  readonly isThere = true;
  /** Where the page is. */
  origin: string;
  /** Whether it has the extension at all, and gives its output when a passkey is made already. */
  hasPrf = true;
  givesAtOnce = false;
  /** Some count their answers, most that are copied between a person's devices do not. */
  counts = true;
  /** What the next answers lie about. */
  lie: Lie = {};
  readonly passkeys: Kept[] = [];
  readonly forgotten: string[] = [];
  /** Every output of the PRF that it gave. */
  readonly secrets: Buffer[] = [];

  constructor(origin = "http://localhost:8080") {
    this.origin = origin;
  }

  isFor(rpId: string): boolean {
    const { hostname } = new URL(this.origin);
    return hostname === rpId || hostname.endsWith(`.${rpId}`);
  }

  async make({ rpId, nonce, person, others }: Parameters<Authenticator["make"]>[0]) {
    if (others.some(({ credential }) => this.#find(credential) !== undefined))
      throw new PasskeyError("passkey.there-already", "there already");
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const { x = "", y = "" } = publicKey.export({ format: "jwk" });
    const kept: Kept = {
      credential: base64url(randomBytes(32)),
      rpId,
      user: person.id,
      privateKey,
      cose: Buffer.concat([
        Buffer.from("a5010203262001215820", "hex"),
        Buffer.from(x, "base64url"),
        Buffer.from("225820", "hex"),
        Buffer.from(y, "base64url"),
      ]),
      prfKey: randomBytes(32),
      counter: 0,
    };
    // One for each person and name (CTAP 2.1, 6.1.2).
    const before = this.passkeys.findIndex((one) => one.rpId === rpId && one.user === person.id);
    if (before >= 0) this.passkeys.splice(before, 1);
    this.passkeys.push(kept);
    const id = Buffer.from(kept.credential, "base64url");
    const length = Buffer.from([id.byteLength >> 8, id.byteLength & 0xff]);
    const attested = Buffer.concat([Buffer.alloc(16), length, id, kept.cose]);
    const data = Buffer.concat([this.#head(kept, WITH_KEY), attested]);
    const made: PasskeyMade = {
      id: kept.credential,
      clientDataJSON: this.#clientData("webauthn.create", nonce),
      // {"fmt": "none", "attStmt": {}, "authData": …}
      attestationObject: base64url(
        Buffer.concat([
          Buffer.from("a363666d74646e6f6e656761747453746d74a0686175746844617461", "hex"),
          Buffer.from([0x59, data.byteLength >> 8, data.byteLength & 0xff]),
          data,
        ]),
      ),
      transports: ["internal"],
    };
    return { made, secret: this.givesAtOnce ? this.#secretOf(kept) : undefined };
  }

  async ask({ rpId, nonce, passkeys }: Parameters<Authenticator["ask"]>[0]) {
    const kept = this.passkeys.find(
      (one) =>
        one.rpId === rpId &&
        (passkeys === undefined || passkeys.some(({ credential }) => credential === one.credential)),
    );
    if (kept === undefined) throw new PasskeyError("passkey.none-used", "none that fits");
    if (this.counts) kept.counter += 1;
    const data = this.#head(kept, 0);
    const clientDataJSON = this.#clientData("webauthn.get", nonce);
    const signed = Buffer.concat([data, sha256(Buffer.from(clientDataJSON, "base64url"))]);
    const userHandle = "userHandle" in this.lie ? this.lie.userHandle : kept.user;
    const answer: PasskeyAnswer = {
      id: kept.credential,
      clientDataJSON,
      authenticatorData: base64url(data),
      signature: base64url(sign("sha256", signed, this.lie.privateKey ?? kept.privateKey)),
      ...(userHandle === undefined ? {} : { userHandle }),
    };
    return { answer, secret: this.#secretOf(kept) };
  }

  forget(_: string, credential: string): void {
    this.forgotten.push(credential);
    const at = this.passkeys.findIndex((one) => one.credential === credential);
    if (at >= 0) this.passkeys.splice(at, 1);
  }

  #find(credential: string): Kept | undefined {
    return this.passkeys.find((one) => one.credential === credential);
  }

  #secretOf({ prfKey }: Kept): Uint8Array<ArrayBuffer> | undefined {
    if (!this.hasPrf) return undefined;
    const secret = createHmac("sha256", prfKey).update(PRF_SALT).digest();
    this.secrets.push(Buffer.from(secret));
    return new Uint8Array(secret);
  }

  /** rpIdHash, flags, counter. */
  #head(kept: Kept, more: number): Buffer {
    const head = Buffer.alloc(37);
    sha256(this.lie.rpId ?? kept.rpId).copy(head);
    head[32] = (this.lie.flags ?? PRESENT | VERIFIED) | more;
    head.writeUInt32BE(this.lie.counter ?? kept.counter, 33);
    return head;
  }

  #clientData(type: string, nonce: string): string {
    const { lie } = this;
    const facts = {
      type: lie.type ?? type,
      challenge: lie.challenge ?? challengeOf(nonce),
      origin: lie.origin ?? this.origin,
      crossOrigin: lie.crossOrigin ?? false,
    };
    return base64url(new TextEncoder().encode(JSON.stringify(facts)));
  }
}

/** What a nonce looks like in an answer. */
export const challengeIn = ({ clientDataJSON }: Pick<PasskeyAnswer, "clientDataJSON">): string =>
  (
    JSON.parse(new TextDecoder().decode(parseBase64url(clientDataJSON) ?? new Uint8Array())) as {
      challenge: string;
    }
  ).challenge;
