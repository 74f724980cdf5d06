import type { ToyView } from "../../../hub/contract/api.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import { signStamp } from "../../../hub/contract/stamp.ts";
import { stampTimes } from "../../../hub/contract/times.ts";
import { type When, wishedAt } from "../../../hub/domain/message-when.ts";
import type { Page, Session } from "../page-state.ts";

/**
 * This device's word that the clip may reach the child, for as long as a stamp is good.
 * @param when for a relative, who does not know the child's day, always now
 */
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
