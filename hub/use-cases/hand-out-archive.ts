import { stateOf } from "../domain/message-state.ts";
import type { Session } from "../ports/household.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { findMessage } from "./move-message.ts";

/**
 * A sealed clip to a guardian's device. The ledger knows of it, durably, before the first byte leaves.
 * @throws RequestRefused, AccessRefused `session.too-many-clips`
 */
export async function handOutArchive(
  house: House,
  id: string,
  to: Pick<Session, "person" | "device">,
): Promise<Uint8Array<ArrayBuffer>> {
  const record = await findMessage(house, id);
  const sealed = await house.archive.get(record.id);
  if (sealed === undefined) throw new RequestRefused("message.not-here", "the sealed file is gone");
  house.clipBudget.take(to);
  await house.ledger.append({
    at: house.clock.now(),
    kind: "clip-handed-out",
    person: to.person,
    subject: record.id,
    device: to.device,
  });
  if (stateOf(record) === "quarantined") {
    const { listened } = house.live;
    listened.set(record.id, new Set([...(listened.get(record.id) ?? []), to.person]));
  }
  return sealed;
}
