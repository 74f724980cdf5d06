import { CANCEL_ASKED, canMove, type MessageState, stateOf } from "../domain/message-state.ts";
import type { LedgerEntry } from "../ports/ledger.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { tellMoved } from "./tell-queue.ts";
import { viewMessage } from "./view-house.ts";

export type MessageChange = Partial<
  Pick<
    MessageRecord,
    | "failure"
    | "stamp"
    | "notBefore"
    | "when"
    | "delivery"
    | "slot"
    | "author"
    | "toy"
    | "milliseconds"
    | "declined"
    | "sealedBytes"
    | "shares"
  >
>;

/**
 * Appends one transition, waits until it is durable, then tells. Call it in turn.
 * @param ledger what this is an instance of; in the same write
 * @returns the new record, or `undefined` where the life-cycle does not allow the step
 */
export async function moveMessage(
  house: House,
  record: MessageRecord,
  to: MessageState,
  cause: string,
  change: MessageChange = {},
  ledger: readonly LedgerEntry[] = [],
): Promise<MessageRecord | undefined> {
  if (!canMove(stateOf(record), to)) return undefined;
  const moved: MessageRecord = {
    ...record,
    failure: null,
    ...change,
    history: [...record.history, { state: to, at: house.clock.now(), cause }],
  };
  await house.messages.update(moved, ledger);
  if (to !== "delivering") {
    house.live.progress.delete(record.id);
    house.live.asked.delete(record.id);
    if (to !== "queued") house.live.tries.delete(record.id);
  }
  await tellMoved(house, moved);
  return moved;
}

/** A guardian wants it back, and ble has not said yet whether that was in time. */
export const isCancelAsked = (record: MessageRecord): boolean =>
  record.history.at(-1)?.cause === CANCEL_ASKED;

/** Notes the wish, durably: it outlives this process, and ends with ble's answer. Call it in turn. */
export async function noteCancelAsked(house: House, record: MessageRecord): Promise<MessageRecord> {
  return isCancelAsked(record) ? record : noteStep(house, record, CANCEL_ASKED);
}

/** Appends a step that changes no state, waits until it is durable, then tells. Call it in turn. */
export async function noteStep(
  house: House,
  record: MessageRecord,
  cause: string,
  change: MessageChange = {},
  ledger: readonly LedgerEntry[] = [],
): Promise<MessageRecord> {
  const step = { state: stateOf(record), at: house.clock.now(), cause };
  const noted: MessageRecord = { ...record, ...change, history: [...record.history, step] };
  await house.messages.update(noted, ledger);
  house.tell({ kind: "message", message: viewMessage(house, noted) });
  return noted;
}

/** @throws RequestRefused `message.unknown` */
export async function findMessage(house: House, id: string): Promise<MessageRecord> {
  const record = await house.messages.get(id);
  if (record === undefined) throw new RequestRefused("message.unknown", "no such message");
  return record;
}
