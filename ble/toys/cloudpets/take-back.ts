/**
 * Takes back a message whose upload broke off, so that no child hears what its sender withdrew. Only the toy knows how far
 * it came, and all that it tells is a length:
 *
 *   what 09 slot answers                    then
 *   nothing, or what was there before       it never arrived: [taken back]
 *   anything else, the new length too       the built-in silence over it, and then [taken back]
 *
 * Where both lengths are alike it may be the older message: that one is lost then, a withdrawn one is never heard. A toy that
 * cannot be silenced has the message: [done], and whoever asks is told so.
 */
import { ToyError, type ToyErrorCode } from "../errors.ts";
import type { DeliveryIntent, DeliveryJournal, TakenBack } from "../toy-driver.ts";
import { heartOff } from "./heart.ts";
import { SILENCE, SILENCE_MS } from "./silence.ts";
import { LENGTH_TOLERANCE_MS, lengthOfSlot, type SlotTools } from "./slot.ts";
import { upload } from "./upload.ts";

/** What asking once more does not mend. */
const HOPELESS: ReadonlySet<ToyErrorCode> = new Set(["toy.refused", "toy.too-slow", "toy.lies"]);

interface TakeBackTools extends SlotTools {
  readonly journal: DeliveryJournal;
  /** It got its own upload key again: one that it refuses still is no stranger's doing. */
  readonly isKeyMended: () => boolean;
}

/** @throws as `upload`, `fetchValue` and the journal do, where nothing is decided: ask again */
export async function takeBack(deliveryId: string, tools: TakeBackTools): Promise<TakenBack> {
  const { wire, journal } = tools;
  const noted = await journal.findDelivery(deliveryId);
  if (noted === undefined || noted.isTakenBack) return "gone";
  if (noted.isDone) return "there";
  const { slot } = noted.intent;
  const latest = await journal.latest(wire.link.address, slot);
  const isCovered = latest?.isDone === true && latest.intent.deliveryId !== deliveryId;
  if (!isCovered && !isUntouched(await lengthOfSlot(slot, tools), noted.intent)) {
    // A younger one that broke off too will be asked about by its lengths: it meets the silence.
    if (latest !== undefined && latest.intent.deliveryId !== deliveryId)
      await journal.intend({ ...latest.intent, lengthBefore: SILENCE_MS });
    if (!(await isSilenced(slot, tools))) {
      await journal.done(deliveryId);
      return "there";
    }
  }
  await journal.takenBack(deliveryId);
  return "gone";
}

function isUntouched(lengthNow: number, { lengthBefore, milliseconds }: DeliveryIntent): boolean {
  if (lengthNow === 0) return true;
  const isLike = (length: number) => Math.abs(lengthNow - length) <= LENGTH_TOLERANCE_MS;
  return isLike(lengthBefore) && !isLike(milliseconds);
}

async function isSilenced(
  slot: number,
  { wire, watch, isKeyMended, signal }: TakeBackTools,
): Promise<boolean> {
  try {
    await putSilence(slot, { wire, watch, signal });
  } catch (error) {
    const isHopeless = error instanceof ToyError && HOPELESS.has(error.code);
    if (isHopeless && (error.code !== "toy.refused" || isKeyMended())) return false;
    throw error;
  }
  await heartOff(wire, signal);
  return true;
}

/** From Idle only. @throws as `upload` does */
export const putSilence = (
  slot: number,
  { wire, watch, signal }: Pick<SlotTools, "wire" | "watch" | "signal">,
): Promise<void> =>
  upload(wire, watch, { slot, clip: SILENCE, isCautious: true, signal, onProgress: () => undefined });
