import type { PublicId } from "../contract/public-id.ts";
import { sha256 } from "../contract/sha256.ts";
import { verifyStamp } from "../contract/stamp.ts";
import { isForNow, type Refusal } from "../ports/vault.ts";
import { verifiedRoster } from "../ports/verified-roster.ts";
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
}

/**
 * Everything the hub checks of a clip before a toy may have it: whose toy, which bytes, whose stamp, what it sounds like.
 * @throws RequestRefused `toy.*`, `message.wrong-clip`, `clip.refused`; SignatureError `stamp.*`
 */
export async function checkMessage(
  house: House,
  message: StampedClip,
): Promise<{ readonly milliseconds: number; readonly stampedBy: PublicId }> {
  const toy = house.household.toys().find(({ id }) => id === message.toy);
  if (toy === undefined) throw new RequestRefused("toy.unknown", "no such toy");
  if (!toy.claimed) throw new RequestRefused("toy.not-claimed", "nobody has pressed this toy's paw yet");
  if (toy.child !== message.child)
    throw new RequestRefused("toy.wrong-child", "the toy belongs to another child");
  if ((await sha256(message.toyBytes)) !== message.clip) {
    throw new RequestRefused("message.wrong-clip", "the clip is not the one that was announced");
  }
  const stamp = await verifyStamp(message.stamp, {
    roster: await verifiedRoster(house.household),
    message: message.id,
    clipSha256: message.clip,
    toy: message.toy,
    child: toy.child,
    now: house.clock.now(),
  });
  const checked = await house.check.message(message.toyBytes);
  if (checked.kind === "refused") throw clipRefused(checked);
  return { milliseconds: checked.milliseconds, stampedBy: stamp.signer };
}

export const clipRefused = (refusal: Refusal): RequestRefused =>
  isForNow(refusal)
    ? new RequestRefused("clip.not-checked", refusal.code)
    : new RequestRefused("clip.refused", refusal.detail, { reason: refusal.code });
