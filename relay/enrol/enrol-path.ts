import type { Signer } from "../../hub/contract/jws.ts";
import type { Revocations } from "../keep/revocations.ts";
import type { ControlPath } from "../sessions/open-control.ts";
import { signCredential } from "../wire/credentials.ts";
import { WireError } from "../wire/errors.ts";
import { verifyEnrolHello } from "../wire/hello.ts";

/** A hub that was never here, or was revoked, brings a one-time code and its key, and takes an enrolment home. */
export function makeEnrolPath(options: {
  readonly zone: string;
  /** `undefined`: this node may not. */
  readonly operator: Signer | undefined;
  readonly revocations: Pick<Revocations, "momentAfter">;
  /** @throws when the disk does not take it: the code is not used up then */
  readonly useCode: (code: string) => Promise<boolean>;
  /** Keeps it, so that it can be taken back. @throws when the disk does not take it */
  readonly keep: (enrolment: string) => Promise<void>;
  readonly now: () => number;
  readonly onTrouble: (error: unknown) => void;
}): ControlPath {
  const { zone, operator, revocations, useCode, keep, now, onTrouble } = options;
  const orSay = <T>(doing: Promise<T>): Promise<T> =>
    doing.catch((error: unknown) => {
      onTrouble(error);
      throw new WireError("wire.unavailable", "the relay's disk does not take it", { cause: error });
    });
  return (line) => ({
    async hear(message) {
      if (message.kind !== "enrol") throw new WireError("wire.unexpected", `no place for ${message.kind}`);
      if (operator === undefined) throw new WireError("wire.wrong-relay", "another node enrols");
      const { key, code } = await verifyEnrolHello(message.jws, line.channel);
      if (!(await orSay(useCode(code)))) throw new WireError("wire.wrong-code", "no such code, or no longer");
      const issuedAt = revocations.momentAfter(key, now());
      const enrolment = await signCredential("enrolment", { v: 1, hub: key, zone, issuedAt }, operator);
      await orSay(keep(enrolment));
      line.send({ kind: "enrolled", enrolment });
    },
    gone() {},
  });
}
