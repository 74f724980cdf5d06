import { openSignedFile, parseProjectKeys, SIGNED_FORMAT } from "../hub/project-signature/signed-file.ts";

class JoinError extends Error {
  override readonly name = "JoinError";
}

/**
 * A text and what minisign made of it, in one file (`hub/project-signature/signed-file.ts`).
 * @param keys the three public ones @throws ProjectFileRefused, JoinError where hubs with these keys would not believe it
 */
export function joinSigned(body: string, signatures: readonly string[], keys: readonly string[]): string {
  const trusted = parseProjectKeys(keys);
  if (trusted === undefined) throw new JoinError("These are not three different public keys.");
  const file = `${JSON.stringify({ format: SIGNED_FORMAT, body, signatures })}\n`;
  openSignedFile(new TextEncoder().encode(file), trusted);
  return file;
}

/** The 56 letters of each key, out of the lines of minisign's files. */
export const keysIn = (text: string): string[] =>
  text.split(/\s+/).filter((word) => /^RW[A-Za-z0-9+/]{54}$/.test(word));
