/**
 * What a toy should get next. By itself a toy plays one slot only, so there is one message on it at a time, and a
 * message nobody has heard is never overwritten. What is of the library gives way to any message, on the toy and in the queue.
 */
import type { MessageState } from "./message-state.ts";

export interface WaitingMessage {
  readonly id: string;
  readonly state: MessageState;
  /** When it joined the queue, Unix ms. */
  readonly queuedAt: number;
  /** A copy from the library: nobody waits for it to be heard. */
  readonly isOfLibrary: boolean;
}

export type NextDelivery =
  | { readonly kind: "nothing" }
  /** Already told to ble; told again after a restart of either side. */
  | { readonly kind: "repeat"; readonly id: string }
  /** `insteadOf` is on the toy and makes room. */
  | { readonly kind: "start"; readonly id: string; readonly insteadOf: readonly string[] }
  /** The toy holds one that was not heard. */
  | { readonly kind: "occupied"; readonly by: string };

/** @param messages those of one toy that are not over yet, in any order */
export function nextDelivery(messages: readonly WaitingMessage[]): NextDelivery {
  const under = (state: MessageState) => messages.find((message) => message.state === state);
  const delivering = under("delivering");
  if (delivering !== undefined) return { kind: "repeat", id: delivering.id };
  const there = messages.filter(({ state }) => state === "on_toy" || state === "on_toy_unconfirmed");
  const unheard = there.find(({ isOfLibrary }) => !isOfLibrary);
  if (unheard !== undefined) return { kind: "occupied", by: unheard.id };
  const [first] = messages
    .filter(({ state }) => state === "queued")
    .sort(
      (one, other) => Number(one.isOfLibrary) - Number(other.isOfLibrary) || one.queuedAt - other.queuedAt,
    );
  if (first === undefined) return { kind: "nothing" };
  return { kind: "start", id: first.id, insteadOf: there.map(({ id }) => id) };
}

/** Wait before the n-th try of the same delivery, ms: 0, 2, 4 ... 60 s. A toy that reappears is tried at once. */
export const retryDelay = (attempt: number): number =>
  attempt <= 1 ? 0 : Math.min(1_000 * 2 ** (attempt - 1), 60_000);
