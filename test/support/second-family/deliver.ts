/**
 * Brings a sound to a lantern once. It is asked for the length of what it holds, and an upload that breaks off leaves it with none: so a
 * sound of the new length, where another one was before, has arrived.
 *
 *   length? ▶ [intent] ▶ take-sound, the bytes ▶ [done] ▶ [signalling] ▶ light
 */
import { ToyError } from "../../../ble/toys/errors.ts";
import type { Delivery, DeliveryJournal, TakenBack } from "../../../ble/toys/toy-driver.ts";
import { PLAY_PAW_SLOT } from "../../../ble/toys/toy-driver.ts";
import { seconds } from "../../../hub/domain/duration.ts";
import { MAX_WRITE_BYTES } from "./gatt-table.ts";
import type { LanternWire } from "./lantern-wire.ts";

const REST_WITHIN = seconds(45);

interface Tools {
  readonly wire: LanternWire;
  readonly journal: DeliveryJournal;
  readonly signal: AbortSignal;
}

export interface DeliveryTools extends Tools {
  isDark(): boolean;
  onProgress(percent: number): void;
}

/** @throws ToyError, RadioError, what the journal throws */
export async function deliver(delivery: Delivery, tools: DeliveryTools) {
  const { wire, journal, signal } = tools;
  const { id, messageId, bytes, sha256, milliseconds, slot = PLAY_PAW_SLOT } = delivery;
  if (slot !== PLAY_PAW_SLOT) throw new ToyError("toy.cannot", "A lantern holds one sound");
  const same = await journal.findDelivery(id);
  if (same?.isDone === true && !same.isTakenBack)
    return { ...(await signalOnce(delivery, tools)), alreadyThere: true };
  await wire.rest(REST_WITHIN, signal);
  const { milliseconds: lengthBefore } = await wire.refresh(signal);
  const arrived =
    same !== undefined &&
    !same.isTakenBack &&
    lengthBefore === milliseconds &&
    same.intent.lengthBefore !== milliseconds;
  if (!arrived) {
    const toyAddress = wire.link.address;
    await journal.intend({ deliveryId: id, messageId, toyAddress, slot, milliseconds, sha256, lengthBefore });
    await send(bytes, tools);
  }
  await journal.done(id);
  return { ...(await signalOnce(delivery, tools)), alreadyThere: arrived };
}

async function send(bytes: Uint8Array, { wire, signal, onProgress }: DeliveryTools): Promise<void> {
  await wire.order({ kind: "take-sound", bytes: bytes.byteLength }, signal);
  for (let at = 0; at < bytes.byteLength; at += MAX_WRITE_BYTES) {
    await wire.sound(bytes.subarray(at, at + MAX_WRITE_BYTES), signal);
    onProgress(Math.floor((100 * Math.min(bytes.byteLength, at + MAX_WRITE_BYTES)) / bytes.byteLength));
  }
  await wire.rest(seconds(3), signal);
}

async function signalOnce({ id, isQuiet }: Delivery, { wire, journal, isDark }: DeliveryTools) {
  const { signal } = wire.link;
  const isLit = async () => (await wire.refresh(signal)).light === "blinking";
  if ((await journal.findDelivery(id))?.isSignalled === true) return { heartLit: await isLit() };
  if (isQuiet === true) return { heartLit: false };
  await journal.signalling(id);
  if (isDark()) return { heartLit: false, heartDark: true as const };
  await wire.order({ kind: "light", light: "blinking" }, signal);
  return { heartLit: await isLit() };
}

/** A lantern can forget what it holds. */
export async function takeBack(deliveryId: string, { wire, journal, signal }: Tools): Promise<TakenBack> {
  const noted = await journal.findDelivery(deliveryId);
  if (noted === undefined || noted.isTakenBack) return "gone";
  if (noted.isDone) return "there";
  const { milliseconds, lengthBefore } = noted.intent;
  const holds = (await wire.refresh(signal)).milliseconds;
  if (holds === milliseconds && holds !== lengthBefore) {
    await wire.order({ kind: "take-sound", bytes: 0 }, signal);
    await wire.order({ kind: "light", light: "off" }, signal);
  }
  await journal.takenBack(deliveryId);
  return "gone";
}
