/** What a slot holds, as far as the toy tells: a length in milliseconds. */
import { seconds } from "../../../hub/domain/duration.ts";
import { STOP_PLAYING } from "./commands.ts";
import { keepingHeart } from "./heart.ts";
import { fetchValue } from "./result-register.ts";
import type { ToyWatch } from "./toy-watch.ts";
import type { ToyWire } from "./toy-wire.ts";

/** Longer than any recording; a lullaby in a loop is stopped, a message that is being heard is waited for. */
const FREE_WITHIN = seconds(45);
/** The toy's own lengths are not told to be exact; frames are 20 ms. */
export const LENGTH_TOLERANCE_MS = 40;

export interface SlotTools {
  readonly wire: ToyWire;
  readonly watch: ToyWatch;
  /** @returns tells from then on whether the child has heard nothing since */
  readonly makeIsUnheard: () => () => boolean;
  readonly signal: AbortSignal;
}

/** Asks for the slot's length, the toy at rest and its heart as it was. @param slot upload slot 1..4 @throws as `fetchValue` does */
export async function lengthOfSlot(slot: number, tools: SlotTools): Promise<number> {
  const { wire, watch, signal } = tools;
  await comeToRest(tools);
  return await keepingHeart(wire, signal, tools.makeIsUnheard(), () => fetchValue(wire, watch, slot, signal));
}

/** The child comes first: what is being heard or recorded is waited for. Only a loop, which is never a message, is stopped. */
export async function comeToRest({ wire, watch, signal }: SlotTools): Promise<void> {
  const { isLooping } = await wire.refreshState(signal);
  if (isLooping) {
    using _ours = watch.during("stop-playing");
    await wire.command(STOP_PLAYING, signal);
    await wire.idle(seconds(3), signal);
    return;
  }
  await wire.idle(FREE_WITHIN, signal);
}
