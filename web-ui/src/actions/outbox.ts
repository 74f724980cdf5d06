/** What has not reached the hub yet: kept here, then sealed and handed over by itself, once, however long that takes. */
import { type MessageMeta, messageView } from "../../../hub/contract/api.ts";
import { postMessage, type SealedMeta } from "../../../hub/contract/post.ts";
import { browserTimer } from "../hub/browser-timer.ts";
import { HubRefusal, HubUnreachable } from "../hub/errors.ts";
import type { Page, Session, UnderReview } from "../page-state.ts";
import { endSession } from "./end-session.ts";
import { hearHouse } from "./hear-house.ts";
import { hearPost } from "./hear-post.ts";
import { holdParcel, releaseTake } from "./hold-parcel.ts";
import { inOneTab } from "./in-one-tab.ts";
import type { Parcel } from "./parcel-store.ts";
import { readAnew } from "./read-anew.ts";
import { showDistrust } from "./show-distrust.ts";
import { stampAnew } from "./stamp-anew.ts";
import { describeTrouble, type Trouble } from "./trouble.ts";

/** A message that has not reached the hub yet, as the page shows it. */
export interface OutboxItem {
  readonly id: string;
  readonly milliseconds: number;
  readonly state: "sealing" | "uploading" | "waiting" | "refused";
  readonly trouble?: Trouble;
  /** The browser had no room for it: a reload would lose it. */
  readonly isLoose?: boolean;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** Kept until the hub has it. */
export async function sendParcel(page: Page, parcel: Parcel, reviewed?: UnderReview): Promise<void> {
  const { id } = parcel.meta;
  page.inHand.set(id, parcel);
  let isKept = false;
  // No other tab takes it up while it can still be undone here.
  const goes = await inOneTab(lockOf(id), async () => {
    // A browser that is full can still hand it over; only a reload would lose it.
    isKept = await page.parcels.put(parcel).then(
      () => true,
      () => false,
    );
    return reviewed === undefined || (await holdParcel(page, parcel, reviewed, isKept));
  });
  if (!goes) return;
  if (reviewed !== undefined && isKept) await releaseTake(page, reviewed, true);
  const isThere = await handOver(page, parcel, isKept);
  if (reviewed !== undefined && !isKept) await releaseTake(page, reviewed, isThere);
}

const lockOf = (id: string): string => `pawpost-parcel-${id}`;

/** What earlier visits of whoever is in could not hand over. */
export async function resumeParcels(page: Page): Promise<void> {
  const known = new Set(page.outbox.value.map(({ id }) => id));
  const parcels = (await page.parcels.all()).filter(({ meta }) => !known.has(meta.id));
  await Promise.all(parcels.map((parcel) => handOver(page, parcel, true)));
}

export async function discardParcel(page: Page, id: string): Promise<void> {
  page.inHand.delete(id);
  await page.parcels.delete(id);
  hideItem(page, id);
}

/** Of everybody who recorded here: nobody's are sent to the family that comes. */
export async function eraseParcels(page: Page): Promise<void> {
  for (const { meta } of await page.parcels.all()) await discardParcel(page, meta.id);
}

export async function retryParcel(page: Page, id: string): Promise<void> {
  const kept = (await page.parcels.all()).find(({ meta }) => meta.id === id);
  const parcel = kept ?? page.inHand.get(id);
  if (parcel !== undefined) await handOver(page, parcel, kept !== undefined);
}

/** The hub takes it no more as it is; whoever said it sends it all the same, with a stamp of today, to where the child's post goes now. */
export async function renewParcel(page: Page, id: string): Promise<void> {
  const kept = (await page.parcels.all()).find(({ meta }) => meta.id === id);
  const parcel = kept ?? page.inHand.get(id);
  if (parcel === undefined) return;
  try {
    await sendParcel(page, await stampAnew(page, parcel, false));
  } catch (error) {
    const { milliseconds } = parcel.about;
    showItem(page, { id, milliseconds, state: "refused", trouble: describeTrouble(error) });
  }
}

/**
 * Repeating it is safe: the hub knows the message by its id.
 * @returns whether nothing is left to be done; else it waits for its person, or was refused
 */
async function handOver(page: Page, first: Parcel, isKept: boolean): Promise<boolean> {
  const { id } = first.meta;
  const item = { id, milliseconds: first.about.milliseconds, ...(isKept ? {} : { isLoose: true }) };
  const ath = page.session.value?.info.ath;
  let parcel = first;
  let sealed: SealedParcel | undefined;
  /** Number of a vault that the hub takes nothing for any more. */
  let stale: number | undefined;
  let isRestamped = false;

  const tryOnce = async (known: Session): Promise<void> => {
    // Another tab was quicker, or its person has thrown it away there.
    if (isKept && !(await page.parcels.has(id))) return;
    // The lock was changed: to the new one, as the guardians signed for it.
    const session = known.roster.vault.number === stale ? await readAnew(page) : known;
    sealed = await sealParcel(page, session, parcel, sealed);
    showItem(page, { ...item, state: "uploading" });
    await post(page, parcel, sealed);
    await page.parcels.delete(id);
  };

  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const session = page.session.value;
    if (session === undefined || session.info.ath !== ath || !isOf(session, parcel)) return false;
    try {
      await inOneTab(lockOf(id), () => tryOnce(session));
      page.inHand.delete(id);
      hideItem(page, id);
      return true;
    } catch (error) {
      if (error instanceof HubRefusal && error.problem.status === 401)
        return (await endSession(page)) && handOver(page, parcel, isKept);
      if (showDistrust(page, error)) return false;
      if (isRefused(error, "message.stale-vault") && stale !== sealed?.vault) {
        stale = sealed?.vault;
        continue;
      }
      // Stamped while the hub was away, by a clock that is ahead of the hub's. By now the hub has told what time it is.
      if (isRefused(error, "stamp.too-early") && !isRestamped) {
        isRestamped = true;
        parcel = await stampAnew(page, parcel, true);
        if (isKept) await page.parcels.put(parcel).catch(() => undefined); // As it was, it is stamped anew next time.
        continue;
      }
      if (!isPassing(error)) {
        showItem(page, { ...item, state: "refused", trouble: describeTrouble(error) });
        return false;
      }
      showItem(page, { ...item, state: "waiting" });
      await browserTimer.pause(pause, new AbortController().signal);
    }
  }
}

