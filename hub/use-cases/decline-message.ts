import type { MessageView } from "../contract/api.ts";
import { hours } from "../domain/duration.ts";
import { type DeclineReason, SOUND_ERASED, stateOf } from "../domain/message-state.ts";
import type { Session } from "../ports/household.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { findMessage, moveMessage, noteStep } from "./move-message.ts";
import { viewMessage } from "./view-house.ts";

/** A guardian listened, and the child will not get this one; the sender is told why, kindly. Said twice it is said once. */
export function declineMessage(
  house: House,
  id: string,
  reason: DeclineReason,
  { person, device }: Pick<Session, "person" | "device">,
): Promise<MessageView> {
  // Not while somebody else's approval of it comes in.
  return house.live.takeIn(id, () =>
    house.inTurn(async () => {
      const record = await findMessage(house, id);
      if (stateOf(record) === "declined") return viewMessage(house, record);
      const moved = await moveMessage(
        house,
        record,
        "declined",
        "guardian-declined",
        { declined: { reason, livedAt: house.lived.now() } },
        [{ at: house.clock.now(), kind: "clip-declined", person, subject: id, device }],
      );
      if (moved === undefined) throw new RequestRefused("message.too-late", `it is ${stateOf(record)}`);
      return viewMessage(house, moved);
    }),
  );
}

/** Within a day the sound of what was declined is gone; that it was sent, and declined, stays. The look comes every hour. */
const SOUND_STAYS = hours(23);

export async function eraseDeclined(house: House): Promise<void> {
  for (const { id } of await house.messages.open())
    await house.live.takeIn(id, () => house.inTurn(() => eraseIfDeclined(house, id)));
}

/** The file first: killed in between, the next look finds a message that still has to lose its sound. */
async function eraseIfDeclined(house: House, id: string): Promise<void> {
  const record = await house.messages.get(id);
  if (record?.declined === undefined || stateOf(record) !== "declined" || record.sealedBytes === 0) return;
  if (house.lived.now() - record.declined.livedAt < SOUND_STAYS) return;
  await house.archive.delete(id);
  await noteStep(house, record, SOUND_ERASED, { sealedBytes: 0 }, [
    { at: house.clock.now(), kind: "clip-erased", person: null, subject: id },
  ]);
}
