import { MESSAGE_STATES, type MessageState, stateOf, TOY_REMOVED } from "../domain/message-state.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import { askForItBack } from "./ask-for-it-back.ts";
import type { House } from "./house.ts";
import { isCancelAsked, moveMessage } from "./move-message.ts";

/**
 * What becomes of a message to a toy that is gone; `remove-toy.ts` has the whole of it. Call it in turn.
 * @returns the message as it is then
 */
export async function endForGoneToy(house: House, record: MessageRecord): Promise<MessageRecord> {
  if (isCancelAsked(record)) return record;
  const asked = await askForItBack(house, record);
  if (asked !== undefined) return asked;
  const to = END[stateOf(record)];
  if (to === undefined) return record;
  const isOfLibrary = record.library !== undefined && to === "on_toy_unconfirmed";
  return (await moveMessage(house, record, isOfLibrary ? "replaced" : to, TOY_REMOVED)) ?? record;
}

/** Where ble has nothing to say. */
const END: Partial<Record<MessageState, MessageState>> = {
  scheduled: "cancelled",
  queued: "cancelled",
  failed: "cancelled",
  on_toy: "on_toy_unconfirmed",
  on_toy_unconfirmed: "on_toy_unconfirmed",
};

/** With its toy gone, no readable copy of it is needed any more. */
export const isOverWithToy = (record: MessageRecord): boolean =>
  MESSAGE_STATES[stateOf(record)].final || stateOf(record) === "on_toy_unconfirmed";
