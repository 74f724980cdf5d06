/**
 * What a toy should get next. By itself a toy plays one slot only, so there is one message on it at a time, or four where the hub answers its
 * paws; and a message nobody has heard is never overwritten. The oldest unheard one belongs into the slot that the toy plays by itself: when
 * the one before was heard, it moves there. What is of the library gives way to any message, on the toy and in the queue, and lies in that
 * slot alone.
 */
import type { MessageState } from "./message-state.ts";

export interface WaitingMessage {
  readonly id: string;
  readonly state: MessageState;
  /** When it joined the queue, Unix ms. */
  readonly queuedAt: number;
  /** A copy from the library: nobody waits for it to be heard. */
  readonly isOfLibrary: boolean;
  /** On the toy, 1..4; left out for the first, which the toy plays by itself. */
  readonly slot?: number;
  /** It cannot be brought once more: it stays where it is. */
  readonly isStuck?: boolean;
}

/** Where the hub answers the paws; without it there is one place. */
export const MAILBOX_PLACES = 4;
const FIRST_SLOT = 1;

export type NextDelivery =
  | { readonly kind: "nothing" }
  /** Already told to ble; told again after a restart of either side. */
  | { readonly kind: "repeat"; readonly id: string }
  /** `insteadOf` is on the toy and makes room. */
  | { readonly kind: "start"; readonly id: string; readonly insteadOf: readonly string[] }
  /** It lies on the toy, and is to be brought once more: to the slot that the toy plays by itself. */
  | { readonly kind: "move"; readonly id: string }
  /** The toy holds one that was not heard, or as many as it can. */
  | { readonly kind: "occupied"; readonly by: string };

/**
 * @param messages those of one toy that are not over yet, in any order
 * @param places how many unheard ones it may hold
 */
export function nextDelivery(messages: readonly WaitingMessage[], places = 1): NextDelivery {
  const under = (state: MessageState) => messages.find((message) => message.state === state);
  const delivering = under("delivering");
  if (delivering !== undefined) return { kind: "repeat", id: delivering.id };
  const there = messages.filter(({ state }) => state === "on_toy" || state === "on_toy_unconfirmed");
  const unheard = there.filter(({ isOfLibrary }) => !isOfLibrary).sort(byAge);
  const [oldest] = unheard;
  const mover = unheard.find(({ isStuck }) => isStuck !== true);
  const isFirstTaken = unheard.some(({ slot = FIRST_SLOT }) => slot === FIRST_SLOT);
  if (!isFirstTaken && mover !== undefined) return { kind: "move", id: mover.id };
  if (oldest !== undefined && unheard.length >= places) return { kind: "occupied", by: oldest.id };
  const [first] = messages
    .filter(({ state }) => state === "queued")
    .sort((one, other) => Number(one.isOfLibrary) - Number(other.isOfLibrary) || byAge(one, other));
  if (first === undefined) return { kind: "nothing" };
  if (oldest !== undefined && first.isOfLibrary) return { kind: "occupied", by: oldest.id };
  return {
    kind: "start",
    id: first.id,
    insteadOf: there.filter(({ isOfLibrary }) => isOfLibrary).map(({ id }) => id),
  };
}

const byAge = (one: WaitingMessage, other: WaitingMessage): number => one.queuedAt - other.queuedAt;

/** Wait before the n-th try of the same delivery, ms: 0, 2, 4 ... 60 s. A toy that reappears is tried at once. */
export const retryDelay = (attempt: number): number =>
  attempt <= 1 ? 0 : Math.min(1_000 * 2 ** (attempt - 1), 60_000);
