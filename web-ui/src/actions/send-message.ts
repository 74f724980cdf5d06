/** A guardian's message to a toy: stamped, for when it is wished. */
import type { ToyView } from "../../../hub/contract/api.ts";
import { readWhen } from "../../../hub/contract/times.ts";
import type { PreparedClip } from "../clips/prepared-clip.ts";
import { childName } from "../names.ts";
import type { Page, UnderReview } from "../page-state.ts";
import { stillWished } from "../wish-choices.ts";
import { sendReviewed } from "./send-reviewed.ts";
import { stampClip } from "./stamp-clip.ts";

export async function sendMessage(
  page: Page,
  clip: PreparedClip,
  toy: ToyView,
  reviewed: UnderReview,
): Promise<void> {
  const house = page.house.value;
  if (house === undefined) return;
  const { sha256 } = clip;
  const { title, when: wished } = reviewed.take.notes;
  await sendReviewed(page, clip, reviewed, async (id, session) => {
    const times = house.children.find((child) => child.id === toy.child)?.times;
    const when = times === undefined ? undefined : stillWished(wished, times, page.client.hubNow());
    const stamp = await stampClip(page, session, { id, sha256, toy, when: readWhen(when) });
    const wish = when === undefined ? {} : { when };
    return {
      child: childName(house, toy.child),
      toy: toy.name,
      title: title.trim(),
      meta: { id, child: toy.child, toy: toy.id, clip: sha256, stamp, ...wish },
    };
  });
}
