/** Whether what somebody shows inside a session is one of a person's ways in. */
import { parseBase64url } from "../contract/base64url.ts";
import { SignatureError } from "../contract/errors.ts";
import { verifySheetProof } from "../contract/slots.ts";
import type { StepUpRequest } from "../contract/step-up.ts";
import { AccessRefused } from "../ports/access.ts";
import type { Household, Person, Session } from "../ports/household.ts";
import type { Nonces } from "./nonces.ts";
import type { Passkeys } from "./passkeys.ts";
import type { Verifiers } from "./verifier.ts";

export interface ShownWays {
  nonce(session: Session): string;
  /** @throws AccessRefused `sign-in.too-many` */
  fits(session: Session, person: Person, shown: StepUpRequest): Promise<boolean>;
}

export function makeShownWays(parts: {
  readonly household: Household;
  readonly verifiers: Verifiers;
  readonly nonces: Nonces;
  readonly passkeys: Passkeys;
}): ShownWays {
  const { household, verifiers, nonces, passkeys } = parts;
  const holder = (session: Session) => `step-up ${session.id}`;
  return {
    nonce: (session) => nonces.make(holder(session)),

    async fits(session, person, shown) {
      switch (shown.by) {
        case "passphrase": {
          const isRight = await verifiers.fits(
            parseBase64url(shown.auth) ?? new Uint8Array(),
            person.verifier,
          );
          if (isRight === undefined) throw new AccessRefused("sign-in.too-many", "busy", { retryAfter: 5 });
          return isRight;
        }
        case "passkey": {
          const by = { holder: holder(session), device: session.device, person: person.id };
          return (await passkeys.readAnswer(shown.answer, by)) !== undefined;
        }
        case "recovery-sheet": {
          const signed = await verifySheetProof(shown.proof).catch((cause: unknown) => {
            if (cause instanceof SignatureError) return undefined;
            throw cause;
          });
          const isOfPerson = person.slots.some(
            (slot) => slot.kind === "recovery-sheet" && slot.proofKey === signed?.signer,
          );
          return (
            isOfPerson &&
            signed?.hub === household.hub &&
            signed.what.kind === "step-up" &&
            nonces.use(signed.nonce, holder(session))
          );
        }
      }
    },
  };
}
