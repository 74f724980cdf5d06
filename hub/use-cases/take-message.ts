import type { MessageMeta, MessageView } from "../contract/api.ts";
import { readWhen } from "../contract/times.ts";
import { isUnstamped, stateOf } from "../domain/message-state.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import { verifiedRoster } from "../ports/verified-roster.ts";
import { addMessage } from "./add-message.ts";
import { assertSealed } from "./assert-sealed.ts";
import { checkMessage } from "./check-message.ts";
import { placeFor } from "./child-day.ts";
import { deliverNext } from "./deliver-next.ts";
import { RequestRefused } from "./errors.ts";
import { isGone } from "./gone-toy.ts";
import type { House } from "./house.ts";
import { findMessage, moveMessage } from "./move-message.ts";
import { viewMessage } from "./view-house.ts";

/**
 * A guardian's message: checked, sealed copy and waiting clip durable, then in the queue, or put by for its time. Acknowledged means on disk.
 * The same message twice is the same message.
 */
export function takeMessage(
  house: House,
  meta: MessageMeta,
  toyBytes: Uint8Array<ArrayBuffer>,
  sealed: Uint8Array<ArrayBuffer>,
): Promise<TakenMessage> {
  return house.live.takeIn(meta.id, () => takeNext(house, meta, toyBytes, sealed));
}

export interface TakenMessage {
  readonly isNew: boolean;
  readonly message: MessageView;
}

async function takeNext(
  house: House,
  meta: MessageMeta,
  toyBytes: Uint8Array<ArrayBuffer>,
  sealed: Uint8Array<ArrayBuffer>,
): Promise<TakenMessage> {
  const before = await house.messages.get(meta.id);
  if (before !== undefined) return { isNew: false, message: viewTaken(house, before, meta.clip) };
  if (await house.messages.wasErased(meta.id)) throw new RequestRefused("message.erased", "it was erased");
  assertSealed(sealed);
  const { vault } = await verifiedRoster(house.household);
  if (meta.vault !== vault.number)
    throw new RequestRefused("message.stale-vault", "sealed to an older vault");
  const when = readWhen(meta.when);
  const { milliseconds, stampedBy, notBefore } = await checkMessage(house, { ...meta, toyBytes, when });
  await Promise.all([house.archive.put(meta.id, sealed), house.waiting.put(meta.id, toyBytes)]);
  const now = house.clock.now();
  const { state, time } = placeFor(house, { child: meta.child, when, notBefore });
  const record: MessageRecord = {
    id: meta.id,
    direction: "to-toy",
    child: meta.child,
    toy: meta.toy,
    author: stampedBy,
    createdAt: now,
    milliseconds,
    history: [{ state, at: now, cause: "sent" }],
    failure: null,
    sealedBytes: sealed.byteLength,
    clip: meta.clip,
    stamp: meta.stamp,
    delivery: house.newId(),
    vault: meta.vault,
    ...time,
  };
  const added = await addMessage(house, record);
  deliverNext(house).catch(house.fail);
  return { isNew: true, message: viewMessage(house, added) };
}

/** What came before under this id. @throws RequestRefused `message.exists` when that is another clip */
export function viewTaken(house: House, record: MessageRecord, clip: string): MessageView {
  if (record.clip !== clip) throw new RequestRefused("message.exists", "another message has this id");
  return viewMessage(house, record);
}

/**
 * A guardian listened to a draft, or to a relative's message, and stamped it: the readable bytes arrive, and it joins the queue.
 * They are those that were announced when only the sealed copy came, or nothing is taken in.
 */
export function stampDraft(
  house: House,
  meta: Omit<MessageMeta, "vault">,
  toyBytes: Uint8Array<ArrayBuffer>,
): Promise<MessageView> {
  return house.live.takeIn(meta.id, () => stampNext(house, meta, toyBytes));
}

async function stampNext(
  house: House,
  meta: Omit<MessageMeta, "vault">,
  toyBytes: Uint8Array<ArrayBuffer>,
): Promise<MessageView> {
  const draft = await findMessage(house, meta.id);
  if (draft.clip !== meta.clip) throw new RequestRefused("message.wrong-clip", "not the clip of this draft");
  if (!isUnstamped(stateOf(draft))) {
    if (draft.stamp !== null) return viewMessage(house, draft);
    throw new RequestRefused("message.too-late", "it is no draft any more");
  }
  const isForToy = draft.toy === null || draft.toy === meta.toy || isGone(house, draft.toy);
  if (!isForToy || draft.child !== meta.child) {
    throw new RequestRefused("message.exists", "the draft is for another toy");
  }
  const when = readWhen(meta.when);
  const { stampedBy, milliseconds, notBefore } = await checkMessage(house, { ...meta, toyBytes, when });
  await house.waiting.put(meta.id, toyBytes);
  const { state, time } = placeFor(house, { child: meta.child, when, notBefore });
  const change = { stamp: meta.stamp, toy: meta.toy, milliseconds, delivery: house.newId(), ...time };
  const moved = await house.inTurn(async () =>
    moveMessage(
      house,
      await findMessage(house, meta.id),
      state,
      stateOf(draft) === "draft" ? "stamped" : "approved",
      // Who spoke stays who spoke.
      { ...change, author: draft.author ?? stampedBy },
      [{ at: house.clock.now(), kind: "clip-approved", person: stampedBy, subject: meta.id }],
    ),
  );
  if (moved === undefined) {
    await house.waiting.delete(meta.id); // taken back meanwhile: no readable copy stays
    throw new RequestRefused("message.too-late", "it is no draft any more");
  }
  deliverNext(house).catch(house.fail);
  return viewMessage(house, moved);
}
