import { CANCEL_ASKED, stateOf } from "../domain/message-state.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import type { House } from "./house.ts";
import { moveMessage, noteCancelAsked } from "./move-message.ts";

/** @returns the message with the wish noted; `undefined` where ble was never told of it, or nothing is left to ask */
export async function askForItBack(house: House, record: MessageRecord): Promise<MessageRecord | undefined> {
  switch (stateOf(record)) {
    case "delivering":
      house.live.asked.delete(record.id);
      return noteCancelAsked(house, record);
    case "scheduled":
    case "queued":
    case "failed":
      return record.history.some(({ state }) => state === "delivering")
        ? moveMessage(house, record, "delivering", CANCEL_ASKED)
        : undefined;
    default:
      return undefined;
  }
}
