/** From a clip that was listened to, to a message that the hub has: stamp, keep, seal, hand over, however long that takes. */
import { about } from "../../../hub/contract/about.ts";
import { type MessageMeta, messageView, type ToyView } from "../../../hub/contract/api.ts";
import { postMessage, type SealedMeta } from "../../../hub/contract/post.ts";
import { makePublicId, type PublicId } from "../../../hub/contract/public-id.ts";
import { signStamp } from "../../../hub/contract/stamp.ts";
import { readWhen, stampTimes } from "../../../hub/contract/times.ts";
import { type When, wishedAt } from "../../../hub/domain/message-when.ts";
import type { PreparedClip } from "../clips/prepared-clip.ts";
import { browserTimer } from "../hub/browser-timer.ts";
import { HubRefusal, HubUnreachable } from "../hub/errors.ts";
import { childName } from "../names.ts";
import type { Page, Session, UnderReview } from "../page-state.ts";
import { stillWished } from "../wish-choices.ts";
import { endSession } from "./end-session.ts";
import { showDistrust } from "./enter.ts";
import { hearHouse } from "./hear-house.ts";
import { hearPost } from "./hear-post.ts";
import { holdParcel, holdTake, releaseTake } from "./hold-parcel.ts";
import type { Parcel } from "./parcel-store.ts";
import { readAnew } from "./read-anew.ts";
import { describeTrouble, type Trouble } from "./trouble.ts";

