/**
 * JSON Web Signature, compact form (RFC 7515), with EdDSA over Ed25519 (RFC 8037) and nothing else:
 *
 *   base64url(header) . base64url(payload) . base64url(64-byte signature)
 *
 * The bytes that were signed travel as they are, so nothing has to be made canonical. Runs in browser and Node.
 */
import { z } from "zod";
import { encodeBase64url, parseBase64url } from "./base64url.ts";
import { SignatureError } from "./errors.ts";

/** Ed25519 public key, 32 bytes as base64url. */
export const publicKey = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/)
  .refine((text) => parseBase64url(text) !== undefined, "not base64url")
  .brand<"PublicKey">();
export type PublicKey = z.output<typeof publicKey>;

const MAX_BYTES = 16_384;
const header = z.strictObject({ alg: z.literal("EdDSA"), typ: z.string(), kid: publicKey });
const utf8 = new TextEncoder();
const text = new TextDecoder("utf-8", { fatal: true });

/** Something that signs: a non-extractable device key in the browser, a person's signing key, a key of a test. */
export interface Signer {
  readonly publicKey: PublicKey;
  sign(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array>;
}

export interface Signed {
  readonly signer: PublicKey;
  readonly payload: unknown;
}

export async function signJws(typ: string, payload: object, signer: Signer): Promise<string> {
  const head = encodeBase64url(utf8.encode(JSON.stringify({ alg: "EdDSA", typ, kid: signer.publicKey })));
  const input = `${head}.${encodeBase64url(utf8.encode(JSON.stringify(payload)))}`;
  return `${input}.${encodeBase64url(await signer.sign(utf8.encode(input)))}`;
}

/**
 * Checks form and signature. Says who signed, not whether that key counts: ask the roster.
 * @throws SignatureError `jws.malformed`, `jws.wrong-type`, `jws.bad-signature`
 */
export async function verifyJws(typ: string, jws: string): Promise<Signed> {
  const [head, body, tail, ...rest] = jws.length > MAX_BYTES ? [] : jws.split(".");
  if (head === undefined || body === undefined || tail === undefined || rest.length > 0) {
    throw new SignatureError("jws.malformed", "not three parts, or too long");
  }
  const { kid, typ: actual } = readJson(head, header);
  if (actual !== typ) throw new SignatureError("jws.wrong-type", `expected ${typ}`);
  const signature = parseBase64url(tail);
  const raw = parseBase64url(kid);
  if (signature?.byteLength !== 64 || raw === undefined)
    throw new SignatureError("jws.malformed", "signature or key");
  const key = await crypto.subtle
    .importKey("raw", raw, "Ed25519", false, ["verify"])
    .catch((cause: unknown) => {
      throw new SignatureError("jws.malformed", "not an Ed25519 key", { cause });
    });
  const isGenuine = await crypto.subtle.verify("Ed25519", key, signature, utf8.encode(`${head}.${body}`));
  if (!isGenuine) throw new SignatureError("jws.bad-signature", "the signature does not fit");
  return { signer: kid, payload: readJson(body, z.unknown()) };
}

function readJson<T>(part: string, schema: z.ZodType<T>): T {
  const bytes = parseBase64url(part);
  if (bytes === undefined) throw new SignatureError("jws.malformed", "not base64url");
  try {
    return schema.parse(JSON.parse(text.decode(bytes)));
  } catch (cause) {
    throw new SignatureError("jws.malformed", "not the JSON that belongs here", { cause });
  }
}
