/** Changing the lock: from now on everything is sealed to a vault that only the guardians of now open. */
import { sessionInfo } from "../../../hub/contract/api.ts";
import { KeyError } from "../keys/errors.ts";
import { makeNewVault, type NewVault } from "../keys/new-vault.ts";
import type { OpenedSlot } from "../keys/open-slot.ts";
import type { Page } from "../page-state.ts";
import { believeRoster, enter } from "./enter.ts";
import { readAnew } from "./read-anew.ts";
import { startResealing } from "./reseal-clips.ts";

/**
 * Makes a new vault, and begins to seal anew what is sealed to the ones before.
 * @param opened the person's own keys, as a step-up just gave them
 * @throws HubRefusal, HubUnreachable, KeyError, SignatureError
 */
export async function changeVault(page: Page, opened: OpenedSlot): Promise<void> {
  const { roster } = await readAnew(page);
  await postNewVault(page, opened, await makeNewVault(roster, opened.signer), "/vault");
}

/** @param path what takes it: the lock alone, or with somebody who goes */
export async function postNewVault(
  page: Page,
  opened: OpenedSlot,
  { request, number, identity }: NewVault,
  path: string,
): Promise<void> {
  const info = await page.client.call("POST", path, { json: request, schema: sessionInfo });
  const roster = await believeRoster(page, info);
  if (roster.vault.number !== number) throw new KeyError("keys.not-mine", "another vault came back");
  await enter(page, info, roster, new Map([...opened.vaults, [number, identity]]));
  void startResealing(page);
}
