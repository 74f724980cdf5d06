import type { PublicKey } from "../../../hub/contract/jws.ts";
import { askHubsHere } from "../../../relay/desk/ask-desk.ts";
import { readEnrolments } from "../../../relay/keep/enrolments.ts";
import { readRevocations } from "../../../relay/keep/revocations.ts";
import { type HubId, hubIdOf } from "../../../relay/wire/remote-name.ts";
import type { OperatorFolder } from "./operator-folder.ts";

export interface KnownHub {
  readonly hub: HubId;
  readonly key: PublicKey;
  /** Unix ms, as is `revokedAt`. */
  readonly enrolledAt: number;
  readonly revokedAt: number | undefined;
  /** At this node, just now. `undefined` where no relay runs. */
  readonly isHere: boolean | undefined;
}

/** All that were ever enrolled, the latest last. */
export async function knownHubs({ folder, operator }: OperatorFolder): Promise<{
  readonly hubs: readonly KnownHub[];
  readonly isRunning: boolean;
  /** Lines of the list that cannot be read. */
  readonly damaged: number;
}> {
  const here = await askHubsHere(folder);
  const ids = new Set(here?.hubs.map(({ hub }) => hub));
  const revoked = await readRevocations(folder, operator);
  const { hubs, damaged } = await readEnrolments(folder, operator);
  const known = Array.from(hubs, ([key, enrolledAt]): KnownHub => {
    const hub = hubIdOf(key);
    const at = revoked.get(key);
    const revokedAt = at !== undefined && at >= enrolledAt ? at : undefined;
    return { hub, key, enrolledAt, revokedAt, isHere: here === undefined ? undefined : ids.has(hub) };
  });
  return {
    hubs: known.toSorted((one, other) => one.enrolledAt - other.enrolledAt),
    isRunning: here !== undefined,
    damaged,
  };
}
