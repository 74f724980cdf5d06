import type { MessageView } from "../contract/api.ts";
import { publicId } from "../contract/public-id.ts";
import { isWaiting, stateOf } from "../domain/message-state.ts";
import type { When } from "../domain/message-when.ts";
import { checkStamp } from "./check-message.ts";
import { placeFor } from "./child-day.ts";
import { deliverNext } from "./deliver-next.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { findMessage, moveMessage, noteStep } from "./move-message.ts";
import { viewMessage } from "./view-house.ts";

/** Cause of the step. */
const TIME_CHOSEN = "time-chosen";

/**
 * A message that waits goes at another time than its sender wished, or at once, quiet hours or not.
 * @param newStamp where the old one does not count at that time; a guardian's page makes it of the very clip that it opened
 * @throws RequestRefused `message.unknown`, `message.too-late`, those of `checkWhen`; SignatureError `stamp.*`
 */
export async function chooseWhen(
  house: House,
  id: string,
  when: When,
  newStamp: string | undefined,
): Promise<MessageView> {
  const moved = await house.inTurn(async () => {
    const record = await findMessage(house, id);
    const stamp = newStamp ?? record.stamp;
    if (!isWaiting(stateOf(record)) || stamp === null || record.toy === null)
      throw new RequestRefused("message.too-late", `it is ${stateOf(record)} already`);
    const { notBefore } = await checkStamp(house, {
      id: publicId.parse(record.id),
      child: publicId.parse(record.child),
      toy: publicId.parse(record.toy),
      clip: record.clip,
      stamp,
      when,
    });
    const { state, time } = placeFor(house, { child: record.child, when, notBefore });
    const change = { stamp, ...time };
    if (state === stateOf(record)) return noteStep(house, record, TIME_CHOSEN, change);
    return (await moveMessage(house, record, state, TIME_CHOSEN, change)) ?? record;
  });
  deliverNext(house).catch(house.fail);
  return viewMessage(house, moved);
}
