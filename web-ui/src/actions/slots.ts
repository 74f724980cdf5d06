import type { Signer } from "../../../hub/contract/jws.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import {
  nonceResponse,
  type SlotOrder,
  signSheetProof,
  signSlotOrder,
  slotList,
} from "../../../hub/contract/slots.ts";
import type { OpenedSlot } from "../keys/open-slot.ts";
import type { Page, Session } from "../page-state.ts";

/** @throws HubRefusal `slot.last`, HubUnreachable */
export const removeSlot = (
  page: Page,
  session: Session,
  { signer }: Pick<OpenedSlot, "signer">,
  slot: PublicId,
): Promise<void> =>
  changeSlots(page, session, signer, { kind: "remove", slot }, "POST", `/slots/${slot}/remove`);

/**
 * Sends one signed order, and lets the page know what the hub keeps then.
 * @param more.sheet signs the same nonce
 * @param more.nonce one that was signed into something else already
 */
export async function changeSlots(
  page: Page,
  { info }: Session,
  signer: Signer,
  order: SlotOrder,
  method: "POST" | "PUT",
  path: string,
  more: { readonly sheet?: Signer; readonly nonce?: string } = {},
): Promise<void> {
  const { hub, person } = info;
  const nonce =
    more.nonce ?? (await page.client.call("POST", "/slots/nonce", { schema: nonceResponse })).nonce;
  const json: Record<string, string> = {
    order: await signSlotOrder(hub, person.id, nonce, order, signer),
  };
  if (more.sheet !== undefined && order.kind === "tested") {
    const what = { kind: "test", slot: order.slot } as const;
    json.proof = await signSheetProof({ v: 1, hub, nonce, what }, more.sheet);
  }
  const { slots } = await page.client.call(method, path, { json, schema: slotList });
  const now = page.session.value;
  if (now !== undefined) page.session.value = { ...now, info: { ...now.info, slots } };
}
