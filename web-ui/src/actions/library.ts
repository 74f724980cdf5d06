/** Lullabies and stories: keeping them, and the stamp with which one may go to a toy. */
import { messageView, type ToyView } from "../../../hub/contract/api.ts";
import {
  type LibraryItemView,
  type LibraryKind,
  type LibraryView,
  type LoopRequest,
  libraryAdded,
  libraryView,
} from "../../../hub/contract/library.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import type { PreparedClip } from "../clips/prepared-clip.ts";
import { newId } from "../new-id.ts";
import type { Page } from "../page-state.ts";
import { hearHouse } from "./hear-house.ts";
import { stampClip } from "./stamp-clip.ts";
import { withStepUp } from "./step-up.ts";

/** @throws HubRefusal, HubUnreachable */
export const loadLibrary = (page: Page): Promise<LibraryView> =>
  page.client.call("GET", "/library", { schema: libraryView });

export interface Placed {
  readonly kind: LibraryKind;
  readonly title: string;
  /** The story that it goes on with; `null` begins one. */
  readonly story: PublicId | null;
}

/** @throws HubRefusal, HubUnreachable */
export async function addItem(
  page: Page,
  { toyBytes, sha256 }: Pick<PreparedClip, "toyBytes" | "sha256">,
  where: Placed,
): Promise<LibraryItemView> {
  const form = new FormData();
  form.set("meta", JSON.stringify({ id: newId(), ...where, clip: sha256 }));
  form.set("toy", new Blob([toyBytes], { type: "application/octet-stream" }), "clip.toy");
  const item = await page.client.call("POST", "/library", { form, schema: libraryAdded });
  page.knownSounds.add(sha256);
  // Whoever added it looks for it at once: the hub's word may come late, or not at all where the line is cut.
  page.libraryNews.value += 1;
  return item;
}

/** What the hub says this item is, and how the toy would say it. @throws HubRefusal, HubUnreachable, WorkerFailure */
export async function hearItem(page: Page, { id }: LibraryItemView): ReturnType<typeof decode> {
  return decode(page, await page.client.bytes(`/library/${id}/clip`));
}
const decode = (page: Page, toyBytes: Uint8Array<ArrayBuffer>) => page.clips.call("hear", toyBytes);

/**
 * Stamps the sound that was heard here: a hub that would like another one on the toy has no stamp for it.
 * @throws HubRefusal, HubUnreachable
 */
export async function putOnToy(page: Page, item: LibraryItemView, toy: ToyView): Promise<void> {
  const session = page.session.value;
  if (session === undefined || !page.knownSounds.has(item.clip)) return;
  const message = newId();
  const stamp = await stampClip(page, session, { id: message, sha256: item.clip, toy });
  const json = { message, child: toy.child, toy: toy.id, clip: item.clip, stamp };
  const path = `/library/${item.id}/stamp`;
  const sent = await page.client.call("POST", path, { json, schema: messageView });
  hearHouse(page, { kind: "message", message: sent });
  page.libraryNews.value += 1;
}

/** @param id an item's, or a story's, as in the next two. @throws HubRefusal, HubUnreachable */
export const renameItem = (page: Page, id: string, title: string): Promise<void> =>
  page.client.call("PUT", `/library/${id}/title`, { json: { title } });

/** Gone in ten seconds. @throws NotNow, HubRefusal, HubUnreachable */
export const removeItem = (page: Page, id: string): Promise<void> =>
  withStepUp(page, () => page.client.call("DELETE", `/library/${id}`));

/** @throws HubRefusal, HubUnreachable */
export const keepItem = (page: Page, id: string): Promise<void> =>
  page.client.call("DELETE", `/library/${id}/removal`);

/** Answered before it plays: what plays is told with the toys. @throws HubRefusal, HubUnreachable */
export const playLoop = (page: Page, toy: ToyView, wish: LoopRequest): Promise<void> =>
  page.client.call("POST", `/toys/${toy.id}/loop`, { json: wish });

/** @throws HubRefusal, HubUnreachable */
export const stopLoop = (page: Page, toy: ToyView): Promise<void> =>
  page.client.call("DELETE", `/toys/${toy.id}/loop`);
