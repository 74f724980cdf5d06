/**
 * The heart: the toy's only way to say "you have post". It goes out whenever the toy enters Idle, so it is lit again
 * after everything of ours that does that.
 */

import { ToyError } from "../errors.ts";
import { decodeLed, encodeLed, HEART_BLINK, HEART_HERE, HEART_OFF, type LedSetting } from "./led.ts";
import type { ToyWire } from "./toy-wire.ts";

/** @returns whether the toy confirmed that it blinks */
export async function blinkHeart(wire: ToyWire, signal: AbortSignal): Promise<boolean> {
  await wire.write("led", encodeLed(HEART_BLINK), signal);
  return isHeartBlinking(wire, signal);
}

export async function heartOff(wire: ToyWire, signal: AbortSignal): Promise<void> {
  await wire.write("led", encodeLed(HEART_OFF), signal);
}

/** Lets it blink quickly, for who looks for the toy. @throws {ToyError} `toy.lies` when it does not */
export async function showHeart(wire: ToyWire, signal: AbortSignal): Promise<void> {
  await wire.write("led", encodeLed(HEART_HERE), signal);
  if (!(await isHeartBlinking(wire, signal))) throw new ToyError("toy.lies", "The heart does not blink");
}

/** Lights it where nobody waits to be told whether it did. */
export async function keepHeartBlinking(wire: ToyWire, signal: AbortSignal): Promise<void> {
  await wire.write("led", encodeLed(HEART_BLINK), signal);
}

export async function isHeartDark(wire: ToyWire, signal: AbortSignal): Promise<boolean> {
  return (await readHeart(wire, signal))?.mode === "off";
}

export async function isHeartBlinking(wire: ToyWire, signal: AbortSignal): Promise<boolean> {
  return (await readBlinking(wire, signal)) !== undefined;
}

/** As it blinks; `undefined` where it does not. */
export async function readBlinking(wire: ToyWire, signal: AbortSignal): Promise<LedSetting | undefined> {
  const heart = await readHeart(wire, signal);
  return heart?.mode === "blink" ? heart : undefined;
}

/**
 * Does something that ends in Idle, and lights the heart again as it was, or as it is owed by what went before.
 * A link, or a process, that ends in between leaves a debt.
 * @param isStillOwed whether nobody has heard the message meanwhile: a heart must not blink for what was heard
 */
export async function keepingHeart<T>(
  wire: ToyWire,
  signal: AbortSignal,
  isStillOwed: () => boolean,
  work: () => Promise<T>,
): Promise<T> {
  const owed = wire.heartDebt.owed ?? (await readBlinking(wire, signal));
  if (owed !== undefined) await wire.heartDebt.begin(owed);
  try {
    return await work();
  } finally {
    if (owed !== undefined && (!isStillOwed() || (await lightAgain(wire, owed, signal))))
      wire.heartDebt.pay();
  }
}

/** @returns whether it blinks; where the link went before, it is owed by the next one */
export async function lightAgain(wire: ToyWire, owed: LedSetting, signal: AbortSignal): Promise<boolean> {
  try {
    if (signal.aborted) return false;
    await wire.write("led", encodeLed(owed), signal);
    return true;
  } catch {
    // A dark heart is no reason to lose what the work brought; a link that is gone says so itself.
    return false;
  }
}

async function readHeart(wire: ToyWire, signal: AbortSignal): Promise<LedSetting | undefined> {
  return decodeLed(await wire.read("led", signal));
}
