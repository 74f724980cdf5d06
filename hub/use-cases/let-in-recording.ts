import type { MessageView } from "../contract/api.ts";
import type { PublicId } from "../contract/public-id.ts";
import { stateOf } from "../domain/message-state.ts";
import type { Session } from "../ports/household.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { findMessage, moveMessage } from "./move-message.ts";
import { hasHearers } from "./take-recording.ts";
import { viewMessage } from "./view-house.ts";

/**
 * What was recorded while nobody watched is the child's, says a guardian who has fetched it: from then on it is as any other answer. Said
 * twice it is said once.
 * @throws RequestRefused `message.unknown`, `message.not-listened`, `message.too-late`
 */
export function letInRecording(
  house: House,
  id: string,
  { person, device }: Pick<Session, "person" | "device">,
): Promise<MessageView> {
  return house.live.takeIn(id, () =>
    house.inTurn(async () => {
      const record = await findMessage(house, id);
      const state = stateOf(record);
      if (state === "received" || state === "awaiting_release" || state === "shared")
        return viewMessage(house, record);
      if (state !== "quarantined") throw new RequestRefused("message.too-late", `it is ${state}`);
      if (house.live.listened.get(record.id)?.has(person) !== true)
        throw new RequestRefused("message.not-listened", "not fetched by who would let it in");
      const to = (await hasHearers(house, record.child as PublicId)) ? "awaiting_release" : "received";
      const moved = await moveMessage(house, record, to, "let-in", {}, [
        { at: house.clock.now(), kind: "recording-let-in", person, subject: id, device },
      ]);
      house.live.listened.delete(record.id);
      if (moved === undefined) throw new RequestRefused("message.too-late", `it is ${state}`);
      return viewMessage(house, moved);
    }),
  );
}
