import type { MessageView } from "../contract/api.ts";
import { isOnItsWay, MESSAGE_STATES, type MessageState, stateOf } from "../domain/message-state.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import { askForItBack } from "./ask-for-it-back.ts";
import { deliverNext } from "./deliver-next.ts";
import { RequestRefused } from "./errors.ts";
import { isGone } from "./gone-toy.ts";
import type { House } from "./house.ts";
import { findMessage, moveMessage } from "./move-message.ts";
import { retire, sendRetire } from "./retire-message.ts";
import { toysOfRoom } from "./toys-of-room.ts";
import { viewMessage } from "./view-house.ts";

/**
 * Takes back what is not on the toy yet. Where ble carries it, or tried to, only ble knows whether that is in time: a part of it
 * may lie on the toy. The wish is noted, and ble's answer makes it `cancelled` once nothing of it can be heard, or `on_toy`
 * where the toy had it already.
 */
export async function cancelMessage(house: House, id: string): Promise<MessageView> {
  const record = await house.inTurn(async () => {
    const found = await findMessage(house, id);
    const asked = await askForItBack(house, found);
    return asked ?? withdraw(house, found, "cancelled", "guardian-cancelled");
  });
  return stateOf(record) === "cancelled" ? goOn(house, record) : view(house, record);
}

/** Lets the next message take the place of one that is on the toy and was not seen to be heard. */
export async function replaceMessage(house: House, id: string): Promise<MessageView> {
  const record = await house.inTurn(async () =>
    withdraw(house, await findMessage(house, id), "replaced", "guardian-replaced"),
  );
  return goOn(house, record);
}

async function withdraw(
  house: House,
  record: MessageRecord,
  to: MessageState,
  cause: string,
): Promise<MessageRecord> {
  if (stateOf(record) === to) return record;
  const withdrawn = await moveMessage(house, record, to, cause);
  if (withdrawn !== undefined) return withdrawn;
  throw new RequestRefused("message.too-late", `it is ${stateOf(record)} already`);
}

async function goOn(house: House, record: MessageRecord): Promise<MessageView> {
  await retire(house, record.id, record.toy);
  return view(house, record);
}

function view(house: House, record: MessageRecord): MessageView {
  deliverNext(house).catch(house.fail);
  return viewMessage(house, record);
}

/** No stamp is valid for longer: seven days ahead, and seven days from then on. */
const STAMP_MS = 15 * 86_400_000;
const MOST_RETOLD = 50;

/** What ended while a room was away: told when it is back, so that its memory of what is over has no gaps. */
export async function retireAgain(house: House, room: string): Promise<void> {
  const toys = toysOfRoom(house, room);
  const since = house.clock.now() - STAMP_MS;
  for (const record of await house.messages.newest(MOST_RETOLD)) {
    const last = record.history.at(-1);
    const isOver = last !== undefined && MESSAGE_STATES[last.state].final && last.at > since;
    if (isOver && record.stamp !== null && toys.has(record.toy ?? ""))
      await sendRetire(house, room, record.id);
  }
}

/** Puts a failed message back into the queue. */
export async function retryMessage(house: House, id: string): Promise<MessageView> {
  const moved = await house.inTurn(async () => {
    const record = await findMessage(house, id);
    const isHopeless = record.failure?.retry === false || isGone(house, record.toy);
    if (record.direction !== "to-toy" || record.stamp === null || isHopeless) {
      throw new RequestRefused("message.too-late", "there is nothing to send again");
    }
    const queued = isOnItsWay(stateOf(record))
      ? record
      : await moveMessage(house, record, "queued", "guardian-retried");
    if (queued === undefined)
      throw new RequestRefused("message.too-late", `it is ${stateOf(record)} already`);
    house.live.tries.delete(id);
    return queued;
  });
  deliverNext(house).catch(house.fail);
  return viewMessage(house, moved);
}
