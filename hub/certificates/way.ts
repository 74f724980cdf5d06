import type { AcmeAccount } from "../ports/certificate-notes.ts";
import type { Challenge, ChallengeType } from "./authority.ts";

/** How a hub proves to an authority that a name is its own. */
export interface Way {
  readonly type: ChallengeType;
  /** What it gets a certificate for. */
  readonly names: readonly string[];
  /** What is said while no order runs. */
  rest(account: AcmeAccount, signal: AbortSignal): Promise<void>;
  /**
   * Puts proofs where the authority looks.
   * @returns once they are there: takes them away
   * @throws CertificateError `certificate.not-published`
   */
  prove(
    challenges: readonly Challenge[],
    account: AcmeAccount,
    signal: AbortSignal,
  ): Promise<() => Promise<void>>;
}

/** Whose certificates are taken: this account's at this authority, proven in this way. RFC 8657. */
export const issuersOf = ({ url, identities }: AcmeAccount, type: ChallengeType): readonly string[] =>
  identities.map((identity) => `${identity}; accounturi=${url}; validationmethods=${type}`);
