/** What relatives send: with a stamp of their own where a guardian trusts them for the child, and else sealed to the guardians. */
import type { MessageMeta } from "../contract/api.ts";
import { SignatureError } from "../contract/errors.ts";
import type { SealedMeta } from "../contract/post.ts";
import type { PublicId } from "../contract/public-id.ts";
import { stampingDevice } from "../contract/stamp.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import { verifiedRoster } from "../ports/verified-roster.ts";
import { addMessage } from "./add-message.ts";
import { assertSealed } from "./assert-sealed.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { rightsFor } from "./rights.ts";
import { takeMessage } from "./take-message.ts";

export interface TakenPost {
  readonly isNew: boolean;
  readonly record: MessageRecord;
}

/**
 * A message that nobody has approved: the sealed copy, and nothing that this hub can read. It goes nowhere until a guardian's
 * browser has opened it and hands over the very clip that is announced here, with a stamp. The same message twice is the same.
 */
export function takeSealed(
  house: House,
  meta: SealedMeta,
  sealed: Uint8Array<ArrayBuffer>,
  author: PublicId,
): Promise<TakenPost> {
  return house.live.takeIn(meta.id, async () => {
    const { mayWrite } = await rightsFor(house, author, meta.child);
    if (!mayWrite) throw new RequestRefused("child.unknown", "nobody this person may write to");
    const before = await findOwn(house, meta, author);
    if (before !== undefined) return { isNew: false, record: before };
    assertSealed(sealed);
    const { vault } = await verifiedRoster(house.household);
    if (meta.vault !== vault.number)
      throw new RequestRefused("message.stale-vault", "sealed to an older vault");
    await house.archive.put(meta.id, sealed);
    const now = house.clock.now();
    const record: MessageRecord = {
      id: meta.id,
      direction: "to-toy",
      child: meta.child,
      toy: null,
      author,
      createdAt: now,
      milliseconds: meta.milliseconds,
      history: [{ state: "awaiting_approval", at: now, cause: "sent" }],
      failure: null,
      sealedBytes: sealed.byteLength,
      clip: meta.clip,
      stamp: null,
      delivery: null,
      vault: meta.vault,
    };
    await addMessage(house, record);
    return { isNew: true, record };
  });
}

/** A message of somebody whom a guardian trusts for that child. Whom the hub believes here ble judges for itself. */
export async function takeStamped(
  house: House,
  meta: MessageMeta,
  toyBytes: Uint8Array<ArrayBuffer>,
  sealed: Uint8Array<ArrayBuffer>,
  author: PublicId,
): Promise<TakenPost> {
  const { mayWrite, isTrusted } = await rightsFor(house, author, meta.child);
  if (!mayWrite) throw new RequestRefused("child.unknown", "nobody this person may write to");
  if (!isTrusted) throw new SignatureError("stamp.not-trusted", "a guardian listens first");
  // Said of every toy that is not this child's, whether or not there is one.
  if (
    !house.household
      .toys()
      .some(({ id, child, gone }) => id === meta.toy && child === meta.child && gone === undefined)
  )
    throw new RequestRefused("toy.unknown", "no toy of this child's");
  const { devices } = await verifiedRoster(house.household);
  if (devices.get(await stampingDevice(meta.stamp)) !== author)
    throw new SignatureError("stamp.unknown-signer", "not a device of who sends it");
  await findOwn(house, meta, author);
  const { isNew } = await takeMessage(house, meta, toyBytes, sealed);
  const record = await findOwn(house, meta, author);
  if (record === undefined) throw new RequestRefused("message.erased", "it was erased at once");
  return { isNew, record };
}

/** @throws RequestRefused `message.exists` for a message of somebody else, or another clip; `message.erased` */
async function findOwn(
  house: House,
  { id, clip }: Pick<SealedMeta, "id" | "clip">,
  author: PublicId,
): Promise<MessageRecord | undefined> {
  const record = await house.messages.get(id);
  if (record === undefined) {
    if (await house.messages.wasErased(id)) throw new RequestRefused("message.erased", "it was erased");
    return undefined;
  }
  if (record.author !== author || record.clip !== clip)
    throw new RequestRefused("message.exists", "another message has this id");
  return record;
}
