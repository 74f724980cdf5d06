import { type About, about } from "../../../hub/contract/about.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import type { PreparedClip } from "../clips/prepared-clip.ts";
import { newId } from "../new-id.ts";
import type { Page, Session, UnderReview } from "../page-state.ts";
import { holdTake, releaseTake } from "./hold-parcel.ts";
import { sendParcel, showItem } from "./outbox.ts";
import type { Parcel } from "./parcel-store.ts";
import { describeTrouble } from "./trouble.ts";

/** To whom it goes, and with what word of this device. */
export interface Addressed extends Pick<About, "child" | "toy" | "title"> {
  readonly meta: Parcel["meta"];
}

/**
 * From a clip that was listened to, to a message, by whomever: shown as on its way at once, and left to the outbox. What goes wrong
 * before that is shown there too, and the recording is a draft again.
 */
export async function sendReviewed(
  page: Page,
  { milliseconds, waveform, toyBytes, wav }: PreparedClip,
  reviewed: UnderReview,
  address: (id: PublicId, session: Session) => Promise<Addressed>,
): Promise<void> {
  const session = page.session.value;
  if (session === undefined) return;
  holdTake(page, reviewed);
  const id = newId();
  showItem(page, { id, milliseconds, state: "sealing" });
  const { person } = session.info;
  try {
    const { meta, ...to } = await address(id, session);
    const facts = about.parse({
      v: 1,
      id,
      direction: "to-toy",
      from: person.name,
      ...to,
      recordedAt: new Date(page.client.hubNow()).toISOString(),
      milliseconds,
      waveform,
    });
    await sendParcel(page, { person: person.id, meta, about: facts, toyBytes, wav }, reviewed);
  } catch (error) {
    await releaseTake(page, reviewed, false);
    showItem(page, { id, milliseconds, state: "refused", trouble: describeTrouble(error) });
  }
}
