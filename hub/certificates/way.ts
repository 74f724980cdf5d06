import { seconds } from "../domain/duration.ts";
import type { AcmeAccount } from "../ports/certificate-notes.ts";
import type { Clock } from "../ports/clock.ts";
import type { AuthorityWords, NamePublisher } from "../ports/name-publisher.ts";
import type { Challenge, ChallengeType } from "./authority.ts";
import { CertificateError } from "./errors.ts";

/** A relay that is away may be back in a moment. */
const PATIENCE = seconds(90);

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
   * @throws CertificateError `certificate.not-published`, `certificate.not-proven`
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

/** @returns says it, or gives up. @throws CertificateError `certificate.not-published` */
export const makeSay =
  (publisher: NamePublisher, clock: Clock) =>
  async (words: AuthorityWords, signal: AbortSignal): Promise<void> => {
    const late = new AbortController();
    const onTime = clock.after(PATIENCE, () =>
      late.abort(new CertificateError("certificate.not-published", "nobody is there to be told")),
    );
    try {
      await publisher.publish(words, AbortSignal.any([signal, late.signal]));
    } finally {
      onTime();
    }
  };
