import { sealBox } from "../../../hub/archive/box.ts";
import type { SessionInfo } from "../../../hub/contract/api.ts";
import type { InvitationRequest, InvitationView } from "../../../hub/contract/invitations.ts";
import type { JoiningFacts } from "../../../hub/contract/joining.ts";
import type { Roster } from "../../../hub/contract/roster.ts";
import { type RosterEntry, signRosterEntry } from "../../../hub/contract/roster-entry.ts";
import { KeyError } from "./errors.ts";
import { isProven } from "./joining-proof.ts";
import type { OpenedSlot } from "./open-slot.ts";
import { encodeVaultIdentity } from "./person-keys.ts";

/** What the keys of a joining person are believed by. */
export type Evidence =
  /** The link was made in this browser, which kept the key to its proof, and what was asked for. */
  | { readonly kind: "proof"; readonly proofKey: CryptoKey; readonly wish: InvitationRequest }
  /** Two people read the code to each other. */
  | { readonly kind: "code" };

export const joiningFacts = (
  hub: Roster["hub"],
  { id, role, person, joining }: Pick<InvitationView, "id" | "role" | "person" | "joining">,
): JoiningFacts | undefined =>
  joining === null
    ? undefined
    : {
        hub,
        invitation: id,
        role,
        person,
        recipient: joining.recipient,
        signingKey: joining.signingKey,
        deviceKey: joining.device.key,
      };

/**
 * Signs a joining person into the roster, and for a guardian seals every vault to them: what `POST /invitations/<id>/confirm` takes.
 * @param opened the guardian's own keys
 * @throws KeyError `keys.not-proven` where the keys are not those of whoever has the link, or the rights not those that were chosen:
 * nothing is signed
 */
export async function vouchFor(
  invitation: InvitationView,
  evidence: Evidence,
  { info, roster }: { readonly info: SessionInfo; readonly roster: Roster },
  opened: OpenedSlot,
) {
  const facts = joiningFacts(roster.hub, invitation);
  const proof = invitation.joining?.proof;
  if (facts === undefined || proof === undefined) throw new KeyError("keys.not-proven", "nobody has joined");
  if (evidence.kind === "proof" && !(await isProven(facts, proof, evidence.proofKey)))
    throw new KeyError("keys.not-proven", "keys that do not come from whoever has the link");
  if (evidence.kind === "proof" && !isAsAsked(evidence.wish, invitation))
    throw new KeyError("keys.not-proven", "not what was asked for");
  const { person, recipient, signingKey } = facts;
  const entry: RosterEntry =
    facts.role === "guardian"
      ? { kind: "guardian", person, recipient, signingKey, vault: roster.vault }
      : { kind: "relative", person, recipient, signingKey, children: invitation.children };
  const vaults = facts.role === "guardian" ? await sealVaults(info, opened, recipient) : [];
  return { entry: await signRosterEntry(roster.hub, roster.head, entry, opened.signer), vaults };
}

/** The hub shows what was chosen here, and not something that nobody chose. */
function isAsAsked(wish: InvitationRequest, { role, person, children }: InvitationView): boolean {
  const asked = wish.role === "relative" ? wish.children : [];
  return wish.role === role && wish.person === person && JSON.stringify(asked) === JSON.stringify(children);
}

const sealVaults = ({ vaults }: SessionInfo, opened: OpenedSlot, recipient: string) =>
  Promise.all(
    vaults.flatMap(({ number, recipient: vault }) => {
      const identity = opened.vaults.get(number);
      if (identity === undefined) return [];
      return [
        sealBox(encodeVaultIdentity(identity), recipient).then((box) => ({ number, recipient: vault, box })),
      ];
    }),
  );
