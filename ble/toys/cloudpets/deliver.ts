/**
 * Brings a message to the toy once, whatever crashes in between.
 *
 *   what is noted   what is done
 *   intent          09 slot ▶ [intent] ▶ 00 … 01, Idle, 250 ms ▶ [done] ▶ paws free ▶ [signalling] ▶ heart
 *
 * A delivery that was intended and not done is asked about: where the slot has the new length and had another one
 * before, the message is there. Anything else is sent again to the same slot (or silenced: `take-back.ts`). The heart is lit at most once for a delivery: a
 * crash between its note and its write costs the light, never a second one.
 */
import { seconds } from "../../../hub/domain/duration.ts";
import { RadioError } from "../../radio/errors.ts";
import type { Link } from "../../radio/radio.ts";
import type { Delivery, DeliveryIntent, DeliveryJournal, NotedDelivery } from "../toy-driver.ts";
import { PLAY_PAW_SLOT } from "./commands.ts";
import { blinkHeart, isHeartBlinking } from "./heart.ts";
import { freePaws } from "./paw.ts";
import { LENGTH_TOLERANCE_MS, lengthOfSlot, type SlotTools } from "./slot.ts";
import { SUPERVISION_MS, upload } from "./upload.ts";

const QUICKEN_WITHIN = seconds(2);
/** The intervals that an upload wants and the toy prefers. */
export const PREFERRED_INTERVAL_MS = 12.5;

export interface DeliveryTools extends SlotTools {
  readonly journal: DeliveryJournal;
  readonly isCautious: boolean;
  /** Somebody waits for a paw, or the hub answers them: game mode stays. */
  readonly isPawAwaited: () => boolean;
  /** It is night: the heart stays as it is. */
  readonly isDark: () => boolean;
  onProgress(percent: number): void;
}

interface Signalled {
  readonly heartLit: boolean;
  readonly heartDark?: true;
}
export interface Delivered extends Signalled {
  readonly alreadyThere: boolean;
}

/** @throws as `upload`, `fetchValue` and the journal do */
export async function deliver(delivery: Delivery, tools: DeliveryTools): Promise<Delivered> {
  const { wire, journal } = tools;
  const same = await journal.findDelivery(delivery.id);
  if (same?.isDone === true && !same.isTakenBack)
    return { ...(await signalOnce(delivery, tools)), alreadyThere: true };
  const slot = slotOf(delivery);
  // At 500 ms each question takes a second.
  await wire.becomeQuick(tools.signal);
  const lengthNow = await lengthOfSlot(slot, tools);
  const before = await journal.latest(wire.link.address, slot);
  const alreadyThere = before !== undefined && isThere(delivery, before, lengthNow);
  if (!alreadyThere || before.intent.deliveryId !== delivery.id)
    await journal.intend(intentOf(delivery, wire.link.address, lengthNow));
  if (!alreadyThere) await send(delivery, tools);
  await journal.done(delivery.id);
  return { ...(await signalOnce(delivery, tools)), alreadyThere };
}

const slotOf = ({ slot = PLAY_PAW_SLOT }: Delivery): number => slot;

/** Whether the slot holds this message already: put there by this delivery before a crash, or by an earlier one. */
function isThere(delivery: Delivery, noted: NotedDelivery, lengthNow: number): boolean {
  if (noted.isTakenBack) return false;
  if (noted.intent.messageId !== delivery.messageId || noted.intent.sha256 !== delivery.sha256) return false;
  const fromNew = Math.abs(lengthNow - delivery.milliseconds);
  const fromOld = Math.abs(lengthNow - noted.intent.lengthBefore);
  return fromNew <= LENGTH_TOLERANCE_MS && (noted.isDone || fromNew < fromOld);
}

const intentOf = (delivery: Delivery, toyAddress: string, lengthBefore: number): DeliveryIntent => ({
  deliveryId: delivery.id,
  messageId: delivery.messageId,
  toyAddress,
  slot: slotOf(delivery),
  milliseconds: delivery.milliseconds,
  sha256: delivery.sha256,
  lengthBefore,
});

async function send(delivery: Delivery, tools: DeliveryTools): Promise<void> {
  const { wire, watch } = tools;
  await quicken(wire.link, tools.signal);
  await upload(wire, watch, { ...tools, slot: slotOf(delivery), clip: delivery.bytes });
}

/** A link that came up slower than we asked, as the kernel's own defaults make it, is asked again. */
async function quicken(link: Link, signal: AbortSignal): Promise<void> {
  if (link.intervalMs <= PREFERRED_INTERVAL_MS) return;
  const wish = { intervalMs: PREFERRED_INTERVAL_MS, supervisionMs: SUPERVISION_MS };
  try {
    await link.changeInterval({ ...wish, within: QUICKEN_WITHIN, signal });
  } catch (error) {
    // Slower, and closer to the toy's watchdog, but it goes.
    if (signal.aborted || !(error instanceof RadioError)) throw error;
  }
}

async function signalOnce(delivery: Delivery, tools: DeliveryTools): Promise<Signalled> {
  const { wire, journal } = tools;
  // The message is on the toy: whoever cancels now is too late, and a heart is better than none.
  const { signal } = wire.link;
  if ((await journal.findDelivery(delivery.id))?.isSignalled === true)
    return litOrDark(await isHeartBlinking(wire, signal), tools.isDark());
  if (!tools.isPawAwaited()) await freePaws(wire, signal);
  if (delivery.isQuiet === true) return { heartLit: false };
  await journal.signalling(delivery.id);
  // Its light is owed until the night is over, and is the session's to pay.
  return tools.isDark() ? litOrDark(false, true) : litOrDark(await blinkHeart(wire, signal), false);
}

const litOrDark = (heartLit: boolean, isDark: boolean): Signalled =>
  !heartLit && isDark ? { heartLit, heartDark: true } : { heartLit };
