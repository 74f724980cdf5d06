/**
 * What the project says to every hub, in one file: the text, and the signatures of at least two of its three keys over exactly that text.
 *
 *   { "format": "pawpost-signed-1",
 *     "body": "<the text, JSON itself>",
 *     "signatures": ["<minisign's file>", "<another's>"] }
 *
 * One key that is stolen, or one person who is forced, signs nothing that a hub believes.
 */
import { z } from "zod";
import { parseJson } from "../domain/parse-json.ts";
import { ProjectFileRefused } from "./errors.ts";
import { isSignedBy, type MinisignKey, parseMinisignKey, parseMinisignSignature } from "./minisign.ts";

export const SIGNED_FORMAT = "pawpost-signed-1";
/** Of the whole file. */
export const MAX_SIGNED_BYTES = 262_144;
const KEYS = 3;
const SIGNATURES_WANTED = 2;
const MAX_SIGNATURE = 1_024;

const signedFile = z.strictObject({
  format: z.literal(SIGNED_FORMAT),
  body: z.string().max(MAX_SIGNED_BYTES),
  signatures: z.array(z.string().max(MAX_SIGNATURE)).max(KEYS),
});
export type SignedFile = z.output<typeof signedFile>;

/** Whose word counts. */
export type ProjectKeys = readonly MinisignKey[];

/** @returns `undefined` for anything but three different keys */
export function parseProjectKeys(texts: readonly string[]): ProjectKeys | undefined {
  const keys = texts.map(parseMinisignKey).filter((key) => key !== undefined);
  const isEachItsOwn =
    new Set(keys.map(({ key }) => key.export({ format: "jwk" }).x)).size === KEYS &&
    new Set(keys.map(({ id }) => id)).size === KEYS;
  return texts.length === KEYS && isEachItsOwn ? keys : undefined;
}

/** The file's form alone: nothing in it is believed yet. @throws ProjectFileRefused `project-file.malformed` */
export function parseSignedFile(bytes: Uint8Array): SignedFile {
  const parsed = signedFile.safeParse(bytes.byteLength > MAX_SIGNED_BYTES ? undefined : parseJson(bytes));
  if (!parsed.success)
    throw new ProjectFileRefused("project-file.malformed", "no signed file of the project");
  return parsed.data;
}

/** @returns the text that was signed. @throws ProjectFileRefused */
export function openSignedFile(bytes: Uint8Array, keys: ProjectKeys): string {
  const { body, signatures } = parseSignedFile(bytes);
  const signers = signersOf(body, signatures, keys).length;
  if (signers === 0)
    throw new ProjectFileRefused("project-file.not-signed", "none of the project's keys signed it");
  if (signers < SIGNATURES_WANTED)
    throw new ProjectFileRefused("project-file.one-signature", "one key signed it, and it takes two");
  return body;
}

/** Each key once, however often it signed. */
function signersOf(body: string, signatures: readonly string[], keys: ProjectKeys): ProjectKeys {
  const file = Buffer.from(body);
  const parsed = signatures.map(parseMinisignSignature).filter((one) => one !== undefined);
  return keys.filter((key) => parsed.some((signature) => isSignedBy(file, signature, key)));
}
