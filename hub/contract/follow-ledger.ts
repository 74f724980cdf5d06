/**
 * Holds a ledger against what its reader remembers. A reader keeps one place, and the hub's key; everything after that place is
 * hashed anew, and everything before it must lead there. So whatever is changed, cut off or put in does not fit any more.
 */
import { SignatureError } from "./errors.ts";
import type { PublicKey } from "./jws.ts";
import { BEFORE_THE_FIRST, type LedgerFacts, type LedgerPlace, nextPlace } from "./ledger.ts";
import { type LedgerEntryView, type LedgerNews, type LedgerPage, verifyLedgerHead } from "./ledger-head.ts";
import type { PublicId } from "./public-id.ts";

/** What a reader remembers between visits. */
export interface LedgerPin extends LedgerPlace {
  /** The hub's signing key. */
  readonly key: PublicKey;
}

export interface Followed {
  /** To be remembered from now on. */
  readonly pin: LedgerPin;
  /** When the hub signed the head. */
  readonly at: string;
}

/**
 * Reads on to the end of the chain.
 * @param pin what is remembered; `undefined` for a reader that never saw this ledger: it reads from the first entry
 * @param readAfter asks the hub for what follows a number
 * @param onEntry hears of each entry and the place that it makes; none of it counts before this resolves
 * @throws SignatureError `ledger.cut`, `ledger.rewritten`, `ledger.other-key`, `ledger.malformed`, `ledger.wrong-hub`, `jws.*`
 */
export async function followLedger(
  hub: PublicId,
  pin: LedgerPin | undefined,
  readAfter: (number: number) => Promise<LedgerNews>,
  onEntry: (entry: LedgerEntryView, place: LedgerPlace) => void = () => undefined,
): Promise<Followed> {
  let place: LedgerPlace = pin ?? BEFORE_THE_FIRST;
  for (;;) {
    const { head: jws, entries } = await readAfter(place.number);
    const head = await verifyLedgerHead(jws, hub);
    if (pin !== undefined && head.signer !== pin.key)
      throw new SignatureError("ledger.other-key", "the hub signs with another key");
    if (head.number < place.number)
      throw new SignatureError("ledger.cut", `${head.number} entries, and ${place.number} are known`);
    for (const entry of entries) {
      // What was written while this page was on its way comes with the next.
      if (place.number === head.number) break;
      place = await follow(place, entry);
      onEntry(entry, place);
    }
    if (place.number === head.number) {
      if (place.hash !== head.hash) throw rewritten(place.number);
      const { number, hash } = place;
      return { pin: { number, hash, key: head.signer }, at: head.at };
    }
    if (entries.length === 0) throw new SignatureError("ledger.cut", `nothing follows ${place.number}`);
  }
}

/**
 * Checks that a page of older entries leads to a place that is known to be sound.
 * @returns the place that the page begins behind: now known to be sound too
 * @throws SignatureError `ledger.rewritten`
 */
export async function leadsTo(sound: LedgerPlace, { entries, behind }: LedgerPage): Promise<LedgerPlace> {
  let place: LedgerPlace = behind;
  for (const entry of entries.toReversed()) place = await follow(place, entry);
  const hasNoBeginning = behind.number === 0 && behind.hash !== BEFORE_THE_FIRST.hash;
  if (place.number !== sound.number || place.hash !== sound.hash || hasNoBeginning)
    throw rewritten(sound.number);
  return behind;
}

function follow(place: LedgerPlace, entry: LedgerFacts & { readonly number: number }): Promise<LedgerPlace> {
  if (entry.number !== place.number + 1) throw rewritten(place.number + 1);
  return nextPlace(place, entry);
}

const rewritten = (number: number) =>
  new SignatureError("ledger.rewritten", `entry ${number} is not what it was`);
