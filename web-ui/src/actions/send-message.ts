/** From a clip that was listened to, to a message: stamped, and left to the outbox. */
import { about } from "../../../hub/contract/about.ts";
import type { ToyView } from "../../../hub/contract/api.ts";
import { makePublicId } from "../../../hub/contract/public-id.ts";
import { readWhen } from "../../../hub/contract/times.ts";
import type { PreparedClip } from "../clips/prepared-clip.ts";
import { childName } from "../names.ts";
import type { Page, UnderReview } from "../page-state.ts";
import { stillWished } from "../wish-choices.ts";
import { holdTake, releaseTake } from "./hold-parcel.ts";
import { sendParcel, showItem } from "./outbox.ts";
import { stampClip } from "./stamp-clip.ts";
import { describeTrouble } from "./trouble.ts";

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
  const { milliseconds } = clip;
  showItem(page, { id, milliseconds, state: "sealing" });
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
      milliseconds,
      waveform: clip.waveform,
    });
    const { toyBytes, wav } = clip;
    const times = house.children.find((child) => child.id === toy.child)?.times;
    const wished = reviewed.take.notes.when;
    const when = times === undefined ? undefined : stillWished(wished, times, createdAt);
    const stamp = await stampClip(page, session, { id, sha256: clip.sha256, toy, when: readWhen(when) });
    const wish = when === undefined ? {} : { when };
    const meta = { id, child: toy.child, toy: toy.id, clip: clip.sha256, stamp, ...wish };
    const person = session.info.person.id;
    await sendParcel(page, { person, meta, about: facts, toyBytes, wav }, reviewed);
  } catch (error) {
    await releaseTake(page, reviewed, false);
    showItem(page, { id, milliseconds, state: "refused", trouble: describeTrouble(error) });
  }
}
