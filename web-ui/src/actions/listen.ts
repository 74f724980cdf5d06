import type { About } from "../../../hub/contract/about.ts";
import { type MessageView, messageView, type ToyView } from "../../../hub/contract/api.ts";
import type { DeclineReason } from "../../../hub/domain/message-state.ts";
import type { Page } from "../page-state.ts";
import { hearHouse } from "./hear-house.ts";
import { stampClip } from "./stamp-clip.ts";

export interface OpenedClip {
  readonly about: About;
  readonly wav: Uint8Array<ArrayBuffer>;
  readonly bear: Uint8Array<ArrayBuffer> | undefined;
  readonly toyBytes: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
}

/**
 * Fetches a recording and opens it here.
 * @returns `undefined` while the vault that it is sealed to is locked
 * @throws HubRefusal, HubUnreachable, WorkerFailure `archive.*`
 */
export async function openRecording(page: Page, message: MessageView): Promise<OpenedClip | undefined> {
  const vaults = page.vaults.value;
  if (!vaults.has(message.vault)) return undefined;
  const sealed = await page.client.bytes(`/messages/${message.id}/archive`);
  const clip = await page.clips.call("open", { sealed, keys: [...vaults.values()] });
  if (clip.about.title !== "")
    page.titles.value = new Map([...page.titles.value, [message.id, clip.about.title]]);
  return clip;
}

/** A draft, or a relative's message, that was listened to becomes a message: the stamp is for the very bytes that were heard. */
export async function sendDraft(
  page: Page,
  message: MessageView,
  clip: OpenedClip,
  toy: ToyView,
): Promise<void> {
  const session = page.session.value;
  if (session === undefined) return;
  const { id } = message;
  const { sha256, toyBytes } = clip;
  const stamp = await stampClip(page, session, { id, sha256, toy });
  const form = new FormData();
  form.set("meta", JSON.stringify({ id, child: toy.child, toy: toy.id, clip: sha256, stamp }));
  form.set("toy", new Blob([toyBytes], { type: "application/octet-stream" }), "clip.toy");
  const sent = await page.client.call("PUT", `/messages/${id}/stamp`, { form, schema: messageView });
  hearHouse(page, { kind: "message", message: sent });
}

export type MessageVerb = "cancel" | "retry" | "replace" | "let-in";

export async function tellMessage(page: Page, message: MessageView, verb: MessageVerb): Promise<void> {
  const changed = await page.client.call("POST", `/messages/${message.id}/${verb}`, { schema: messageView });
  hearHouse(page, { kind: "message", message: changed });
}

/** The sender reads a kind sentence; the sound is erased by the hub. */
export async function declineMessage(page: Page, { id }: MessageView, reason: DeclineReason): Promise<void> {
  const json = { reason };
  const changed = await page.client.call("POST", `/messages/${id}/decline`, { json, schema: messageView });
  hearHouse(page, { kind: "message", message: changed });
}
