import type { HubCard } from "../../../hub/contract/api.ts";
import type { Page } from "../page-state.ts";

/** @returns whether the hub has another family than the one that this browser knows; the page then says so and stops */
export async function haltAtOtherFamily(page: Page, card: HubCard): Promise<boolean> {
  const { hub, family } = card;
  if (family === null || !(await isOtherFamily(page, card))) return false;
  page.phase.value = { kind: "started-anew", hub, family };
  return true;
}

/** The hub started anew since this browser was there. */
export async function isOtherFamily(page: Page, { hub, family }: HubCard): Promise<boolean> {
  const known = await page.store.roster(hub);
  return known !== undefined && family !== null && family !== known.fingerprint;
}
