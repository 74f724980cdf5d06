/** The other nodes of a relay, as one node sees them. A relay of one machine has none. */
import type { PublicKey } from "../../hub/contract/jws.ts";
import type { Proofs } from "../dns/zone-answers.ts";
import type { Dial, HubSession, Knock } from "../sessions/hub-sessions.ts";
import type { HubId } from "../wire/remote-name.ts";

/** What one node wants of the others. Nothing here throws: a neighbour that cannot be asked is one that does not know. */
export interface Neighbours extends AsyncDisposable {
  /** This hub is signed in here from now on, by a session of this number. */
  came(session: Pick<HubSession, "id" | "number">): void;
  left(hub: HubId): void;
  /** @returns the number of its session elsewhere; `undefined` where it has none, or nobody can say */
  sessionOf(hub: HubId): Promise<number | undefined>;
  /** Has the node at which the hub is signed in tell it to dial here. @returns whether it did */
  dial(hub: HubId, knock: Knock, dial: Dial): Promise<boolean>;
  /** @returns `"unknown"` where nobody can say just now: that is not the same as nothing */
  proofs(hub: HubId): Promise<Proofs | undefined | "unknown">;
  /** What each of the others has to prove of the relay's own name. @returns `"unknown"` where they cannot be asked just now */
  ownProofs(): Promise<readonly Proofs[] | "unknown">;
  /** Has the operator's own node enrol this hub. @returns `undefined` where the code is wrong; `"unknown"` where it cannot be asked */
  enrol(hub: PublicKey, code: string): Promise<string | undefined | "unknown">;
  /** Signed lines that were not known here before. */
  revoked(lines: readonly string[]): void;
}

/** What the others may want of this node. */
export interface Answers {
  readonly sessionOf: (hub: HubId) => number | undefined;
  /** @returns whether the hub was told: `false` for a label that is none of its, or where there are too many */
  readonly dial: (hub: HubId, knock: Knock, dial: Dial) => boolean;
  readonly proofs: (hub: HubId) => Proofs | undefined;
  /** Of the relay's own name. */
  readonly ownProofs: () => Proofs;
  /** It signed in elsewhere, by a session of this number. */
  readonly cameElsewhere: (hub: HubId, number: number) => void;
  /** `undefined` on a node that may not enrol. */
  readonly enrol: ((hub: PublicKey, code: string) => Promise<string | undefined>) | undefined;
  /** All that are known here, signed by the operator. */
  readonly revocations: () => Promise<readonly string[]>;
  /** Lines that somebody says the operator signed. */
  readonly learn: (lines: readonly string[]) => Promise<void>;
}

export const NO_NEIGHBOURS: Neighbours = {
  came() {},
  left() {},
  sessionOf: async () => undefined,
  dial: async () => false,
  proofs: async () => undefined,
  ownProofs: async () => [],
  enrol: async () => "unknown",
  revoked() {},
  async [Symbol.asyncDispose]() {},
};
