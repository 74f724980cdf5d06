/**
 * Where a message goes on a toy that holds up to four that nobody heard. The toy's own play paw plays one slot only, so the oldest unheard one
 * is kept there; it moves there when that slot is free. Nothing unheard is ever written over, whoever asks.
 *
 * Pure. A slot is free where nothing lies, or only silence, or what is over.
 */
import type { NotedDelivery } from "../toys/toy-driver.ts";

const SLOTS = [1, 2, 3, 4] as const;

export interface Placing {
  /** What each slot was given last. */
  readonly held: readonly NotedDelivery[];
  readonly playPawSlot: number;
  /** Heard, or withdrawn. */
  isOver(message: string): boolean;
}

/** @returns the slot: the same where it lies or was begun already; `undefined`: there is no room */
export function placeMessage(message: string, { held, playPawSlot, isOver }: Placing): number | undefined {
  const lies = held.filter(({ isTakenBack }) => !isTakenBack);
  const isTaken = (slot: number) =>
    lies.some(
      ({ intent }) => intent.slot === slot && intent.messageId !== message && !isOver(intent.messageId),
    );
  const own = lies.filter(({ intent }) => intent.messageId === message);
  const begun = own.find(({ isDone }) => !isDone);
  if (begun !== undefined) return begun.intent.slot;
  const [done] = own;
  if (done !== undefined) return isTaken(playPawSlot) ? done.intent.slot : playPawSlot;
  const isFirst = SLOTS.every((slot) => !isTaken(slot));
  if (isFirst) return playPawSlot;
  return SLOTS.find((slot) => slot !== playPawSlot && !isTaken(slot));
}
