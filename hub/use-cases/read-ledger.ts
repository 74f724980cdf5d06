import { type LedgerNews, type LedgerPage, signLedgerHead } from "../contract/ledger-head.ts";
import type { House } from "./house.ts";

const MOST_AT_ONCE = 500;
const PAGE = 100;

/** What follows an entry, and how far the ledger goes, signed by the hub. */
export async function ledgerAfter(house: House, number: number): Promise<LedgerNews> {
  const entries = await house.ledger.after(number, MOST_AT_ONCE);
  const head = await house.ledger.head();
  const at = new Date(house.clock.now()).toISOString();
  return {
    head: await signLedgerHead({ hub: house.household.hub, ...head, at }, house.signer),
    entries: [...entries],
  };
}

/** Entries before a number, newest first. */
export async function ledgerBefore(house: House, number: number): Promise<LedgerPage> {
  const { entries, behind } = await house.ledger.before(number, PAGE);
  return { entries: [...entries], behind };
}
