import type { SlotView } from "../../../hub/contract/slots.ts";
import type { Page, Session } from "../page-state.ts";

export type PasskeySlot = Extract<SlotView, { kind: "passkey" }>;

/** The person's passkeys that a page at this address can use. */
export const passkeysHere = (
  { authenticator }: Pick<Page, "authenticator">,
  { info }: Pick<Session, "info">,
): readonly PasskeySlot[] =>
  authenticator.isThere
    ? info.slots.filter((slot) => slot.kind === "passkey").filter(({ rpId }) => authenticator.isFor(rpId))
    : [];
