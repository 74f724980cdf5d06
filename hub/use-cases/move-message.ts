import { canMove, type MessageState, stateOf } from "../domain/message-state.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { viewMessage } from "./view-house.ts";

export type MessageChange = Partial<Pick<MessageRecord, "failure" | "stamp" | "delivery" | "author">>;

/**
 * Appends one transition, waits until it is durable, then tells. Call it in turn.
 * @returns the new record, or `undefined` where the life-cycle does not allow the step
 */
export async function moveMessage(
  house: House,
  record: MessageRecord,
  to: MessageState,
  cause: string,
  change: MessageChange = {},
): Promise<MessageRecord | undefined> {
  if (!canMove(stateOf(record), to)) return undefined;
  const moved: MessageRecord = {
    ...record,
    failure: null,
    ...change,
    history: [...record.history, { state: to, at: house.clock.now(), cause }],
  };
  await house.messages.update(moved);
  if (to !== "delivering") house.live.progress.delete(record.id);
  house.tell({ kind: "message", message: viewMessage(house, moved) });
  return moved;
}

/** @throws RequestRefused `message.unknown` */
export async function findMessage(house: House, id: string): Promise<MessageRecord> {
  const record = await house.messages.get(id);
  if (record === undefined) throw new RequestRefused("message.unknown", "no such message");
  return record;
}
