/** A key that hub and name server share, as BIND's `tsig-keygen` writes it and as `named.conf` has it. */
import { readFile, stat } from "node:fs/promises";
import { UpdateKeyError } from "../errors.ts";

export interface TsigKey {
  /** By which the name server knows it; lower case, without the dot at its end. */
  readonly name: string;
  readonly secret: Uint8Array;
}

const FORM =
  /^\s*key\s+"?([a-z0-9._-]{1,200})"?\s*\{\s*algorithm\s+"?hmac-sha256"?\s*;\s*secret\s+"?([a-z0-9+/=]{22,200})"?\s*;\s*\}\s*;?\s*$/i;

/** @param text of the file; lines of comment may stand in it @throws UpdateKeyError */
export function parseTsigKey(text: string): TsigKey {
  const plain = text.replaceAll(/^\s*(?:\/\/|#).*$/gm, "");
  const [, name, secret] = FORM.exec(plain) ?? [];
  if (name === undefined || secret === undefined)
    throw new UpdateKeyError("not one key of hmac-sha256, as tsig-keygen writes it");
  return {
    name: name.toLowerCase().replace(/\.$/, ""),
    secret: Uint8Array.from(Buffer.from(secret, "base64")),
  };
}

/** @throws UpdateKeyError also for a file that others may read */
export async function readTsigKey(path: string | undefined): Promise<TsigKey> {
  if (path === undefined) throw new UpdateKeyError("dns_update is set, and dns_update_key is not");
  try {
    if (((await stat(path)).mode & 0o077) !== 0) throw new UpdateKeyError(`${path} can be read by others`);
    return parseTsigKey(await readFile(path, "utf8"));
  } catch (cause) {
    if (cause instanceof UpdateKeyError) throw cause;
    throw new UpdateKeyError(`${path} cannot be read`, { cause });
  }
}
