/** Sign-in with the recovery sheet, for who forgot the passphrase: a signature by a key that only the sheet's secret gives. */
import type { z } from "zod";
import type { sheetSignInRequest } from "../contract/api.ts";
import { SignatureError } from "../contract/errors.ts";
import type { PublicKey } from "../contract/jws.ts";
import type { PublicId } from "../contract/public-id.ts";
import { verifySheetProof } from "../contract/slots.ts";
import { AccessRefused } from "../ports/access.ts";
import type { Clock } from "../ports/clock.ts";
import type { Household, Person } from "../ports/household.ts";
import type { Ledger } from "../ports/ledger.ts";
import type { Attempts } from "./attempts.ts";
import type { Nonces } from "./nonces.ts";

export interface SheetSignIn {
  nonce(device: PublicKey): string;
  /**
   * A name nobody has, a person without a sheet and a wrong sheet cost the same signature check and get the same answer.
   * @param device who proved the request
   * @throws AccessRefused
   */
  fits(
    request: z.output<typeof sheetSignInRequest>,
    device: PublicKey,
  ): Promise<{ readonly person: Person; readonly slot: PublicId }>;
}

export function makeSheetSignIn(parts: {
  readonly household: Household;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly attempts: Attempts;
  readonly nonces: Nonces;
  fold(name: string): string;
}): SheetSignIn {
  const { household, ledger, clock, attempts, nonces, fold } = parts;
  const holder = (device: PublicKey) => `sign-in ${device}`;
  return {
    nonce: (device) => nonces.make(holder(device)),
    async fits(request, device) {
      if (device !== request.device.key)
        throw new AccessRefused("session.wrong-device", "proof by another device");
      // Counted apart from passphrases: who fails for a name on purpose does not shut its sheet out. No name has a NUL.
      const account = `sheet\0${fold(request.name)}`;
      const wait = attempts.waitFor(account);
      if (wait > 0) throw new AccessRefused("sign-in.too-many", "too many tries", { retryAfter: wait });
      const signed = await verifySheetProof(request.proof).catch((cause: unknown) => {
        if (cause instanceof SignatureError) return undefined;
        throw cause;
      });
      const person = household.people().find(({ name }) => fold(name) === fold(request.name));
      const sheet = person?.slots.find(
        (slot) => slot.kind === "recovery-sheet" && slot.proofKey === signed?.signer,
      );
      const isForThis =
        signed?.hub === household.hub && signed.what.kind === "sign-in" && signed.what.device === device;
      if (
        person !== undefined &&
        sheet?.kind === "recovery-sheet" &&
        isForThis &&
        nonces.use(signed.nonce, holder(device))
      ) {
        attempts.succeeded(account);
        return { person, slot: sheet.id };
      }
      attempts.failed(account);
      await ledger.append({
        at: clock.now(),
        kind: "sign-in-failed",
        person: person?.id ?? null,
        subject: null,
      });
      throw new AccessRefused("sign-in.wrong-sheet", "name and sheet do not fit");
    },
  };
}
