import { sessionInfo, type ToyView } from "../../../hub/contract/api.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import { signRosterEntry } from "../../../hub/contract/roster-entry.ts";
import { newId } from "../new-id.ts";
import type { Page } from "../page-state.ts";
import { readAnew } from "./read-anew.ts";
import { stepUp } from "./step-up.ts";
import { takeSession } from "./take-session.ts";

/** A child of the house, or one that it does not know yet. */
export type Borrower = { readonly id: PublicId } | { readonly name: string };

/**
 * Lends a toy to another child, gives it back, or gives it on. Signed with the guardian's own key: the step-up opens it.
 * @throws NotNow, HubRefusal, HubUnreachable, SignatureError, KeyError
 */
export async function lendToy(page: Page, toy: ToyView, to: Borrower): Promise<void> {
  const { signer } = await stepUp(page);
  const { roster } = await readAnew(page);
  const child = "id" in to ? to.id : newId();
  const entry = await signRosterEntry(roster.hub, roster.head, { kind: "toy", toy: toy.id, child }, signer);
  const json = { entry, ...("name" in to ? { newChild: to.name } : {}) };
  await takeSession(
    page,
    await page.client.call("POST", `/toys/${toy.id}/child`, { json, schema: sessionInfo }),
  );
}

/**
 * The toy is the family's no more, as the guardian's own key signs: the step-up opens it.
 * @throws NotNow, HubRefusal, HubUnreachable, SignatureError, KeyError
 */
export async function removeToy(page: Page, { id }: ToyView): Promise<void> {
  const { signer } = await stepUp(page);
  const { roster } = await readAnew(page);
  const entry = await signRosterEntry(roster.hub, roster.head, { kind: "toy-out", toy: id }, signer);
  const path = `/toys/${id}/remove` as const;
  await takeSession(page, await page.client.call("POST", path, { json: { entry }, schema: sessionInfo }));
}

/** @throws HubRefusal, HubUnreachable */
export const renameToy = (page: Page, toy: ToyView, name: string): Promise<void> =>
  page.client.call("PUT", `/toys/${toy.id}/name`, { json: { name } });
