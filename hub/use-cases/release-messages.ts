import { isWaiting, stateOf } from "../domain/message-state.ts";
import { afterMoment } from "../domain/message-when.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import { waitOfMessage, whenOf } from "./child-day.ts";
import type { House } from "./house.ts";
import { moveMessage } from "./move-message.ts";

/** Cause of the step into the queue. */
const TIME_HAS_COME = "time-has-come";

/**
 * Lets go what has waited for its moment, and holds what is quiet time for: each in a step of its own, durable before it is told.
 * Call it in turn.
 * @returns the messages as they are now
 */
export async function releaseMessages(
  house: House,
  messages: readonly MessageRecord[],
): Promise<readonly MessageRecord[]> {
  const after: MessageRecord[] = [];
  for (const record of messages) after.push((await release(house, record)) ?? record);
  return after;
}

async function release(house: House, record: MessageRecord): Promise<MessageRecord | undefined> {
  const state = stateOf(record);
  if (!isWaiting(state)) return undefined;
  const wait = waitOfMessage(house, record);
  if (state === "scheduled")
    return wait === undefined
      ? moveMessage(house, record, "queued", TIME_HAS_COME, { when: afterMoment(whenOf(record)) })
      : undefined;
  return wait === undefined ? undefined : moveMessage(house, record, "scheduled", wait.reason);
}