/** In whose session it goes; one that an older page kept says nothing of whose it is. */
const isOf = ({ info }: Session, { person }: Parcel): boolean =>
  person === undefined || person === info.person.id;

/** A parcel's age file, and the number of the vault that it is for. */
interface SealedParcel {
  readonly vault: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** To the vault that the guardians signed for, not to whatever the hub would like. @param before what was sealed for the last try */
async function sealParcel(
  page: Page,
  { roster }: Session,
  { about: facts, toyBytes, wav }: Parcel,
  before: SealedParcel | undefined,
): Promise<SealedParcel> {
  const { number, recipient } = roster.vault;
  if (before?.vault === number) return before;
  return {
    vault: number,
    bytes: await page.clips.call("seal", { about: facts, toyBytes, wav, recipient }),
  };
}

const isRefused = (error: unknown, code: string) => error instanceof HubRefusal && error.code === code;

async function post(page: Page, { meta, toyBytes }: Parcel, { vault, bytes }: SealedParcel): Promise<void> {
  const form = new FormData();
  form.set("meta", JSON.stringify({ ...meta, vault } satisfies MessageMeta | SealedMeta));
  if ("stamp" in meta)
    form.set("toy", new Blob([toyBytes], { type: "application/octet-stream" }), "clip.toy");
  form.set("sealed", new Blob([bytes], { type: "application/octet-stream" }), "clip.age");
  if (!("stamp" in meta)) {
    hearPost(page, await page.client.call("POST", "/post/sealed", { form, schema: postMessage }));
  } else if (page.session.value?.info.person.role === "relative") {
    hearPost(page, await page.client.call("POST", "/post/stamped", { form, schema: postMessage }));
  } else {
    const message = await page.client.call("POST", "/messages", { form, schema: messageView });
    hearHouse(page, { kind: "message", message });
  }
}

/** Worth another try by itself: nobody answered, or the hub is busy, full or starting. */
const isPassing = (error: unknown) =>
  error instanceof HubUnreachable ||
  (error instanceof HubRefusal && (error.problem.status >= 500 || error.problem.status === 429));

export function showItem(page: Page, item: OutboxItem): void {
  const others = page.outbox.value.filter(({ id }) => id !== item.id);
  page.outbox.value = [item, ...others];
}

function hideItem(page: Page, id: string): void {
  page.outbox.value = page.outbox.value.filter((item) => item.id !== id);
}
