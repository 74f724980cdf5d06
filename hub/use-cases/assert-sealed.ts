import { RequestRefused } from "./errors.ts";

const AGE_HEADER = new TextEncoder().encode("age-encryption.org/v1\n-> X25519 ");

/** The hub cannot open it, and can see that it begins as what it should be. @throws RequestRefused `message.not-sealed` */
export function assertSealed(bytes: Uint8Array): void {
  if (!AGE_HEADER.every((byte, at) => bytes[at] === byte))
    throw new RequestRefused("message.not-sealed", "not an age file");
}
