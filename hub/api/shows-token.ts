import { createHash, timingSafeEqual } from "node:crypto";

const digest = (text: string) => createHash("sha256").update(text).digest();

/** @param authorization as the request has it (RFC 6750, 2.1) @returns whether it is that token; how near it comes, nobody measures */
export function showsToken(authorization: string | null, token: string): boolean {
  const shown = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization ?? "")?.[1];
  return shown !== undefined && timingSafeEqual(digest(shown), digest(token));
}
