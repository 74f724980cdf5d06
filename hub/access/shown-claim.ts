import type { PublicKey } from "../contract/jws.ts";
import { AccessRefused, type Presented } from "../ports/access.ts";

/** Of a hub that nobody claimed: whoever showed its one-time code, by the device that did. The code stays good. */
export function makeShownClaim(parts: {
  /** @throws AccessRefused when that is not the code, or there is none */
  readonly check: (typed: string) => void;
  readonly isUnclaimed: () => boolean;
  /** Who signed the request. */
  readonly prove: (presented: Presented) => Promise<PublicKey>;
}) {
  let shownBy: PublicKey | undefined;
  return {
    async show(typed: string, presented: Presented): Promise<void> {
      const device = await parts.prove(presented);
      parts.check(typed);
      shownBy = device;
    },
    async assertShown(presented: Presented): Promise<void> {
      const device = await parts.prove(presented);
      if (parts.isUnclaimed() && device === shownBy) return;
      throw new AccessRefused("claim.wrong-code", "this device did not show the code");
    },
  };
}
