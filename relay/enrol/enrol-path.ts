import type { PublicKey, Signer } from "../../hub/contract/jws.ts";
import type { Revocations } from "../keep/revocations.ts";
import type { ControlPath } from "../sessions/open-control.ts";
import { signCredential } from "../wire/credentials.ts";
import { WireError } from "../wire/errors.ts";
import { verifyEnrolHello } from "../wire/hello.ts";
import type { TakenCode } from "./enrolment-codes.ts";

/** @returns the enrolment; `undefined` for a code that is none, or no longer. @throws WireError `wire.unavailable` */
export type Enrol = (hub: PublicKey, code: string) => Promise<string | undefined>;

/** On the operator's own node. */
export function makeEnrol(options: {
  readonly zone: string;
  readonly operator: Signer;
  readonly revocations: Pick<Revocations, "momentAfter">;
  /** @returns `undefined` for a code that does not count. @throws when the disk does not take it: the code is not used up then */
  readonly takeCode: (code: string) => Promise<TakenCode | undefined>;
  /** Keeps it, so that it can be taken back. @throws when the disk does not take it */
  readonly keep: (enrolment: string) => Promise<void>;
  readonly now: () => number;
  readonly onTrouble: (error: unknown) => void;
}): Enrol {
  const { zone, operator, revocations, takeCode, keep, now, onTrouble } = options;
  const orSay = <T>(doing: Promise<T>): Promise<T> =>
    doing.catch((error: unknown) => {
      onTrouble(error);
      throw new WireError("wire.unavailable", "the relay's disk does not take it", { cause: error });
    });
  return async (hub, code) => {
    const taken = await orSay(takeCode(code));
    if (taken === undefined) return undefined;
    const issuedAt = revocations.momentAfter(hub, now());
    const enrolment = await signCredential("enrolment", { v: 1, hub, zone, issuedAt }, operator);
    await orSay(
      keep(enrolment).catch(async (error: unknown) => {
        await taken.giveBack();
        throw error;
      }),
    );
    // Nobody uses it again, be it that it cannot be removed.
    await taken.use().catch(onTrouble);
    return enrolment;
  };
}

/** A hub that was never here, or was revoked, brings a one-time code and its key, and takes an enrolment home. */
export const makeEnrolPath =
  (enrol: Enrol): ControlPath =>
  (line) => ({
    async hear(message) {
      if (message.kind !== "enrol") throw new WireError("wire.unexpected", `no place for ${message.kind}`);
      const { key, code } = await verifyEnrolHello(message.jws, line.channel);
      const enrolment = await enrol(key, code);
      if (enrolment === undefined) throw new WireError("wire.wrong-code", "no such code, or no longer");
      line.send({ kind: "enrolled", enrolment });
    },
    gone() {},
  });
