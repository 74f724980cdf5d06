import { z } from "zod";
import { encodeBase64url } from "./base64url.ts";

/** 128 random bits, base64url without padding: 22 characters. Never a counter, never derived from a name. */
export const publicId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{21}[AQgw]$/)
  .brand<"PublicId">();

export type PublicId = z.output<typeof publicId>;

export const parsePublicId = (value: unknown): PublicId | undefined => publicId.safeParse(value).data;

/** @param random 16 fresh random bytes */
export function makePublicId(random: Uint8Array): PublicId {
  if (random.byteLength !== 16) throw new RangeError("a public id takes 16 bytes");
  return publicId.parse(encodeBase64url(random));
}
