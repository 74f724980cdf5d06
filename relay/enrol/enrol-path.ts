import type { Signer } from "../../hub/contract/jws.ts";
import type { ControlPath } from "../sessions/open-control.ts";
import { signCredential } from "../wire/credentials.ts";
import { WireError } from "../wire/errors.ts";
import { verifyEnrolHello } from "../wire/hello.ts";

/** A hub that was never here brings a one-time code and its key, and takes an enrolment home. */
export function makeEnrolPath(options: {
  readonly zone: string;
  /** `undefined`: this node may not. */
  readonly operator: Signer | undefined;
  readonly useCode: (code: string) => Promise<boolean>;
  readonly now: () => number;
}): ControlPath {
  const { zone, operator, useCode, now } = options;
  return (line) => ({
    async hear(message) {
      if (message.kind !== "enrol") throw new WireError("wire.unexpected", `no place for ${message.kind}`);
      if (operator === undefined) throw new WireError("wire.wrong-relay", "another node enrols");
      const { key, code } = await verifyEnrolHello(message.jws, line.channel);
      if (!(await useCode(code))) throw new WireError("wire.wrong-code", "no such code, or no longer");
      const enrolment = await signCredential(
        "enrolment",
        { v: 1, hub: key, zone, issuedAt: now() },
        operator,
      );
      line.send({ kind: "enrolled", enrolment });
    },
    gone() {},
  });
}
