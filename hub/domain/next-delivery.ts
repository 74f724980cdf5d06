/**
 * What a toy should get next. By itself a toy plays one slot only, so there is one message on it at a time, and a
 * message nobody has heard is never overwritten.
 */
import type { MessageState } from "./message-state.ts";

export interface WaitingMessage {
  readonly id: string;
  readonly state: MessageState;
  /** When it joined the queue, Unix ms. */
  readonly queuedAt: number;
}

export type NextDelivery =
  | { readonly kind: "nothing" }
  /** Already told to ble; told again after a restart of either side. */
  | { readonly kind: "repeat"; readonly id: string }
  | { readonly kind: "start"; readonly id: string }
  /** The toy holds one that was not heard. */
  | { readonly kind: "occupied"; readonly by: string };

/** @param messages those of one toy that are not over yet, in any order */
export function nextDelivery(messages: readonly WaitingMessage[]): NextDelivery {
  const under = (state: MessageState) => messages.find((message) => message.state === state);
  const delivering = under("delivering");
  if (delivering !== undefined) return { kind: "repeat", id: delivering.id };
  const unheard = under("on_toy") ?? under("on_toy_unconfirmed");
  if (unheard !== undefined) return { kind: "occupied", by: unheard.id };
  const [first] = messages
    .filter(({ state }) => state === "queued")
    .sort((one, other) => one.queuedAt - other.queuedAt);
  return first === undefined ? { kind: "nothing" } : { kind: "start", id: first.id };
}

/** Wait before the n-th try of the same delivery, ms: 0, 2, 4 ... 60 s. A toy that reappears is tried at once. */
export const retryDelay = (attempt: number): number =>
  attempt <= 1 ? 0 : Math.min(1_000 * 2 ** (attempt - 1), 60_000);
