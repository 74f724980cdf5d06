import type { ToyView } from "../../../hub/contract/api.ts";
import { readWhen } from "../../../hub/contract/times.ts";
import type { Page } from "../page-state.ts";
import type { Parcel } from "./parcel-store.ts";
import { stampClip } from "./stamp-clip.ts";

/** What the hub says of a stamp, or of whom it was for, that a stamp of today may set right. */
const RENEWABLE: ReadonlySet<string> = new Set([
  "stamp.expired",
  "stamp.too-early",
  "stamp.unknown-roster",
  "stamp.wrong-toy",
  "toy.unknown",
  "toy.not-claimed",
  "toy.wrong-child",
]);

export const isRenewable = (code: string): boolean => RENEWABLE.has(code);

/**
 * The same message, with a stamp of now, for a toy that the child has now. What has no stamp stays as it is.
 * @param keepsWish whether it still is to go when it was wished for; else it goes now
 */
export async function stampAnew(page: Page, parcel: Parcel, keepsWish: boolean): Promise<Parcel> {
  const session = page.session.value;
  if (session === undefined || !("stamp" in parcel.meta)) return parcel;
  const { when: wish, ...meta } = parcel.meta;
  const kept = keepsWish && wish !== undefined ? { when: wish } : {};
  const toys = toysOf(page, meta.child);
  const toy = toys.find((one) => one === meta.toy) ?? toys[0] ?? meta.toy;
  const clip = {
    id: meta.id,
    sha256: meta.clip,
    toy: { id: toy, child: meta.child },
    when: readWhen(kept.when),
  };
  return { ...parcel, meta: { ...meta, ...kept, toy, stamp: await stampClip(page, session, clip) } };
}

function toysOf({ house, post }: Page, child: string): readonly ToyView["id"][] {
  const theirs = house.value?.toys.filter((toy) => toy.child === child).map(({ id }) => id);
  return theirs ?? post.value?.children.find(({ id }) => id === child)?.toys ?? [];
}
