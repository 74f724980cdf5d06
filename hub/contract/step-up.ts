/**
 * Step-up: the person shows anew that they are there, and for five minutes this session may do what an unlocked phone in a
 * child's hands must not: erase, export, invite, revoke.
 *
 * `POST /session/step-up` takes one of these. A signature, or a passkey's answer, is over a nonce of `POST /session/step-up/nonce`, good once, for
 * five minutes, for this session.
 */
import { z } from "zod";
import { passkeyAnswer } from "./passkeys.ts";
import { bytes32 } from "./slots.ts";

export const stepUpRequest = z.discriminatedUnion("by", [
  z.strictObject({ by: z.literal("passphrase"), auth: bytes32 }),
  z.strictObject({ by: z.literal("passkey"), answer: passkeyAnswer }),
  /** A JWS by the sheet's proof key, `what: step-up` (`hub/contract/slots.ts`). */
  z.strictObject({ by: z.literal("recovery-sheet"), proof: z.string().max(2_048) }),
]);
export type StepUpRequest = z.output<typeof stepUpRequest>;
