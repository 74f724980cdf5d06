/** For a moment after Send nothing leaves the phone, so that it can really be undone. Whoever leaves the page means it: then it goes at once. */
import type { Page, UnderReview } from "../page-state.ts";
import { words } from "../words.ts";
import type { Parcel } from "./parcel-store.ts";
import { discardTake, letGo } from "./takes.ts";

export const UNDO_MS = 10_000;

/** What ends the moment, beside a press on Undo. */
export interface HoldEnds {
  /** Settles, or never where `signal` aborts. */
  after(ms: number, signal: AbortSignal): Promise<void>;
  /** The page goes out of sight: another app, a locked phone, a closed tab. */
  hidden(signal: AbortSignal): Promise<void>;
}

const browserHoldEnds: HoldEnds = {
  after: (ms, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener("abort", () => clearTimeout(timer));
    }),
  hidden: (signal) =>
    new Promise((resolve) => {
      const look = () => document.visibilityState === "hidden" && resolve();
      document.addEventListener("visibilitychange", look, { signal });
      addEventListener("pagehide", () => resolve(), { signal });
    }),
};

/** From here on its recording is not a draft, nor offered in another tab. To be called before its screen is left. */
export const holdTake = (page: Page, { take }: UnderReview): void => void page.sending.add(take.id);

/**
 * @param isKept whether the parcel is on this device: then it goes at the next visit, should the page be gone before the moment is over
 * @returns whether it is to go; else it was undone, and is under review again
 */
export async function holdParcel(
  page: Page,
  parcel: Parcel,
  reviewed: UnderReview,
  isKept: boolean,
  ends: HoldEnds = browserHoldEnds,
): Promise<boolean> {
  const { id } = parcel.meta;
  const { take } = reviewed;
  // Both lie here for that moment: only one of them may be found by the next page.
  if (isKept) await page.takes.change(take.id, { state: "sent" }).catch(() => undefined);
  const undone = Promise.withResolvers<boolean>();
  const over = new AbortController();
  page.undos.value = new Map(page.undos.value).set(id, () => undone.resolve(false));
  page.said.value = words.undo.said;
  const goes = await Promise.race([
    undone.promise,
    ends.after(UNDO_MS, over.signal).then(() => true),
    ends.hidden(over.signal).then(() => true),
  ]);
  over.abort();
  const others = new Map(page.undos.value);
  others.delete(id);
  page.undos.value = others;
  if (goes) return true;
  await page.takes.change(take.id, { state: "draft" }).catch(() => undefined); // In memory it is under review all the same.
  page.inHand.delete(id);
  await page.parcels.delete(id);
  page.outbox.value = page.outbox.value.filter((item) => item.id !== id);
  page.sending.delete(take.id);
  page.reopened.value = { ...reviewed, isFresh: false };
  page.said.value = words.undo.undone;
  return false;
}

/** The hub has it, or the outbox keeps it: the recording has done its work. Where neither is so, it is a draft again. */
export async function releaseTake(page: Page, { take }: UnderReview, isSafe: boolean): Promise<void> {
  page.sending.delete(take.id);
  if (isSafe) await discardTake(page, take.id);
  else await letGo(page, take.id);
}
