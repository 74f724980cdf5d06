import { createHash } from "node:crypto";
import type { Clock } from "../ports/clock.ts";
import type { Household } from "../ports/household.ts";
import type { Ledger } from "../ports/ledger.ts";
import type { LivedClock } from "../ports/lived-clock.ts";
import type { SnapshotFacts } from "./snapshot.ts";

export interface FactsParts {
  readonly household: Pick<Household, "hub" | "roster">;
  readonly ledger: Pick<Ledger, "head">;
  readonly clock: Pick<Clock, "now">;
  readonly lived: Pick<LivedClock, "now">;
  /** Of Pawpost. */
  readonly program: string;
}

/** What a hub says of a backup that is made just now. */
export async function snapshotFacts(parts: FactsParts, counter: number): Promise<SnapshotFacts> {
  const roster = parts.household.roster();
  const { number, hash } = await parts.ledger.head();
  return {
    hub: parts.household.hub,
    counter,
    at: new Date(parts.clock.now()).toISOString(),
    lived: parts.lived.now(),
    program: parts.program,
    roster: {
      number: roster.length,
      hash: createHash("sha256")
        .update(roster.at(-1) ?? "")
        .digest("hex"),
    },
    ledger: { number, hash },
  };
}
