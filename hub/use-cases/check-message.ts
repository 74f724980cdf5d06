import type { PublicId } from "../contract/public-id.ts";
import { sha256 } from "../contract/sha256.ts";
import { readStamp, verifyStamp } from "../contract/stamp.ts";
import type { When } from "../domain/message-when.ts";
import { isForNow, type Refusal } from "../ports/vault.ts";
import { verifiedRoster } from "../ports/verified-roster.ts";
import { checkWhen } from "./check-when.ts";
import { timesOf } from "./child-day.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";

export interface StampedClip {
  readonly id: PublicId;
  readonly child: PublicId;
  readonly toy: PublicId;
  /** SHA-256 that the page named. */
  readonly clip: string;
  readonly stamp: string;
  readonly toyBytes: Uint8Array<ArrayBuffer>;
  readonly when: When;
}

/**
 * Everything the hub checks of a clip before a toy may have it: whose toy, which bytes, whose stamp, what it sounds like.
 * @throws RequestRefused `toy.*`, `message.wrong-clip`, `message.too-far-ahead`, `message.wrong-time`, `clip.refused`; SignatureError `stamp.*`
 */
export async function checkMessage(
  house: House,
  message: StampedClip,
): Promise<{ readonly milliseconds: number; readonly stampedBy: PublicId; readonly notBefore: number }> {
  const toy = house.household.toys().find(({ id }) => id === message.toy);
  if (toy === undefined || toy.gone !== undefined) throw new RequestRefused("toy.unknown", "no such toy");
  if (!toy.claimed) throw new RequestRefused("toy.not-claimed", "nobody has pressed this toy's paw yet");
  if (toy.child !== message.child)
    throw new RequestRefused("toy.wrong-child", "the toy belongs to another child");
  if ((await sha256(message.toyBytes)) !== message.clip) {
    throw new RequestRefused("message.wrong-clip", "the clip is not the one that was announced");
  }
  const stamp = await checkStamp(house, { ...message, child: toy.child });
  const checked = await house.check.message(message.toyBytes);
  if (checked.kind === "refused") throw clipRefused(checked);
  return { milliseconds: checked.milliseconds, ...stamp };
}

/** Whether the stamp counts, and does when the message is to go. @throws as {@link checkMessage} */
export async function checkStamp(
  house: House,
  { id, child, toy, clip, stamp, when }: Omit<StampedClip, "toyBytes">,
): Promise<{ readonly stampedBy: PublicId; readonly notBefore: number }> {
  const now = house.clock.now();
  const notBefore = (await readStamp(stamp)).notBefore * 1_000;
  const verified = await verifyStamp(stamp, {
    roster: await verifiedRoster(house.household),
    message: id,
    clipSha256: clip,
    toy,
    child,
    now: checkWhen(when, notBefore, timesOf(house, child), now),
  });
  return { stampedBy: verified.signer, notBefore };
}

export const clipRefused = (refusal: Refusal): RequestRefused =>
  isForNow(refusal)
    ? new RequestRefused("clip.not-checked", refusal.code)
    : new RequestRefused("clip.refused", refusal.detail, { reason: refusal.code });
