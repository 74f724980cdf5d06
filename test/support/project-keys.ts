/** A project's three keys, made for one test, and what they sign: minisign's own format, by node's own cryptography. */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import {
  type ProjectKeys,
  parseProjectKeys,
  SIGNED_FORMAT,
} from "../../hub/project-signature/signed-file.ts";

export interface ProjectSigner {
  /** As minisign prints it. */
  readonly publicKey: string;
  /** minisign's file of a signature over `body`. */
  sign(body: string, comment?: string): string;
}

export function makeProjectSigner(id: Uint8Array = randomBytes(8)): ProjectSigner {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const raw = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url");
  return {
    publicKey: Buffer.concat([Buffer.from("Ed"), id, raw]).toString("base64"),
    sign: (body, comment = "of a test") => signatureText(privateKey, id, body, comment),
  };
}

function signatureText(key: KeyObject, id: Uint8Array, body: string, comment: string): string {
  const signature = sign(null, createHash("blake2b512").update(body).digest(), key);
  const ofComment = sign(null, Buffer.concat([signature, Buffer.from(comment)]), key);
  return [
    "untrusted comment: signature of a test",
    Buffer.concat([Buffer.from("ED"), id, signature]).toString("base64"),
    `trusted comment: ${comment}`,
    ofComment.toString("base64"),
    "",
  ].join("\n");
}

export interface ProjectOfTest {
  readonly signers: readonly [ProjectSigner, ProjectSigner, ProjectSigner];
  readonly keys: ProjectKeys;
  /** The settings' spelling. */
  readonly publicKeys: readonly string[];
  /** The file that a hub is given. @param by which of the signers: the first two when left out */
  signed(body: object | string, by?: readonly ProjectSigner[]): string;
}

export function makeProject(): ProjectOfTest {
  const signers = [makeProjectSigner(), makeProjectSigner(), makeProjectSigner()] as const;
  const publicKeys = signers.map(({ publicKey }) => publicKey);
  const keys = parseProjectKeys(publicKeys);
  if (keys === undefined) throw new Error("no three keys");
  return {
    signers,
    keys,
    publicKeys,
    signed(body, by = signers.slice(0, 2)) {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const signatures = by.map((signer) => signer.sign(text));
      return JSON.stringify({ format: SIGNED_FORMAT, body: text, signatures });
    },
  };
}
