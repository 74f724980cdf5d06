/** What a guardian does about people: ask them in, say yes, decide what they may do, let them go. */
import { sessionInfo } from "../../../hub/contract/api.ts";
import {
  type InvitationRequest,
  type InvitationView,
  type PeopleList,
  peopleList,
} from "../../../hub/contract/invitations.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import { type ChildRights, type RosterEntry, signRosterEntry } from "../../../hub/contract/roster-entry.ts";
import { KeyError } from "../keys/errors.ts";
import {
  deriveInvitationKeys,
  JOIN_PATH,
  makeInvitationLink,
  writeInvitationLink,
} from "../keys/invitation-link.ts";
import { joiningCode } from "../keys/joining-proof.ts";
import type { OpenedSlot } from "../keys/open-slot.ts";
import { joiningFacts, vouchFor } from "../keys/vouch-for.ts";
import { newId } from "../new-id.ts";
import type { Page, Session } from "../page-state.ts";
import { fetchPeople } from "./fetch-people.ts";
import { readAnew } from "./read-anew.ts";
import { stepUp, withStepUp } from "./step-up.ts";
import { takeSession } from "./take-session.ts";

export type RelativeView = PeopleList["relatives"][number];

export type InvitationWish =
  | { readonly role: "guardian"; readonly name: string }
  | {
      readonly role: "relative";
      readonly name: string;
      readonly children: readonly ChildRights[];
      /** Of a relative who lost the keys; somebody new without it. */
      readonly person?: PublicId;
    };

/**
 * Makes an invitation. Its secret is made here and is nowhere but in the link; of it, this browser keeps a key that checks what
 * comes back.
 * @returns the link, to be given to that one person
 * @throws NotNow, HubRefusal, HubUnreachable, SignatureError
 */
export async function invite(page: Page, wish: InvitationWish): Promise<string> {
  const { roster } = await readAnew(page);
  const link = makeInvitationLink(roster);
  const { id, proofKey } = await deriveInvitationKeys(link.secret);
  const json = { person: newId(), ...wish, id } as InvitationRequest;
  // First, so that nobody can join by a link whose answer nothing here could check.
  await page.store.putInvitation(id, { proofKey, wish: json });
  page.people.value = await withStepUp(page, () =>
    page.client.call("POST", "/invitations", { json, schema: peopleList }),
  );
  const made = page.people.value.invitations.find((one) => one.id === id);
  return `${made?.address ?? location.origin}${JOIN_PATH}#${writeInvitationLink(link)}`;
}

/** @throws NotNow, HubRefusal, HubUnreachable */
export async function withdrawInvitation(page: Page, { id }: Pick<InvitationView, "id">): Promise<void> {
  page.people.value = await withStepUp(page, () =>
    page.client.call("DELETE", `/invitations/${id}`, { schema: peopleList }),
  );
  await page.store.dropInvitation(id);
}

/** Whether this browser made the link and can check whose keys came back. */
export const madeHere = async (page: Page, { id }: Pick<InvitationView, "id">): Promise<boolean> =>
  (await page.store.invitation(id)) !== undefined;

/** Three digits a group, the same that the joining person's page shows; none as long as nobody joins. */
export async function codeOf(page: Page, invitation: InvitationView): Promise<readonly string[]> {
  const hub = page.session.value?.roster.hub;
  const facts = hub === undefined ? undefined : joiningFacts(hub, invitation);
  return facts === undefined ? [] : joiningCode(facts);
}

/**
 * Says yes to who waits: signs the entry that makes them one of the family.
 * @throws KeyError `keys.not-proven` where this browser made the link and the keys do not come from whoever has it
 * @throws NotNow, HubRefusal, HubUnreachable, SignatureError
 */
export async function confirmJoining(page: Page, invitation: InvitationView): Promise<void> {
  const kept = await page.store.invitation(invitation.id);
  const evidence = kept === undefined ? ({ kind: "code" } as const) : ({ kind: "proof", ...kept } as const);
  await signed(page, async (session, opened) => {
    const json = await vouchFor(invitation, evidence, session, opened);
    return page.client.call("POST", `/invitations/${invitation.id}/confirm`, { json, schema: sessionInfo });
  });
  await page.store.dropInvitation(invitation.id);
}

/** @throws NotNow, HubRefusal, HubUnreachable, SignatureError */
export async function changeRights(
  page: Page,
  { id }: Pick<RelativeView, "id">,
  children: readonly ChildRights[],
): Promise<void> {
  await signed(page, async (session, opened) => {
    const known = session.roster.relatives.get(id);
    if (known === undefined) throw new KeyError("keys.not-mine", "the roster knows no such relative");
    const { signingKey, recipient } = known;
    const entry: RosterEntry = {
      kind: "relative",
      person: id,
      signingKey,
      recipient,
      children: [...children],
    };
    const json = { entry: await sign(session, entry, opened) };
    return page.client.call("PUT", `/people/${id}/rights`, { json, schema: sessionInfo });
  });
}

/** @throws NotNow, HubRefusal, HubUnreachable, SignatureError */
export async function removeRelative(page: Page, { id }: Pick<RelativeView, "id">): Promise<void> {
  await signed(page, async (session, opened) => {
    const json = { entry: await sign(session, { kind: "person-out", person: id }, opened) };
    return page.client.call("POST", `/people/${id}/remove`, { json, schema: sessionInfo });
  });
}

/** @param child of whom the name is changed; somebody new without it. @throws HubRefusal, HubUnreachable */
export const nameChild = (page: Page, name: string, child?: PublicId): Promise<void> =>
  child === undefined
    ? page.client.call("POST", "/children", { json: { name } })
    : page.client.call("PUT", `/children/${child}`, { json: { name } });

/** By which the family reaches who is signed in; `null` for none any more. @throws NotNow, HubRefusal, HubUnreachable */
export async function choosePhone(page: Page, phone: string | null): Promise<void> {
  await withStepUp(page, () => page.client.call("PUT", "/phone", { json: { phone } }));
  await fetchPeople(page);
}

/** Asks who is there, lets the own keys sign on top of the newest roster, and goes on from what the hub has then. */
async function signed(
  page: Page,
  change: (session: Session, opened: OpenedSlot) => Promise<Session["info"]>,
): Promise<void> {
  const opened = await stepUp(page);
  await takeSession(page, await change(await readAnew(page), opened));
}

const sign = ({ roster }: Session, entry: RosterEntry, { signer }: OpenedSlot): Promise<string> =>
  signRosterEntry(roster.hub, roster.head, entry, signer);
