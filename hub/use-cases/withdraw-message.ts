import type { MessageView } from "../contract/api.ts";
import { publicId } from "../contract/public-id.ts";
import { type MessageState, stateOf } from "../domain/message-state.ts";
import { deliverNext } from "./deliver-next.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { findMessage, moveMessage } from "./move-message.ts";
import { viewMessage } from "./view-house.ts";

/** Takes back what is not on the toy yet. ble is told to never upload it again, whatever comes with its stamp. */
export const cancelMessage = (house: House, id: string): Promise<MessageView> =>
  withdraw(house, id, "cancelled", "guardian-cancelled");

/** Lets the next message take the place of one that is on the toy and was not seen to be heard. */
export const replaceMessage = (house: House, id: string): Promise<MessageView> =>
  withdraw(house, id, "replaced", "guardian-replaced");

async function withdraw(house: House, id: string, to: MessageState, cause: string): Promise<MessageView> {
  const moved = await house.inTurn(async () => {
    const record = await findMessage(house, id);
    if (stateOf(record) === to) return record;
    const withdrawn = await moveMessage(house, record, to, cause);
    if (withdrawn === undefined)
      throw new RequestRefused("message.too-late", `it is ${stateOf(record)} already`);
    return withdrawn;
  });
  await retire(house, id, moved.toy);
  deliverNext(house).catch(house.fail);
  return viewMessage(house, moved);
}

/** The readable copy goes, and ble remembers that this message is over. */
export async function retire(house: House, id: string, toy: string | null): Promise<void> {
  await house.waiting.delete(id);
  const room = house.household.toys().find((known) => known.id === toy)?.room;
  if (room === undefined || house.toys.room(room)?.state.state !== "online") return;
  await house.toys.send(room, {
    kind: "retire",
    id: house.newId(),
    message: publicId.parse(id),
  });
}

/** Puts a failed message back into the queue. */
export async function retryMessage(house: House, id: string): Promise<MessageView> {
  const moved = await house.inTurn(async () => {
    const record = await findMessage(house, id);
    if (record.direction !== "to-toy" || record.stamp === null) {
      throw new RequestRefused("message.too-late", "there is nothing to send again");
    }
    const isOnItsWay = stateOf(record) === "queued" || stateOf(record) === "delivering";
    const queued = isOnItsWay ? record : await moveMessage(house, record, "queued", "guardian-retried");
    if (queued === undefined)
      throw new RequestRefused("message.too-late", `it is ${stateOf(record)} already`);
    house.live.tries.delete(id);
    return queued;
  });
  deliverNext(house).catch(house.fail);
  return viewMessage(house, moved);
}