/** A message that has not reached the hub yet, as the page shows it. */
export interface OutboxItem {
  readonly id: string;
  readonly milliseconds: number;
  readonly state: "sealing" | "uploading" | "waiting" | "refused";
  readonly trouble: Trouble | undefined;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

export async function sendMessage(
  page: Page,
  clip: PreparedClip,
  toy: ToyView,
  reviewed: UnderReview,
): Promise<void> {
  const session = page.session.value;
  const house = page.house.value;
  if (session === undefined || house === undefined) return;
  holdTake(page, reviewed);
  const id = makePublicId(crypto.getRandomValues(new Uint8Array(16)));
  const item: OutboxItem = {
    id,
    milliseconds: clip.milliseconds,
    state: "sealing",
    trouble: undefined,
  };
  show(page, item);
  try {
    const createdAt = page.client.hubNow();
    const facts = about.parse({
      v: 1,
      id,
      direction: "to-toy",
      from: session.info.person.name,
      child: childName(house, toy.child),
      toy: toy.name,
      recordedAt: new Date(createdAt).toISOString(),
      title: reviewed.take.notes.title.trim(),
      milliseconds: clip.milliseconds,
      waveform: clip.waveform,
    });
    const { toyBytes, wav } = clip;
    const times = house.children.find((child) => child.id === toy.child)?.times;
    const wished = reviewed.take.notes.when;
    const when = times === undefined ? undefined : stillWished(wished, times, createdAt);
    const stamp = await stampClip(page, session, { id, sha256: clip.sha256, toy, when: readWhen(when) });
    const wish = when === undefined ? {} : { when };
    const meta = { id, child: toy.child, toy: toy.id, clip: clip.sha256, stamp, ...wish };
    await sendParcel(page, { meta, about: facts, toyBytes, wav }, reviewed);
  } catch (error) {
    await releaseTake(page, reviewed, false);
    show(page, { ...item, state: "refused", trouble: describeTrouble(error) });
  }
}

/** Kept until the hub has it. */
export async function sendParcel(page: Page, parcel: Parcel, reviewed?: UnderReview): Promise<void> {
  const { id } = parcel.meta;
  page.inHand.set(id, parcel);
  // A browser that is full can still hand it over; only a reload would lose it.
  const isKept = await page.parcels.put(parcel).then(
    () => true,
    () => false,
  );
  if (reviewed !== undefined && !(await holdParcel(page, parcel, reviewed, isKept))) return;
  if (reviewed !== undefined && isKept) await releaseTake(page, reviewed, true);
  await handOver(page, parcel);
  if (reviewed !== undefined && !isKept) await releaseTake(page, reviewed, !page.inHand.has(id));
}

/** What earlier visits could not hand over. */
export async function resumeParcels(page: Page): Promise<void> {
  const known = new Set(page.outbox.value.map(({ id }) => id));
  const parcels = (await page.parcels.all()).filter(({ meta }) => !known.has(meta.id));
  await Promise.all(parcels.map((parcel) => handOver(page, parcel)));
}

export async function discardParcel(page: Page, id: string): Promise<void> {
  page.inHand.delete(id);
  await page.parcels.delete(id);
  hide(page, id);
}

export async function retryParcel(page: Page, id: string): Promise<void> {
  const parcel = page.inHand.get(id) ?? (await page.parcels.all()).find(({ meta }) => meta.id === id);
  if (parcel !== undefined) await handOver(page, parcel);
}

/** Repeating it is safe: the hub knows the message by its id. */
async function handOver(page: Page, parcel: Parcel): Promise<void> {
  const { meta, about: facts } = parcel;
  const item = { id: meta.id, milliseconds: facts.milliseconds, trouble: undefined } as const;
  const ath = page.session.value?.info.ath;
  let sealed: SealedParcel | undefined;
  /** Number of a vault that the hub takes nothing for any more. */
  let stale: number | undefined;
  for (
    let pause = FIRST_PAUSE_MS;
    ath !== undefined && page.session.value?.info.ath === ath;
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
  ) {
    try {
      const known = page.session.value;
      // The lock was changed: to the new one, as the guardians signed for it.
      const session = known.roster.vault.number === stale ? await readAnew(page) : known;
      sealed = await sealParcel(page, session, parcel, sealed);
      show(page, { ...item, state: "uploading" });
      await post(page, parcel, sealed);
      page.inHand.delete(meta.id);
      await page.parcels.delete(meta.id);
      hide(page, meta.id);
      return;
    } catch (error) {
      if (error instanceof HubRefusal && error.problem.status === 401)
        return (await endSession(page)) ? handOver(page, parcel) : undefined;
      if (showDistrust(page, error)) return;
      if (isStale(error) && stale !== sealed?.vault) {
        stale = sealed?.vault;
        continue;
      }
      if (!isPassing(error))
        return show(page, { ...item, state: "refused", trouble: describeTrouble(error) });
      show(page, { ...item, state: "waiting" });
      await browserTimer.pause(pause, new AbortController().signal);
    }
  }
}

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

const isStale = (error: unknown) => error instanceof HubRefusal && error.code === "message.stale-vault";

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

/** @param when for a relative, who does not know the child's day, always now */
export function stampClip(
  page: Page,
  { roster }: Session,
  {
    id,
    sha256,
    toy,
    when = { kind: "now" },
  }: {
    readonly id: PublicId;
    readonly sha256: string;
    readonly toy: Pick<ToyView, "id" | "child">;
    readonly when?: When;
  },
): Promise<string> {
  const times = page.house.value?.children.find((child) => child.id === toy.child)?.times;
  const due = times === undefined ? undefined : wishedAt(when, times);
  return signStamp(
    {
      v: 1,
      hub: roster.hub,
      message: id,
      clip: sha256,
      child: toy.child,
      toys: [toy.id],
      ...stampTimes(when, due, page.client.hubNow()),
      roster: roster.head,
    },
    page.device,
  );
}

/** Worth another try by itself: nobody answered, or the hub is busy, full or starting. */
const isPassing = (error: unknown) =>
  error instanceof HubUnreachable ||
  (error instanceof HubRefusal && (error.problem.status >= 500 || error.problem.status === 429));

function show(page: Page, item: OutboxItem): void {
  const others = page.outbox.value.filter(({ id }) => id !== item.id);
  page.outbox.value = [item, ...others];
}

function hide(page: Page, id: string): void {
  page.outbox.value = page.outbox.value.filter((item) => item.id !== id);
}
