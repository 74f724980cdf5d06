/**
 * A toy as it left its factory, as far as a radio can make it so: silence in all four slots, heart dark, paws its own, and last its factory's
 * identifier, so that one that still has ours is one that is not done. Slot 0, the toy's own recording, nothing can erase; and the upload key
 * is the factory's on every toy of ours.
 */

import { FACTORY_IDENTIFIER } from "./gatt-table.ts";
import type { ToyGuard } from "./guard.ts";
import { heartOff } from "./heart.ts";
import { freePaws } from "./paw.ts";
import { comeToRest, type SlotTools } from "./slot.ts";
import { storeIdentifier } from "./store-identifier.ts";
import { putSilence } from "./take-back.ts";

const SLOTS = [1, 2, 3, 4] as const;

interface EmptyTools extends SlotTools {
  readonly guard: ToyGuard;
  onProgress(percent: number): void;
}

/** @throws as `upload` does, and ToyError `toy.lies` */
export async function emptyToy(tools: EmptyTools): Promise<void> {
  const { wire, guard, signal, onProgress } = tools;
  for (const slot of SLOTS) {
    await comeToRest(tools);
    await guard.silencing(slot, () => putSilence(slot, tools));
    onProgress(slot * 20);
  }
  await freePaws(wire, signal);
  await heartOff(wire, signal);
  await storeIdentifier(wire, FACTORY_IDENTIFIER, signal);
  onProgress(100);
}
