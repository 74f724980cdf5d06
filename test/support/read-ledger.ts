import { followLedger } from "../../hub/contract/follow-ledger.ts";
import { type LedgerEntryView, ledgerNews } from "../../hub/contract/ledger-head.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import type { HubClient } from "../../web-ui/src/hub/hub-client.ts";

/** The whole ledger as a guardian reads it, hashed on the way, oldest first. */
export async function readLedger(
  client: Pick<HubClient, "call">,
  hub: PublicId,
): Promise<readonly LedgerEntryView[]> {
  const entries: LedgerEntryView[] = [];
  const readAfter = (number: number) =>
    client.call("GET", `/ledger/after?number=${number}`, { schema: ledgerNews });
  await followLedger(hub, undefined, readAfter, (entry) => entries.push(entry));
  return entries;
}
