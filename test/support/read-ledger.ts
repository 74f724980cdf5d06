import { followLedger, type LedgerPin } from "../../hub/contract/follow-ledger.ts";
import { type LedgerEntryView, ledgerNews } from "../../hub/contract/ledger-head.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import type { HubClient } from "../../web-ui/src/hub/hub-client.ts";

/** The whole ledger as a guardian reads it, hashed on the way, oldest first. */
export const readLedger = async (client: Pick<HubClient, "call">, hub: PublicId) =>
  (await readOn(client, hub)).entries;

/**
 * @param known what is remembered from the time before
 * @returns what has come since, hashed on the way, oldest first; and what is to be remembered
 */
export async function readOn(
  client: Pick<HubClient, "call">,
  hub: PublicId,
  known?: LedgerPin,
): Promise<{ readonly entries: readonly LedgerEntryView[]; readonly pin: LedgerPin }> {
  const entries: LedgerEntryView[] = [];
  const readAfter = (number: number) =>
    client.call("GET", `/ledger/after?number=${number}`, { schema: ledgerNews });
  const { pin } = await followLedger(hub, known, readAfter, (entry) => entries.push(entry));
  return { entries, pin };
}
